import type { Exchange } from '../model/exchange.ts';
import type { Credential } from './credential.ts';

/** Longest body that a line of curl carries, in characters. */
const bodyCharsMax = 2_000;
/** Sent by curl itself, or of no matter for the answer. */
const ours = new Set(['user-agent', 'x-sallyport-run', 'accept', 'content-length', 'host']);

/** Where the credential stood, and the variable that stands for it: all that a line of curl may say of it. */
export interface Shown extends Pick<Credential, 'place' | 'name' | 'prefix' | 'postfix'> {
  /** `ALICE_TOKEN`; of a changed one `ALICE_TOKEN_JWT_NONE`. */
  readonly variable: string;
}

/** The request as a line for a shell: everything quoted, `$ALICE_TOKEN` for the credential, tags for sensitive values. `target`: the origin that `$TARGET` stands for. */
export function curlOf({ request }: Exchange, shown: Shown | undefined, target = request.origin): string {
  const isShown = (place: Shown['place'], name: string): boolean =>
    shown?.place === place && shown.name.toLowerCase() === name.toLowerCase();
  const query = request.query
    .filter(([name]) => !isShown('query', name))
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  const headers = request.headers
    .filter(([name]) => !ours.has(name.toLowerCase()) && !isShown('header', name) && !isCookie(name, shown))
    // curl leaves a header out that has no value, unless it is written so.
    .map(([name, value]) => `-H ${quoted(value === '' ? `${name};` : `${name}: ${value}`)}`);
  const { text } = request.body ?? {};
  const body = text === undefined || text.length > bodyCharsMax ? '' : `--data-raw ${quoted(text)}`;
  const line = [
    'curl -sS -X',
    /^[A-Za-z]+$/.test(request.method) ? request.method : quoted(request.method),
    // curl tidies a path up unless it is told to leave it.
    ...(/\/\.{1,2}(?:\/|$)/.test(request.path) ? ['--path-as-is'] : []),
    (request.origin === target ? '"$TARGET"' : quoted(request.origin)) + behindOf(request.path, query, shown),
    ...(shown === undefined || shown.place === 'query' ? [] : [`-H ${credentialHeader(shown)}`]),
    ...headers,
    ...(body === '' ? [] : [body]),
    ...(text !== undefined && body === '' ? [`--data-binary @body # ${text.length} characters`] : []),
  ];
  return line.join(' ');
}

/** The session's other cookies are as secret as the one that is shown. */
function isCookie(name: string, shown: Shown | undefined): boolean {
  return shown?.place === 'cookie' && name.toLowerCase() === 'cookie';
}

function credentialHeader({ place, name, prefix, postfix, variable }: Shown): string {
  const before = place === 'cookie' ? `Cookie: ${name}=` : `${name}: ${prefix}`;
  return `${quoted(before)}"$${variable}"${postfix === undefined ? '' : quoted(postfix)}`;
}

/** What stands behind the host. */
function behindOf(path: string, query: readonly string[], shown: Shown | undefined): string {
  const all = shown?.place === 'query' ? [...query, `${encodeURIComponent(shown.name)}=`] : query;
  const behind = `${path}${all.length === 0 ? '' : `?${all.join('&')}`}`;
  return `${quoted(behind)}${shown?.place === 'query' ? `"$${shown.variable}"` : ''}`;
}

/** `ALICE_TOKEN` */
export function variableFor(name: string, change?: string): string {
  const words = [name, 'token', ...(change === undefined ? [] : [change])].join('_');
  return words.replace(/[^A-Za-z0-9]+/g, '_').toUpperCase();
}

/** In single quotes no shell looks for anything; what a terminal acts upon is left out. */
function quoted(text: string): string {
  return `'${text.replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ').replaceAll("'", `'\\''`)}'`;
}
