/** The proxy that leads to a URL, as curl and others read it from the environment; undefined: there is none. */
export type ProxyFor = (url: URL) => URL | undefined;

type Env = Readonly<Record<string, string | undefined>>;

/**
 * `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`, in small letters first. This machine is never asked for through a proxy.
 * Undefined where the environment names none. Throws ProxyUrlError where one is no http or https URL.
 */
export function proxyFrom(env: Env): ProxyFor | undefined {
  const https = proxyIn(env, 'https_proxy');
  const http = proxyIn(env, 'http_proxy');
  if (https === undefined && http === undefined) return undefined;
  const direct = (valueOf(env, 'no_proxy') ?? '').split(/[\s,]+/).filter((entry) => entry !== '');
  return (url) => {
    if (isLoopback(url.hostname) || direct.some((entry) => covers(entry, url))) return undefined;
    return url.protocol === 'https:' ? https : http;
  };
}

/** A variable that names a proxy is no URL of one. */
export class ProxyUrlError extends Error {}

function proxyIn(env: Env, name: string): URL | undefined {
  const text = valueOf(env, name);
  if (text === undefined) return undefined;
  const whole = text.includes('://') ? text : `http://${text}`;
  const url = URL.canParse(whole) ? new URL(whole) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new ProxyUrlError(`${name.toUpperCase()} is no address such as http://proxy.example.com:3128`);
  return url;
}

/** What is empty is not set: CI often writes it so. */
function valueOf(env: Env, name: string): string | undefined {
  return [env[name], env[name.toUpperCase()]].find((text) => text !== undefined && text !== '');
}

function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(host);
}

/** `example.com` and `.example.com` with all below them, an address, with a port or without, or `*`. */
function covers(entry: string, { hostname, port, protocol }: URL): boolean {
  if (entry === '*') return true;
  const [, host = '', wanted] = /^(.*?)(?::(\d{1,5}))?$/.exec(entry.toLowerCase()) ?? [];
  const actual = port === '' ? (protocol === 'https:' ? '443' : '80') : port;
  if (wanted !== undefined && wanted !== actual) return false;
  const domain = host.replace(/^\*?\./, '');
  return domain !== '' && (hostname === domain || hostname.endsWith(`.${domain}`));
}
