import type { ApiModel, Operation } from '../model/api.ts';
import type { Field } from '../model/exchange.ts';
import { isObject, type Json } from '../model/json.ts';
import { canonicalPath } from '../model/operation.ts';
import type { CallConfig } from './config.ts';

/** What a login call brought, unredacted: it exists only inside of src/target. */
export interface LoginAnswer {
  readonly status: number;
  readonly json?: Json;
  readonly headers: readonly Field[];
}
export type LoginResult = LoginAnswer | { readonly failure: string };

/** A call of the config, taken apart. */
export interface NamedCall {
  readonly method: string;
  /** Below the base path, or a whole URL. */
  readonly where: string;
  /** The operation of the document that it names, if it has it. */
  readonly operation?: Operation;
}

export function namedCall(api: ApiModel, call: string): NamedCall {
  const [method = 'POST', where = '/'] = call.trim().split(/\s+/, 2);
  const path = canonicalPath(where.split(/[?#]/, 1)[0] ?? '');
  const operation = api.operations.find((one) => one.method === method && canonicalPath(one.path) === path);
  return { method, where, ...(operation === undefined ? {} : { operation }) };
}

/** The body as JSON, or as a form where the document takes nothing else. */
export function bodyOf(
  { body, form: isForm = false }: CallConfig,
  operation: Operation | undefined,
): { readonly text: string; readonly mediaType: string } | undefined {
  if (body === undefined) return undefined;
  const declared = operation?.requestBodies.map(({ mediaType }) => mediaType) ?? [];
  const form = 'application/x-www-form-urlencoded';
  const takesForm = isForm || (declared.includes(form) && !declared.some((type) => type.includes('json')));
  if (!isObject(body) || !takesForm) return { text: JSON.stringify(body), mediaType: 'application/json' };
  const pairs = Object.entries(body).map(([name, value]): [string, string] => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value ?? ''),
  ]);
  return { text: new URLSearchParams(pairs).toString(), mediaType: form };
}
