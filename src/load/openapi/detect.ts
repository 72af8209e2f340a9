import type { Dialect } from '../../model/api.ts';
import { own, type Json } from '../../model/json.ts';
import { LoadError } from '../load-error.ts';

type OpenApiDialect = Exclude<Dialect, 'capture' | 'config'>;

/** The version family a root names. An unquoted `3.1` is read as meant. */
export function dialectOf(value: Json, uri: string): OpenApiDialect {
  const named = own(value, 'openapi') ?? own(value, 'swagger');
  const place = { uri };
  if (named === undefined) {
    const hint = 'sallyport reads OpenAPI documents (2.0 to 3.2) and HAR captures';
    throw new LoadError('not-a-document', 'no OpenAPI document: neither `openapi` nor `swagger` at the top', {
      place,
      hint,
    });
  }
  const text = typeof named === 'string' || typeof named === 'number' ? String(named) : '';
  if (/^2(\.0)*$/.test(text)) return '2.0';
  const minor = /^3\.([0-2])(\.\d+)?(-.*)?$/.exec(text)?.[1];
  if (minor === undefined) {
    const shown = /^[\w.-]{1,20}$/.test(text) ? `version ${text}` : 'this version';
    throw new LoadError('unknown-version', `${shown} of OpenAPI is not known`, {
      place,
      hint: 'known are 2.0, 3.0, 3.1 and 3.2',
    });
  }
  return `3.${minor}` as OpenApiDialect;
}
