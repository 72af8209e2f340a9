import {
  flatten,
  formProperty,
  formSchema,
  header,
  isServedStatus,
  trafficRule,
  type ApiModel,
  type Exchange,
  type Operation,
  type Parameter,
  type Problem,
  child,
  cookiesOf,
} from '#rule';

export default trafficRule({
  id: 'required-not-enforced',
  title: 'Required parameter that the server does without',
  severity: 'medium',
  tiers: [
    { name: 'guard', severity: 'high' },
    { name: 'plain', severity: 'medium' },
  ],
  owasp: ['API8:2023', 'API6:2023'],
  cwe: 20,
  controls: ['PCI DSS 6.2.4'],
  why: `The document says that no call works without it, and the server does not check. Without an idempotency key a payment runs twice, without a tenant or a signature the server guesses whose data is meant.`,
  fix: `Check requests against the document before the handler runs:

\`\`\`ts
app.use(openApiValidator({ apiSpec: 'openapi.yaml', validateRequests: true }));
\`\`\``,
  only: 'captured',

  exchange(exchange, operation, api) {
    if (operation === undefined || api.dialect === 'capture' || !isServedStatus(exchange)) return undefined;
    const missing = operation.parameters.filter((parameter) => isMissing(parameter, exchange, api));
    return [
      ...missing.map((parameter) => problemOf(parameter, operation)),
      ...missingFields(exchange, operation, api),
      ...missingBody(exchange, operation, api),
    ];
  },
});

function isMissing({ name, in: place, required, schema }: Parameter, exchange: Exchange, api: ApiModel): boolean {
  const { request, credentials } = exchange;
  const view = schema === undefined ? undefined : flatten(api, schema);
  // What has a default is never missing; an object in a query has many spellings.
  if (!required || view?.default !== undefined || view?.types.includes('object') === true) return false;
  if (place === 'query') return !request.query.some(([key]) => key === name || key.startsWith(`${name}[`));
  if (request.headers.length === 0) return false;
  if (place === 'header') {
    // OpenAPI 3.1 section 4.8.12.2: parameters of these names are ignored.
    if (/^(?:accept|content-type|authorization)$/i.test(name)) return false;
    return header(request.headers, name) === undefined;
  }
  return place === 'cookie' && credentials !== 'unknown' && !cookiesOf(exchange).some(([key]) => key === name);
}

function problemOf({ name, in: place, at }: Parameter, { id }: Operation): Problem {
  return {
    at,
    message: `${id} is served without the ${place} parameter ${name}, which the document requires.`,
    detail: 'missing',
    tier: /idempoten|signature|nonce|csrf|xsrf|tenant|digest|hmac/i.test(name) ? 'guard' : 'plain',
  };
}

function missingFields(exchange: Exchange, operation: Operation, api: ApiModel): readonly Problem[] {
  const schema = formSchema(exchange, operation, api);
  const sent = (exchange.request.body?.form ?? []).map(([name]) => name);
  // A capture may have lost all fields of a form.
  if (schema === undefined || sent.length === 0 || exchange.request.body?.truncated === true) return [];
  const names = new Set(sent.map((name) => formProperty(schema, name)?.name));
  return schema.properties
    .filter(({ name, required, readOnly }) => required && !readOnly && !names.has(name))
    .map(({ name, at }) => ({
      at,
      message: `${operation.id} is served without the form field ${name}, which the document requires.`,
      detail: 'missing',
      tier: 'plain',
    }));
}

/** Exporters leave bodies out: only a client that says that it sent none (RFC 9110 section 8.6) is believed. */
function missingBody({ request }: Exchange, operation: Operation, { dialect }: ApiModel): readonly Problem[] {
  const [body] = operation.requestBodies;
  if (body?.required !== true || request.body !== undefined || header(request.headers, 'content-length') !== '0')
    return [];
  return [
    {
      at: dialect === '2.0' ? body.at : child(operation.at, 'requestBody'),
      message: `${operation.id} is served without a body, which the document requires.`,
      detail: 'missing',
      tier: 'plain',
    },
  ];
}
