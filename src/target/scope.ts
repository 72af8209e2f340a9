import { NotTested } from '../check/target.ts';
import type { Operation } from '../model/api.ts';
import { basePathOf } from '../model/operation.ts';

/** The base URL that the user named is no http(s) URL. */
export class TargetUrlError extends Error {}
/** A path that would lead out of what the user named: nothing was sent. */
export class OutOfScope extends NotTested {}

type Served = Pick<Operation, 'servers'>;

/**
 * What may be contacted: the origin that a flag names, and for login calls the hosts of `--allow-host`. What config or
 * document name is never contacted.
 */
export interface Scope {
  readonly origin: string;
  /** The target's own path, where the flag has one: it takes the place of the servers' path. */
  readonly basePath: string | undefined;
  readonly isLoopback: boolean;
  /** Below the base path, which holds no `..`. Throws OutOfScope. */
  urlOf(operation: Served | undefined, path: string): URL;
  /** Below the root of the host. */
  rootUrl(path: string): URL;
  /** The same over http: where the target's port is its own, on that port. */
  plainUrl(url: URL): URL;
  /** The other place an API is often found at: without the servers' path, or with it behind the target's own. */
  otherUrlOf(operation: Served & Pick<Operation, 'path'>): URL | undefined;
  /** A login call: a path below the base path, or a whole URL of an allowed host. Undefined: of another host. */
  loginUrl(call: string, operation: Served | undefined): URL | undefined;
}

export function scopeOf(target: string, allowHosts: readonly string[]): Scope {
  if (!URL.canParse(target)) throw new TargetUrlError('--target is no URL');
  const url = new URL(target);
  const { origin, protocol } = url;
  if (protocol !== 'http:' && protocol !== 'https:') throw new TargetUrlError('--target is no http or https URL');
  const own = withoutSlash(url.pathname);
  const basePath = own === '' ? undefined : own;
  const baseFor = (operation: Served | undefined): string => basePath ?? basePathOf(operation?.servers[0]);
  return {
    origin,
    basePath,
    isLoopback: /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname),
    urlOf: (operation, path) => below(origin, baseFor(operation), path),
    rootUrl: (path) => below(origin, '', path),
    plainUrl: ({ pathname, search }) => at(origin.replace(/^https:/, 'http:'), `${pathname}${search}`),
    otherUrlOf(operation) {
      const servers = basePathOf(operation.servers[0]);
      return servers === '' ? undefined : below(origin, own === '' ? '' : own + servers, operation.path);
    },
    loginUrl(call, operation) {
      if (call.startsWith('/')) return below(origin, baseFor(operation), call);
      if (!URL.canParse(call)) return undefined;
      const wanted = new URL(call);
      // A password must not travel in clear text because a config says so.
      const isSafe = wanted.protocol === 'https:' || (wanted.protocol === 'http:' && protocol === 'http:');
      if (!isSafe || wanted.username !== '' || wanted.password !== '') return undefined;
      return wanted.origin === origin || isAllowed(wanted, allowHosts) ? wanted : undefined;
    },
  };
}

/** `login.example.com` allows the scheme's own port, `login.example.com:8443` that port alone. */
function isAllowed({ host, port, protocol }: URL, allowHosts: readonly string[]): boolean {
  const explicit = port === '' ? `${host}:${protocol === 'https:' ? '443' : '80'}` : host;
  return allowHosts.some((allowed) => allowed.toLowerCase() === host || allowed.toLowerCase() === explicit);
}

/** Built by parts: `new URL('//other.host', origin)` would leave the target, and `..` the base path. */
function below(origin: string, base: string, path: string): URL {
  const root = withoutSlash(at(origin, base).pathname);
  const built = at(origin, `${root}${path.startsWith('/') ? '' : '/'}${path}`);
  if (built.pathname !== root && !built.pathname.startsWith(`${root}/`))
    throw new OutOfScope('the path leads out of the base path of the target');
  return built;
}

function at(origin: string, path: string): URL {
  const built = new URL(origin);
  const [pathname = '', search = ''] = path.split(/\?(.*)/s, 2);
  built.pathname = pathname;
  built.search = search;
  return built;
}

function withoutSlash(path: string): string {
  return path.replace(/\/+$/, '');
}
