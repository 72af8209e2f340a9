import {
  classifyName,
  flatten,
  lintRule,
  gravityOf,
  isMasked,
  isSensitive,
  type ApiModel,
  type Operation,
  type Schema,
} from '#rule';

const unmasked = lintRule({
  id: 'data-pan-unmasked',
  title: 'Card number in a response without masking',
  severity: 'high',
  owasp: ['API3:2023'],
  cwe: 359,
  controls: ['PCI DSS 3.4.1', 'PCI DSS 3.5.1'],
  why: `Every caller, log and cache on the way holds whole card numbers, and all of them come into the scope of PCI DSS. At most the first six or eight and the last four digits may be shown to whoever has no business need for the rest.`,
  fix: `Return the masked form, and let the document say so:

\`\`\`yaml
cardNumber: { type: string, pattern: '^[0-9]{6}\\\\*{6}[0-9]{4}$', maxLength: 16 }
last4: { type: string, pattern: '^[0-9]{4}$' }
\`\`\`

An issuer that shows the number to its cardholder does so on an operation of its own, with step-up authentication.`,

  property(property, use, api) {
    if (use.direction !== 'response' || !use.inSuccess || classifyName(property.name)?.id !== 'pci.pan')
      return undefined;
    const schema = flatten(api, property.schema);
    if (schema === undefined || !isText(schema) || isMasked(property, schema, api)) return undefined;
    return {
      at: property.at,
      message: `Property ${property.name} returns a card number and nothing says that it is masked.`,
      dataClasses: ['pci.pan'],
      // A length, a pattern or an example of a whole number beside the name leaves no doubt.
      certainty: isWholeNumber(schema) ? 'firm' : 'tentative',
    };
  },
});

/** What must not stand in an address, and how bad it is there. */
const inAddress: ReadonlyMap<string, 'number' | 'contact'> = new Map([
  ['pci.pan', 'number'],
  ['pci.track', 'number'],
  ['fin.iban', 'number'],
  ['id.ssn', 'number'],
  ['id.tax', 'number'],
  ['id.nino', 'number'],
  ['id.aadhaar', 'number'],
  ['id.passport', 'number'],
  ['pii.email', 'contact'],
  ['pii.phone', 'contact'],
]);

const inUrl = lintRule({
  id: 'data-pan-in-url',
  title: 'Card, bank or personal number in the address',
  severity: 'high',
  tiers: [
    { name: 'number', severity: 'high' },
    { name: 'contact', severity: 'low' },
  ],
  owasp: ['API3:2023', 'API8:2023'],
  cwe: 598,
  controls: ['PCI DSS 3.5.1', 'PCI DSS 4.2.1', 'GDPR 32'],
  why: `Addresses are written to access logs, browser histories, proxies and \`Referer\` headers, where nobody looks for card numbers and nobody deletes them.`,
  fix: `Look it up by a token or an id, or send it in the body:

\`\`\`yaml
post:
  requestBody:
    content:
      application/json:
        schema: { type: object, properties: { cardNumber: { type: string, maxLength: 19 } } }
\`\`\``,

  parameter(parameter) {
    if (parameter.in !== 'path' && parameter.in !== 'query') return undefined;
    const dataClass = classifyName(parameter.name);
    const tier = dataClass === undefined ? undefined : inAddress.get(dataClass.id);
    if (dataClass === undefined || tier === undefined) return undefined;
    return {
      at: parameter.at,
      tier,
      message: `Parameter ${parameter.name} carries ${dataClass.title} in the address.`,
      dataClasses: [dataClass.id],
    };
  },
});

const uncached = lintRule({
  id: 'hdr-cache-sensitive',
  title: 'Sensitive answer without Cache-Control',
  severity: 'info',
  owasp: ['API8:2023'],
  cwe: 525,
  why: `Browsers, phones and proxies keep what nobody told them not to keep: the next user of the machine, or of the proxy, reads it.`,
  fix: `Declare and send it:

\`\`\`yaml
headers:
  Cache-Control: { schema: { type: string, enum: [no-store] } }
\`\`\``,

  operation(operation, api) {
    if (operation.method !== 'GET' || !isKeptBack(operation, api) || saysCaching(operation)) return undefined;
    return { at: operation.at, message: `${operation.id} returns sensitive data and declares no Cache-Control.` };
  },
});

export default [unmasked, inUrl, uncached];

function saysCaching({ responses }: Operation): boolean {
  return responses.some(
    ({ status, headers }) => status.startsWith('2') && headers.some(({ name }) => /^cache-control$/i.test(name)),
  );
}

function isKeptBack(operation: Operation, api: ApiModel): boolean {
  return isSensitive(operation, api) || gravityOf(operation, api, 'response') !== undefined;
}

function isText({ types }: Schema): boolean {
  return types.length === 0 || types.includes('string') || types.includes('integer');
}

function isWholeNumber(schema: Schema): boolean {
  if (/^(pan|credit-?card|card-?number)$/i.test(schema.format ?? '')) return true;
  const isDigits = schema.pattern !== undefined && /\d|\\d/.test(schema.pattern) && /1[2-9]/.test(schema.pattern);
  const isLong = (schema.minLength ?? 0) >= 12 || ((schema.maxLength ?? 0) >= 13 && (schema.maxLength ?? 0) <= 19);
  return isDigits || isLong || exampleTexts(schema).some((text) => /^\d(?:[ -]?\d){11,18}$/.test(text));
}

function exampleTexts({ examples }: Schema): readonly string[] {
  return examples.map(({ value }) => (typeof value === 'string' || typeof value === 'number' ? String(value) : ''));
}
