import {
  child,
  coversType,
  documentedResponse,
  isLoginPage,
  isPageLoad,
  isServedStatus,
  trafficRule,
  type Operation,
  type Pointer,
} from '#rule';

const ofResponse = trafficRule({
  id: 'undocumented-media-type',
  title: 'Content type of a response that the document does not have',
  severity: 'medium',
  tiers: [
    { name: 'active', severity: 'high' },
    { name: 'other', severity: 'medium' },
  ],
  owasp: ['API8:2023'],
  cwe: 436,
  why: `A browser does with an answer what its type says: HTML and SVG run scripts on the API's origin, with its cookies. Where JSON was promised nobody escapes for HTML, so data of one user becomes a script for another.`,
  fix: `Say the type that the document promises, for errors as well:

\`\`\`http
Content-Type: application/json
X-Content-Type-Options: nosniff
\`\`\``,
  only: 'captured',
  exchange(exchange, operation, api) {
    const { status = 0, body } = exchange.response ?? {};
    if (operation === undefined || api.dialect === 'capture' || body === undefined || body.bytes === 0)
      return undefined;
    if (exchange.request.method === 'HEAD' || isPageLoad(exchange) || isLoginPage(exchange)) return undefined;
    const response = documentedResponse(operation, status);
    const isNoise = !/^[a-z]+\/[\w.+-]+$/.test(body.mediaType) || (status >= 400 && /html|plain/.test(body.mediaType));
    if (response === undefined || response.bodies.length === 0 || isNoise) return undefined;
    if (response.bodies.some(({ mediaType }) => isMeant(mediaType, body.mediaType))) return undefined;
    return {
      at: response.at,
      message: `${operation.id} answers ${response.status} with ${body.mediaType}, which the document does not have.`,
      subject: `response/${response.status}/type/${body.mediaType}`,
      tier: isActive(body.mediaType) ? 'active' : 'other',
      ...(isUnsaid(operation, 'produces', api.dialect) && !isActive(body.mediaType) ? { certainty: 'tentative' } : {}),
    };
  },
});

const ofRequest = trafficRule({
  id: 'undocumented-request-media-type',
  title: 'Content type of a request that the document does not have, and the server takes',
  severity: 'medium',
  owasp: ['API8:2023'],
  cwe: 436,
  why: `Every type that is parsed is a parser that can be attacked: XML brings external entities, forms bring requests that other sites can send with the user's cookies. Filters that look for JSON see none of it.`,
  fix: `Take what the document names and answer 415 to the rest:

\`\`\`ts
app.use(express.json({ type: 'application/json' })); // and no xml or urlencoded parser
\`\`\``,
  only: 'captured',
  exchange(exchange, operation, api) {
    const { body } = exchange.request;
    if (operation === undefined || api.dialect === 'capture' || body === undefined || body.bytes === 0)
      return undefined;
    if (!isServedStatus(exchange) || operation.requestBodies.length === 0) return undefined;
    if (!/^[a-z]+\/[\w.+-]+$/.test(body.mediaType)) return undefined;
    if (operation.requestBodies.some(({ mediaType }) => isMeant(mediaType, body.mediaType))) return undefined;
    return {
      at: requestPlace(operation, api.dialect),
      message: `${operation.id} takes a request of ${body.mediaType}, which the document does not have.`,
      subject: `request/type/${body.mediaType}`,
      // Old clients say text/plain of everything, and it is read as what it is.
      ...(/^text\/plain$|octet-stream/.test(body.mediaType) || isUnsaid(operation, 'consumes', api.dialect)
        ? { certainty: 'tentative' }
        : {}),
    };
  },
});

export default [ofResponse, ofRequest];

function isActive(mediaType: string): boolean {
  return /html|svg|javascript/.test(mediaType);
}

/** 2.0 may say the types at the root, or nowhere: then JSON is only what is usual. */
function isUnsaid({ raw }: Operation, key: 'produces' | 'consumes', dialect: string): boolean {
  return dialect === '2.0' && !Object.hasOwn(raw, key);
}

/** The documented range covers it, or both are the same kind under a vendor's or a charset's name. */
function isMeant(range: string, mediaType: string): boolean {
  if (coversType(range, mediaType)) return true;
  const kinds = [range, mediaType].map((type) => type.replace(/^(?:text|application)\/(?:x-)?/, ''));
  // text/xml is application/xml (RFC 7303 section 9.2), text/json and application/x-json are JSON.
  return kinds[0] === kinds[1];
}

function requestPlace({ at, raw }: Operation, dialect: string): Pointer {
  return dialect !== '2.0' && Object.hasOwn(raw, 'requestBody') ? child(at, 'requestBody') : at;
}
