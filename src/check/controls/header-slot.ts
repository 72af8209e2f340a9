import type { ApiModel, Operation } from '../../model/api.ts';
import { flatten } from '../../model/flatten.ts';
import { isSideEffecting } from '../../model/function-class.ts';
import { wordsOf } from '../../model/words.ts';
import type { Input } from '../target.ts';

/** What HTTP, gateways and tracing look at, and what proves who calls: it reaches no statement of the application. */
const notTheirs =
  /^(?:accept|authorization|cache-control|connection|content|cookie|digest|dpop|etag|expect|forwarded|host|if|keep-alive|origin|pragma|prefer|priority|proxy|range|referer|sec|te|traceparent|tracestate|trailer|transfer-encoding|upgrade|user-agent|via|x-forwarded|x-real-ip|b3|x-b3)(?:-|$)/i;
const bookkeepingWords =
  /(^| )(idempotency|nonce|correlation|trace|request|span|signature|token|secret|key|csrf|xsrf|session|jws|certificate|timestamp|date|version|locale|language)( |$)/;

/**
 * A header or a cookie that the document declares for a read, and that holds a text of the application's own: `X-Branch`,
 * a cookie `region`. The text has so many characters.
 */
export function isHeaderSlot(
  { operation, input }: { readonly operation: Operation; readonly input?: Input },
  api: ApiModel,
  length: number,
): boolean {
  if (input === undefined || (input.in !== 'header' && input.in !== 'cookie')) return false;
  if (operation.method !== 'GET' || isSideEffecting(operation)) return false;
  const { name, schema: id } = input;
  if (notTheirs.test(name) || bookkeepingWords.test(wordsOf(name).join(' '))) return false;
  const isCredential = [...api.authSchemes.values()].some(
    ({ parameterName }) => parameterName?.toLowerCase() === name.toLowerCase(),
  );
  const schema = id === undefined ? undefined : flatten(api, id);
  const isText = schema === undefined || schema.types.length === 0 || schema.types.includes('string');
  const isOpen = schema?.enum === undefined && schema?.format === undefined && schema?.pattern === undefined;
  return !isCredential && isText && isOpen && (schema?.maxLength ?? Infinity) >= length;
}
