import {
  flatten,
  isWrite,
  lintRule,
  operationsReaching,
  ownerOf,
  pathWords,
  requestFlows,
  wordsOf,
  type ApiModel,
  type Property,
} from '#rule';

export default lintRule({
  id: 'ssrf-url-body',
  title: 'Server calls any address the caller names',
  severity: 'medium',
  owasp: ['API7:2023'],
  cwe: 918,
  controls: ['PCI DSS 6.2.4'],
  why: `The server fetches or calls the address from inside your network: cloud metadata (\`169.254.169.254\`), admin ports and databases that no outsider can reach answer to it.`,
  fix: `Say which addresses are allowed, and check the resolved IP before connecting:

\`\`\`yaml
callbackUrl:
  type: string
  format: uri
  maxLength: 512
  pattern: '^https://[a-z0-9-]+\\\\.partner\\\\.example/'
\`\`\``,

  property(property, use, api) {
    if (use.direction !== 'request' || !use.inBody || !isOpen(property, api)) return undefined;
    if (!isFetched(property.name) && !isHookAddress(property, api)) return undefined;
    if (isSeenByBrowser(property, api)) return undefined;
    return {
      at: property.at,
      message: `Property ${property.name} is an address the server will call; nothing limits it.`,
    };
  },
});

const calls = new Set(
  'avatar picture photo webhook webhooks callback callbacks notify notification notifications hook fetch import download source remote proxy feed ping pull crawl scrape jwks metadata postback ipn'.split(
    ' ',
  ),
);
const addresses = new Set(['url', 'uri', 'endpoint']);

/** A link that people follow (`websiteUrl`) is no fetch; the words around say that the server does it. */
function isFetched(name: string): boolean {
  const words = wordsOf(name);
  const last = words.at(-1) ?? '';
  if (['email', 'mail', 'ip', 'street', 'shipping', 'billing'].some((word) => words.includes(word))) return false;
  return addresses.has(last) && words.some((word) => calls.has(word));
}

function isOpen(property: Property, api: ApiModel): boolean {
  const schema = flatten(api, property.schema);
  if (schema === undefined || schema.pattern !== undefined || schema.enum !== undefined) return false;
  return schema.types.length === 0 || schema.types.includes('string');
}

/** `{ url, events }` of a webhook that somebody sets up. */
function isHookAddress(property: Property, api: ApiModel): boolean {
  const words = wordsOf(property.name);
  if (words.length > 2 || !addresses.has(words.at(-1) ?? '') || (words.length === 2 && words[0] !== 'target'))
    return false;
  return operationsReaching(api, ownerOf(api, property), requestFlows).some(
    (operation) =>
      isWrite(operation) &&
      pathWords(operation.path).some((word) => ['webhook', 'webhooks', 'hook', 'hooks'].includes(word)),
  );
}

/** EMV 3-D Secure posts its answer to `notificationURL` from the cardholder's browser. */
function isSeenByBrowser(property: Property, api: ApiModel): boolean {
  const owner = api.schemas.get(ownerOf(api, property));
  return /3ds|threeds/i.test(`${owner?.name ?? ''} ${(owner?.properties ?? []).map(({ name }) => name).join(' ')}`);
}
