import { effectiveBounds, flatten, lintRule, ownerOf, wordsOf, type ApiModel, type Property } from '#rule';

/** What only the server's own developers need. Whole names: `exceptionCode` is a word of the business. */
const internals = new Set(
  'stack trace|stacktrace|stack|trace|traceback|call stack|backtrace|exception|exception message|exception class|exception type|inner exception|sql|sql query|sql state|sqlstate|sql error|query string sql|debug|debug info|debug message|debug information|server path|file path|source file|line number|class name|method name'.split(
    '|',
  ),
);
/** Names that also mean something harmless: what the caller sent has lines and files as well. */
const unsure = new Set('trace|debug|exception|stack'.split('|'));
/** Of these nothing can be said but beside a surer one. */
const besides = new Set('line number|class name|method name|file path|source file'.split('|'));

export default lintRule({
  id: 'error-leaks-internals',
  title: 'Error that shows the inside of the server',
  severity: 'medium',
  owasp: ['API8:2023'],
  cwe: 209,
  controls: ['PCI DSS 6.2.4'],
  why: `Stack traces and SQL name libraries, versions, files and tables: whoever gets them knows which known flaw to try and how the next injection must look.`,
  fix: `Return a problem with an id to look up in your own log:

\`\`\`yaml
properties:
  type: { type: string, format: uri }
  title: { type: string }
  traceId: { type: string }
\`\`\``,

  property(property, use, api) {
    if (use.direction !== 'response' || !use.inError || use.inSuccess) return undefined;
    const words = wordsOf(property.name).join(' ');
    if (!isInternal(property, api) || (besides.has(words) && !standsBesideSurer(property, api))) return undefined;
    return {
      at: property.at,
      message: `Property ${property.name} shows the inside of the server in errors.`,
      ...(unsure.has(words) || besides.has(words) ? { certainty: 'tentative' as const } : {}),
    };
  },
});

function standsBesideSurer(property: Property, api: ApiModel): boolean {
  const owner = flatten(api, ownerOf(api, property));
  return owner?.properties.some((one) => !besides.has(wordsOf(one.name).join(' ')) && isInternal(one, api)) === true;
}

/** `trace: { id }`, flags, numbers of a support case and closed lists are references and states, no traces. */
function isInternal({ name, schema: id }: Property, api: ApiModel): boolean {
  const words = wordsOf(name).join(' ');
  const schema = internals.has(words) ? flatten(api, id) : undefined;
  if (schema === undefined || schema.format === 'uuid') return false;
  if (words === 'trace' && schema.properties.length > 0) return false;
  const { types, isClosed } = effectiveBounds(api, id);
  return !isClosed && (types === undefined || types.some((type) => type !== 'boolean' && type !== 'null'));
}
