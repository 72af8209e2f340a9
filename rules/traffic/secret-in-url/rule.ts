import {
  child,
  dataClasses,
  isIdentifier,
  pathWords,
  trafficRule,
  wordsOf,
  type ApiModel,
  type Exchange,
  type Operation,
  type Parameter,
  type Pointer,
  type Problem,
  type Sighting,
} from '#rule';

export default trafficRule({
  id: 'secret-in-url',
  title: 'Secret or card data in a URL',
  severity: 'high',
  tiers: [
    { name: 'secret', severity: 'high' },
    { name: 'identifier', severity: 'medium' },
  ],
  owasp: ['API2:2023', 'API8:2023'],
  cwe: 598,
  controls: ['PCI DSS 3.5.1', 'PCI DSS 8.3.2', 'RFC 6750 5.3'],
  why: `URLs are written to access logs, proxies, browser histories and Referer headers, and nobody treats those as secret. Whoever reads one of them can use the token or has the card number.`,
  fix: `Send it in a header or in the body instead of the path or query:

\`\`\`http
POST /v1/transfers/search
Authorization: Bearer <token>

{ "iban": "..." }
\`\`\`

and let the server refuse the old form, so that no client goes on sending it.`,

  // Probes put secrets there to see whether the server takes them.
  only: 'captured',
  exchange(exchange, operation, api) {
    if (exchange.response === undefined) return undefined;
    return exchange.sightings
      .filter((sighting) => isExposed(sighting, exchange) && !isByDesign(sighting, operation, api))
      .map((sighting) => problemOf(sighting, { exchange, operation, api }));
  },
});

/** What the exchange is about, for one sighting. */
interface Call {
  readonly exchange: Exchange;
  readonly operation: Operation | undefined;
  readonly api: ApiModel;
}

const identifiers: ReadonlySet<string> = new Set(['fin.iban', 'id.ssn', 'id.aadhaar', 'id.nino', 'id.pan-in']);

function isExposed({ dataClass, nature, place, in: side }: Sighting, { request }: Exchange): boolean {
  const isInUrl = side === 'request' && (place === 'query' || place === 'path');
  // Browsers and servers add signed parameters to links into storage: they are made to be in a URL, and expire.
  const isSigned = request.query.some(([name]) => /^(?:x-(?:amz|goog)-signature|sig)$/i.test(name));
  return isInUrl && nature === 'real' && !isSigned && tierOf(dataClass) !== undefined;
}

function tierOf(dataClass: string): 'secret' | 'identifier' | undefined {
  const category = dataClasses.get(dataClass)?.category;
  if (category === 'secret' || dataClass === 'pci.pan' || category === 'pci-sad') return 'secret';
  return identifiers.has(dataClass) ? 'identifier' : undefined;
}

/** Links in a message prove that its reader owns the address: they hold a token that works once. */
const linkWords: ReadonlySet<string> = new Set(
  'verify verification confirm confirmation activate activation invite invitation invitations reset unsubscribe magic callback redirect logout download share'.split(
    ' ',
  ),
);
const onceNames = /^(?:(?:\w+[_-])?token|code|otp|key|t|id_token_hint|request|state|nonce|ticket)$/i;

function isByDesign(sighting: Sighting, operation: Operation | undefined, api: ApiModel): boolean {
  // Documented as the API's key in the query: that is a matter of the document.
  const isScheme = [...api.authSchemes.values()].some(
    (scheme) => scheme.kind === 'apiKey' && scheme.in === 'query' && scheme.parameterName === sighting.name,
  );
  const words = [...pathWords(operation?.path ?? ''), ...wordsOf(operation?.operationId ?? '')];
  const isOnce = onceNames.test(sighting.name) || sighting.place === 'path';
  const isLink =
    isOnce && /^sec\.(?:token|otp|jwt)$/.test(sighting.dataClass) && words.some((word) => linkWords.has(word));
  return isScheme || isLink || /^(?:id_token_hint|x-(?:amz|goog)-.*)$/i.test(sighting.name);
}

function problemOf(sighting: Sighting, { exchange, operation, api }: Call): Problem {
  const { dataClass, name, place } = sighting;
  const title = dataClasses.get(dataClass)?.title ?? 'a secret';
  const parameter = operation === undefined ? undefined : parameterOf(sighting, operation);
  const called = operation?.id ?? `${exchange.request.method} ${shape(exchange.request.path)}`;
  const where = place === 'query' ? `the query field ${name.slice(0, 60)}` : 'its path';
  return {
    at: parameter?.at ?? operation?.at ?? pathsOf(api),
    message: `${called} is called with ${title} in ${where}.`,
    subject: `${operation === undefined ? `${called} ` : ''}request/${place}/${place === 'query' ? name : dataClass}`,
    tier: tierOf(dataClass) ?? 'secret',
    // Shops and payment pages call a handle of a basket a session too.
    ...(dataClass === 'sec.session' && /session_?id/i.test(name) && !/^(?:j|php|asp)/i.test(name)
      ? { certainty: 'tentative' }
      : {}),
    dataClasses: [dataClass],
  };
}

/** The documented parameter that holds it: by its name, in a path by the segment before. */
function parameterOf({ place, name }: Sighting, operation: Operation): Parameter | undefined {
  if (place === 'query')
    return operation.parameters.find((parameter) => parameter.in === 'query' && parameter.name === name);
  const segments = operation.path.split('/');
  const index = segments.findIndex((segment, at) => at > 0 && segments[at - 1] === name && /^\{.*\}$/.test(segment));
  const inPath = segments[index]?.slice(1, -1);
  return operation.parameters.find((parameter) => parameter.in === 'path' && parameter.name === inPath);
}

/** Ids and tags are left out: they differ from run to run. */
function shape(path: string): string {
  return path
    .split('/')
    .map((segment) => (isIdentifier(segment) ? '{}' : segment))
    .join('/')
    .slice(0, 160);
}

function pathsOf(api: ApiModel): Pointer {
  return api.dialect === 'capture' ? api.at : child(api.at, 'paths');
}
