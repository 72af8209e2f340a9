import type { Exchange, HttpBody } from '../../model/exchange.ts';
import type { Evidence } from '../../finding/finding.ts';

/** Of a body that is shown, in characters. */
const bodyCharsMax = 2_000;

/** The exchange as a report shows it: bodies cut, so that a hundred of them cost little. */
export function slim(exchange: Exchange): Exchange {
  const { request, response } = exchange;
  return {
    ...exchange,
    request: { ...request, ...slimBody(request.body) },
    ...(response === undefined ? {} : { response: { ...response, ...slimBody(response.body) } }),
  };
}

function slimBody(body: HttpBody | undefined): { readonly body?: HttpBody } {
  if (body === undefined) return {};
  if ((body.text?.length ?? 0) <= bodyCharsMax) return { body };
  const { json: _json, text = '', ...rest } = body;
  return { body: { ...rest, text: text.slice(0, bodyCharsMax), truncated: true } };
}

export function evidenceOf(exchange: Exchange, note: string): Evidence {
  return { kind: 'exchange', note, exchange, curl: curlOf(exchange) };
}

const left = new Set([
  'authorization',
  'cookie',
  'content-length',
  'host',
  'connection',
  'accept-encoding',
  'user-agent',
]);
const headersMax = 8;

/** The request as a line for a shell: the host and the credential are the reader's to fill in, sensitive values are tags. */
export function curlOf({ request, credentials }: Exchange): string {
  const query = request.query.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&');
  const headers = request.headers
    .filter(([name]) => !left.has(name.toLowerCase()) && !/^sec-|^:/i.test(name))
    .slice(0, headersMax)
    .map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`);
  const body = request.body?.text;
  return [
    `curl -sS -X ${/^[A-Z]+$/.test(request.method) ? request.method : quoted(request.method)}`,
    `"$TARGET"${quoted(`${request.path}${query === '' ? '' : `?${query}`}`)}`,
    ...(credentials === 'present' ? ['-H "Authorization: $CREDENTIAL"'] : []),
    ...headers,
    ...(body === undefined ? [] : [`--data ${quoted(body.slice(0, bodyCharsMax))}`]),
  ].join(' ');
}

/** Tags stay readable. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll('%3C', '<').replaceAll('%3E', '>').replaceAll('%3A', ':');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
