import { header, type Exchange } from './exchange.ts';
import { isObject, type Json } from './json.ts';
import { leftOutPath } from './redact/tag.ts';

/** A browser asks whether it may ask (CORS): no caller's decision, and never with credentials. */
export function isPreflight({ request }: Exchange): boolean {
  return request.method === 'OPTIONS';
}

const pageDestinations =
  /^(?:document|iframe|frame|script|style|image|font|manifest|audio|video|track|worker|sharedworker|serviceworker|object|embed|report|xslt)$/i;
const pageTypes =
  /^(?:image|font|audio|video)\/|html|css|javascript|ecmascript|wasm|font|manifest\+json|\/pdf$|\/zip$/i;
const pageFiles =
  /\.(?:m?js|css|map|png|jpe?g|gif|svg|ico|webp|avif|woff2?|ttf|eot|otf|html?|webmanifest|mp[34]|webm|pdf|txt|wasm)$/i;
/** What page servers, bundlers and gateways answer beside the API. */
const pagePaths =
  /^\/(?:socket\.io|sockjs-node|signalr|_next|_nuxt|__\w+|@vite|@id|@fs|\.well-known|cdn-cgi|static|assets|locales?|i18n|dist|node_modules)(?:\/|$)|\/(?:manifest|asset-manifest|version|favicon|robots|sitemap)\.\w+$|hot-update/i;
/** Counting and error reporting of third parties. */
const trackers =
  /(?:google-analytics|googletagmanager|doubleclick|googleapis|gstatic|segment\.(?:io|com)|sentry\.io|datadoghq|nr-data|newrelic|mixpanel|amplitude|hotjar|fullstory|facebook|intercom|launchdarkly|bugsnag|clarity\.ms|branch\.io|recaptcha|stripe\.network|cloudflareinsights)/i;

/** A call that a program answers, and not a part of a page, a third party's counter or a socket. Without an answer it is none. */
export function isApiCall(exchange: Exchange): boolean {
  const { request, response } = exchange;
  if (response === undefined || response.status < 200 || isPreflight(exchange) || request.method === 'CONNECT')
    return false;
  // Where it went is not known any more.
  if (request.path === leftOutPath) return false;
  if (!/^https?:/.test(request.origin) || trackers.test(request.origin)) return false;
  if (pageDestinations.test(header(request.headers, 'sec-fetch-dest') ?? '')) return false;
  if (pageFiles.test(request.path) || pagePaths.test(request.path)) return false;
  return !pageTypes.test(response.body?.mediaType ?? '');
}

/** The answer's JSON, if it is a success with something in it: not empty, and no error in disguise. */
export function servedJson({ request, response }: Exchange): Json | undefined {
  if (response === undefined || response.status < 200 || response.status > 299 || request.method === 'HEAD')
    return undefined;
  const json = response.body?.json;
  return json === undefined || isEmpty(json) || saysError(json) ? undefined : json;
}

/** `null`, `[]`, `{}`, `''`, and wrappers of these such as `{"data": []}`. */
function isEmpty(json: Json): boolean {
  if (json === null || json === '') return true;
  if (Array.isArray(json)) return json.length === 0;
  if (!isObject(json)) return typeof json === 'boolean';
  return Object.values(json).every(
    (value) =>
      value === undefined ||
      value === null ||
      value === '' ||
      (typeof value === 'object' && Object.keys(value).length === 0),
  );
}

/** Servers answer 200 with an error inside. */
export function saysError(json: Json): boolean {
  if (!isObject(json)) return false;
  const has = (name: string): Json | undefined => (Object.hasOwn(json, name) ? json[name] : undefined);
  const isSaid = (value: Json | undefined): boolean =>
    value !== undefined && value !== null && value !== false && value !== '' && value !== 0 && !isEmpty(value);
  if (isSaid(has('error')) || isSaid(has('errors')) || has('error') === true) return true;
  if (has('success') === false || has('ok') === false || has('authenticated') === false) return true;
  const status = has('status') ?? has('statusCode') ?? has('code');
  if (typeof status === 'number') return status >= 400 && status <= 599;
  return (
    typeof status === 'string' &&
    /^(?:[45]\d\d|error|fail(?:ed|ure)?|unauthori[sz]ed|forbidden|not[ _]?found)$/i.test(status)
  );
}
