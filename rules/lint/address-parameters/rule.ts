import {
  effectiveBounds,
  flatten,
  isOauthEndpoint,
  lintRule,
  wordsOf,
  type ApiModel,
  type Operation,
  type Parameter,
  type Schema,
} from '#rule';

const pinned = `Take a name of a known address instead, or pin the host:

\`\`\`yaml
schema: { type: string, pattern: '^https://hooks\\\\.example\\\\.com/', maxLength: 200 }
\`\`\``;

const ssrf = lintRule({
  id: 'ssrf-url-param',
  title: 'Address that the server will call, from the caller',
  severity: 'medium',
  owasp: ['API7:2023'],
  cwe: 918,
  controls: ['PCI DSS 6.2.4'],
  why: `The server calls what the caller names, from inside: cloud metadata with its keys, admin ports, databases. What comes back, and how long it takes, tells the caller what is there.`,
  fix: pinned,

  parameter(parameter, operation, api) {
    const kind = kindOf(parameter, operation);
    if (kind === undefined || kind === 'followed' || !isFree(parameter, api)) return undefined;
    return {
      at: parameter.at,
      message: `Parameter ${parameter.name} is an address the server will call; nothing limits it.`,
      // Nothing but the name says that it is called.
      ...(kind === 'perhaps' ? { certainty: 'tentative' } : {}),
    };
  },
});

const redirect = lintRule({
  id: 'open-redirect-param',
  title: 'Address that the user is sent to, from the caller',
  severity: 'medium',
  owasp: ['API7:2023', 'API8:2023'],
  cwe: 601,
  controls: ['PCI DSS 6.2.4'],
  why: `A link to the bank's own host sends the customer to a copy of it. In a login it also takes the code or token along.`,
  fix: `Take only addresses that were registered before, or paths of your own:

\`\`\`yaml
schema: { type: string, pattern: '^/[a-z0-9/-]*$', maxLength: 100 }
\`\`\``,

  parameter(parameter, operation, api) {
    if (kindOf(parameter, operation) !== 'followed' || !isFree(parameter, api)) return undefined;
    return { at: parameter.at, message: `Parameter ${parameter.name} says where the user is sent; nothing limits it.` };
  },
});

const expression = lintRule({
  id: 'ssrf-callback-expression',
  title: 'Callback to an address of the request',
  severity: 'medium',
  owasp: ['API7:2023'],
  cwe: 918,
  controls: ['PCI DSS 6.2.4'],
  why: `The document itself says that the server calls what the request names. If nothing checks it, that is any address inside the network.`,
  fix: `Let callers register their address once, check it there, and call what was registered:

\`\`\`yaml
paths:
  /webhook-endpoints:
    post: {}   # https only, public hosts only, proven by a challenge
\`\`\``,

  hook(hook) {
    if (hook.kind !== 'callback' || !/^\{\$request\.(body|query|header)[^}]*\}/.test(hook.path)) return undefined;
    return { at: hook.at, message: 'The callback goes to whatever address the request names.' };
  },
});

export default [ssrf, redirect, expression];

const following =
  /^(redirect|redirecturl|redirecturi|redirectto|next|nexturl|continueurl|return|returnurl|returnuri|returnto|successurl|cancelurl|failureurl|backurl|gotourl|destinationurl|logoutredirecturi|postlogoutredirecturi)$/;
const calling = new Set(
  'webhook callback notify notification hook fetch import download source remote proxy feed ping crawl image avatar document target'.split(
    ' ',
  ),
);
/** What an operation does with an address that is just called `url`. */
const fetching =
  /preview|screenshot|fetch|import|proxy|oembed|embed|crawl|scrape|scan|render|unfurl|analy|convert|download|pdf|shorten|webhook|callback|check|ping|validat/i;
const addresses = new Set(['url', 'uri', 'endpoint', 'href', 'link']);

type Kind = 'fetched' | 'perhaps' | 'followed';

/** A cursor is called `next` as well, and a flag `redirect`: only texts of requests that a browser makes can send it away. */
function kindOf({ name, in: place }: Parameter, operation: Operation): Kind | undefined {
  if (place !== 'query' && place !== 'header') return undefined;
  const words = wordsOf(name);
  const glued = words.join('');
  if (following.test(glued))
    return (glued === 'next' && isPaged(operation)) || isOfOauth(glued, operation) ? undefined : 'followed';
  if (glued === 'callback' || !addresses.has(words.at(-1) ?? '')) return undefined;
  if (words.some((word) => calling.has(word))) return 'fetched';
  if (words.length > 1) return undefined;
  if (fetching.test(`${operation.path} ${operation.operationId ?? ''}`)) return 'fetched';
  // A list is filtered by an address as well.
  return isPaged(operation) ? undefined : 'perhaps';
}

function isPaged({ parameters }: Operation): boolean {
  return parameters.some((one) =>
    /^(limit|page|cursor|pagesize|per_page|offset|first|starting_?after|\$top)$/i.test(one.name),
  );
}

/** RFC 6749 section 3.1.2 and OpenID Connect's logout demand the parameter, and that the server knows the address already. */
function isOfOauth(glued: string, operation: Operation): boolean {
  const has = (...names: readonly string[]): boolean => operation.parameters.some(({ name }) => names.includes(name));
  if (glued === 'redirecturi')
    return has('client_id') && (has('response_type', 'state', 'scope', 'code_challenge') || isOauthEndpoint(operation));
  return glued === 'postlogoutredirecturi' && has('id_token_hint', 'client_id', 'logout_hint');
}

function isFree({ schema: id }: Parameter, api: ApiModel): boolean {
  const schema = id === undefined ? undefined : flatten(api, id);
  if (schema === undefined) return id === undefined;
  return isText(schema) && schema.enum === undefined && schema.pattern === undefined && !isShort(schema, api);
}

function isText({ types }: Schema): boolean {
  return types.length === 0 || types.includes('string');
}

/** No address fits into sixteen characters that leads anywhere. */
function isShort({ id }: Schema, api: ApiModel): boolean {
  const { maxLength } = effectiveBounds(api, id);
  return maxLength !== undefined && maxLength < 16;
}
