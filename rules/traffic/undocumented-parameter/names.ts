import {
  baseName,
  cookiesOf,
  flatten,
  isIdleCookie,
  wordsOf,
  type ApiModel,
  type Exchange,
  type Operation,
  type Parameter,
  type Sighting,
} from '#rule';

/** Names that say that something is switched by them. */
const effects = new Set(
  'admin role roles user uid tenant account debug test internal override original rewrite method impersonate sudo bypass feature features beta trace verbose include includes expand fields filter query sql cmd scope scopes permission permissions limit price discount env mode'.split(
    ' ',
  ),
);

export function hasEffect(name: string): boolean {
  return wordsOf(name).some((word) => effects.has(word));
}

/** Added by browsers, frameworks, advertisers and caches: no part of anybody's API. */
const idleQuery =
  /^(?:_|_t|_ts|_dc|_rsc|_ga|_gl|utm_\w+|gclid|dclid|fbclid|msclkid|mc_[ce]id|nocache|no_cache|cache_?bust(?:er)?|timestamp)$/i;

export function undocumentedQuery(
  { request, sightings }: Exchange,
  operation: Operation,
  api: ApiModel,
): readonly string[] {
  const parameters = operation.parameters.filter(
    (parameter) => parameter.in === 'query' || parameter.in === 'querystring',
  );
  if (parameters.some((parameter) => takesAny(parameter, api))) return [];
  const known = new Set(parameters.flatMap((parameter) => namesOf(parameter, api)));
  const keys = schemeNames(api, 'query');
  return unique(
    request.query.map(([name]) => name),
    (name) =>
      !known.has(name) &&
      !known.has(baseName(name)) &&
      !keys.has(name) &&
      !idleQuery.test(name) &&
      // A secret in a query is told by other rules.
      !isSecret(sightings, 'query', name),
  );
}

/** The whole query as one value, or an object whose keys are not all written down. */
function takesAny({ in: place, schema, raw }: Parameter, api: ApiModel): boolean {
  if (place === 'querystring') return true;
  const view = schema === undefined ? undefined : flatten(api, schema);
  if (view === undefined || !view.types.includes('object') || raw['style'] === 'deepObject') return false;
  return view.additionalProperties !== false;
}

/** Of an object with `explode` its properties are the names (OpenAPI 3.1 section 4.8.12.4). */
function namesOf({ name, schema }: Parameter, api: ApiModel): readonly string[] {
  const properties = schema === undefined ? [] : (flatten(api, schema)?.properties ?? []);
  return [name, baseName(name), ...properties.map((property) => property.name)];
}

/** RFC 9110 and its registry, what browsers add, what proxies and tracers add. */
const standardHeaders =
  /^(?::.*|accept(?:-.*)?|access-control-.*|alt-.*|authorization|cache-control|client-.*|connection|content-.*|cookie2?|cdn-loop|cf-.*|date|depth|device-memory|dnt|downlink|dpop|early-data|ect|expect|expires|fastly-.*|forwarded|from|front-end-https|host|http2-settings|idempotency-key|if(?:-.*)?|keep-alive|last-event-id|max-forwards|next-.*|origin|overwrite|pragma|prefer|priority|proxy-.*|purpose|range|referer|rsc|rtt|save-data|sec-.*|service-worker.*|signature.*|te|trailer|transfer-encoding|true-client-ip|upgrade.*|user-agent|via|viewport-width|want-.*|warning|width|b3|baggage|sentry-trace|traceparent|tracestate|newrelic|elastic-apm-.*|uber-trace-id|x-(?:forwarded-.*|real-ip|client-ip|client-data|requested-with|request-.*|correlation-.*|trace-.*|b3-.*|amzn?-.*|aws-.*|azure-.*|ms-.*|cloud-.*|datadog-.*|newrelic-.*|envoy-.*|csrf.*|xsrf.*|csrftoken|do-not-track|wap-.*|http2-.*|firebase-.*|goog-.*|google-.*|vercel-.*|nextjs-.*|instana-.*|dynatrace.*|ot-.*|socket-id|devtools-.*|chrome-.*|postman-.*|charles-.*|sdk-.*|stainless-.*))$/i;

export function undocumentedHeaders(
  { request, sightings }: Exchange,
  operation: Operation,
  api: ApiModel,
): readonly string[] {
  const declared = operation.parameters.filter((parameter) => parameter.in === 'header');
  const known = new Set(declared.map(({ name }) => name.toLowerCase()));
  const keys = schemeNames(api, 'header');
  return unique(
    request.headers.map(([name]) => name),
    (name) => {
      const lower = name.toLowerCase();
      if (known.has(lower) || keys.has(lower) || standardHeaders.test(name)) return false;
      // What says who calls is a matter of the security schemes.
      return !isSecret(sightings, 'header', name) && !wordsOf(name).some((word) => credentials.has(word));
    },
  );
}

const credentials = new Set('auth authorization token jwt key apikey session secret signature'.split(' '));

export function undocumentedCookies(exchange: Exchange, operation: Operation, api: ApiModel): readonly string[] {
  const known = new Set(operation.parameters.flatMap(({ in: place, name }) => (place === 'cookie' ? [name] : [])));
  const keys = schemeNames(api, 'cookie');
  return unique(
    cookiesOf(exchange).map(([name]) => name),
    (name) =>
      !known.has(name) &&
      !keys.has(name) &&
      !isIdleCookie(name) &&
      !isSecret(exchange.sightings, 'cookie', name) &&
      !wordsOf(name).some((word) => credentials.has(word) || pages.has(word)),
  );
}

/** Cookies of pages and of load balancers. */
const pages = new Set(
  'csrf xsrf csrftoken xsrftoken sid sess consent locale lang theme awsalb lb route affinity ga gid fbp hubspot'.split(
    ' ',
  ),
);

function schemeNames(api: ApiModel, place: 'query' | 'header' | 'cookie'): ReadonlySet<string> {
  const schemes = [...api.authSchemes.values()].filter((scheme) => scheme.in === place);
  return new Set(
    schemes.flatMap(({ parameterName = '' }) => (place === 'header' ? parameterName.toLowerCase() : parameterName)),
  );
}

function isSecret(sightings: readonly Sighting[], place: Sighting['place'], name: string): boolean {
  return sightings.some(
    (sighting) =>
      sighting.in === 'request' &&
      sighting.place === place &&
      sighting.name.toLowerCase() === name.toLowerCase() &&
      sighting.dataClass.startsWith('sec.'),
  );
}

/** Names alone are told, and only such as programmers write: others may be data. */
function unique(names: readonly string[], isWanted: (name: string) => boolean): readonly string[] {
  return [...new Set(names)].filter((name) => /^[A-Za-z_$][\w.$[\]-]{0,59}$/.test(name) && isWanted(name));
}
