/** The server that a probe's twins are made of: routes, callers by their credential, JSON in and out. Imported as `#twin`. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TwinHandler } from '../check/target.ts';
import type { Json } from '../model/json.ts';
import { isObject } from '../model/json.ts';

/** Body of a request, in bytes. */
const bodyBytesMax = 4 * 1024 * 1024;

export interface TwinUser {
  readonly name: string;
  readonly role?: string;
  readonly tenant?: string;
}
/** One request as a route sees it. */
export interface Ask {
  readonly method: string;
  /** Decoded segments of the template: `/cards/{id}` -> `{ id: 'c1' }`. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** As it came, with its query. */
  readonly url: string;
  readonly path: string;
  /** Lower case names; several of a name are joined by Node. */
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: Readonly<Record<string, string>>;
  readonly text: string;
  /** The body as JSON or as a form; empty where it is neither. */
  readonly body: Readonly<Record<string, Json | undefined>>;
  /** The body as JSON of any kind. */
  readonly json: Json | undefined;
  /** The credential as it came: a bearer token, an `X-API-Key`, a `session` cookie; empty where there is none. */
  readonly token: string;
  readonly user?: TwinUser;
}
export interface Reply {
  readonly status: number;
  readonly json?: Json;
  /** Text of the media type that `headers` names. */
  readonly text?: string;
  readonly bytes?: Uint8Array;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
}
export type Route = (ask: Ask) => Reply | Promise<Reply>;

export interface AppOptions {
  /** `GET /cards/{id}`; `* /path` for any method. The first that fits answers. */
  readonly routes: Readonly<Record<string, Route>>;
  /** Users by token. Sessions that come later: the map may grow. */
  readonly users?: ReadonlyMap<string, TwinUser>;
  /** Who calls, where a token alone does not say. */
  readonly identify?: (ask: Ask) => TwinUser | undefined | Promise<TwinUser | undefined>;
  /** Of all answers, such as CORS headers. */
  readonly headers?: (ask: Ask) => Readonly<Record<string, string | readonly string[]>>;
  /** What no route answers; 404 unless said otherwise. */
  readonly otherwise?: Route;
}

export function reply(status: number, json?: Json, headers?: Reply['headers']): Reply {
  return { status, ...(json === undefined ? {} : { json }), ...(headers === undefined ? {} : { headers }) };
}

export function app(options: AppOptions): TwinHandler {
  const routes = Object.entries(options.routes).map(([key, route]) => {
    const [method = '*', template = '/'] = key.split(' ', 2);
    return { method, segments: template.split('/'), route };
  });
  const find = (
    method: string,
    path: string,
  ): { readonly route: Route; readonly params: Ask['params'] } | undefined => {
    for (const { method: wanted, segments, route } of routes) {
      const params = wanted === '*' || wanted === method ? paramsOf(segments, path.split('/')) : undefined;
      if (params !== undefined) return { route, params };
    }
    return undefined;
  };
  return async (request, response) => {
    const found = find(request.method ?? 'GET', (request.url ?? '/').split('?', 1)[0] ?? '/');
    const plain = await askOf(request, found?.params ?? {});
    const user = options.identify === undefined ? options.users?.get(plain.token) : await options.identify(plain);
    const ask: Ask = user === undefined ? plain : { ...plain, user };
    const route = found?.route ?? options.otherwise ?? ((): Reply => reply(404, { error: 'not found' }));
    const answer = await Promise.resolve()
      .then(() => route(ask))
      .catch(() => reply(500, { error: 'internal error' }));
    write(response, answer, options.headers?.(ask) ?? {});
  };
}

function paramsOf(template: readonly string[], path: readonly string[]): Ask['params'] | undefined {
  if (template.length !== path.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, segment] of template.entries()) {
    const value = path[index] ?? '';
    const name = /^\{(.+)\}$/.exec(segment)?.[1];
    if (name === undefined && segment !== value) return undefined;
    if (name === undefined) continue;
    if (value === '') return undefined;
    params[name] = decoded(value);
  }
  return params;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

async function askOf(request: IncomingMessage, params: Ask['params']): Promise<Ask> {
  const url = request.url ?? '/';
  const [path = '/', query = ''] = url.split(/\?(.*)/s, 2);
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
  const cookies = Object.fromEntries(
    (headers['cookie'] ?? '').split(/;\s*/).flatMap((pair) => {
      const at = pair.indexOf('=');
      return at < 1 ? [] : [[pair.slice(0, at), pair.slice(at + 1)]];
    }),
  ) as Ask['cookies'];
  const text = await textOf(request);
  const type = headers['content-type'] ?? '';
  const json = type.includes('form-urlencoded') ? undefined : parsed(text);
  const form = type.includes('form-urlencoded') ? Object.fromEntries(new URLSearchParams(text)) : {};
  const token =
    /^Bearer (.*)$/.exec(headers['authorization'] ?? '')?.[1] ?? headers['x-api-key'] ?? cookies['session'] ?? '';
  const body = isObject(json) ? json : form;
  const method = request.method ?? 'GET';
  return { method, params, query: new URLSearchParams(query), url, path, headers, cookies, text, body, json, token };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= bodyBytesMax) chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parsed(text: string): Json | undefined {
  try {
    return text === '' ? undefined : (JSON.parse(text) as Json);
  } catch {
    return undefined;
  }
}

function write(response: ServerResponse, { status, json, text, bytes, headers = {} }: Reply, common: object): void {
  const own = json === undefined ? {} : { 'content-type': 'application/json' };
  response.writeHead(status, { ...own, ...common, ...(headers as Record<string, string>) });
  response.end(bytes ?? text ?? (json === undefined ? undefined : JSON.stringify(json)));
}
