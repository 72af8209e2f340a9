import {
  classifyName,
  effectiveBounds,
  flatten,
  gravityOf,
  isIssuedCard,
  isMasked,
  isReveal,
  isSaidWhole,
  isSensitive,
  lintRule,
  operationsReaching,
  ownerOf,
  responseFlows,
  violationOf,
  type ApiModel,
  type DataClass,
  type Operation,
  type Parameter,
  type Problem,
  type Property,
  type Schema,
  type SchemaId,
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

An issuer that shows the number to its cardholder does so on an operation of its own (\`/cards/{id}/reveal\`), with step-up authentication.`,

  property(property, use, api) {
    if (use.direction !== 'response' || !use.inSuccess || classifyName(property.name)?.id !== 'pci.pan')
      return undefined;
    const schema = flatten(api, property.schema);
    if (schema === undefined || !mayHoldNumber(schema.id, api) || isMasked(property, schema, api)) return undefined;
    if (isOtherCard(schema) || isRevealedAlone(property, api)) return undefined;
    return {
      at: property.at,
      message: `Property ${property.name} returns a card number and nothing says that it is masked.`,
      dataClasses: ['pci.pan'],
      // A pattern, format, example or word of a whole number beside the name leaves no doubt; that of an issuer may be meant.
      certainty: isSaidToBeWhole(property, schema, api) && !isIssuedCard(api, property) ? 'firm' : 'tentative',
    };
  },
});

/** What must not stand in an address, and how bad it is there. */
const inAddress: ReadonlyMap<string, 'number' | 'contact'> = new Map([
  ['pci.pan', 'number'],
  ['pci.track', 'number'],
  ['fin.iban', 'number'],
  ['pii.email', 'contact'],
  ['pii.phone', 'contact'],
]);

/** So is every number that a state gives to a person. */
function tierInAddress({ id, category }: DataClass): 'number' | 'contact' | undefined {
  return category === 'national-id' ? 'number' : inAddress.get(id);
}

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
  controls: ['PCI DSS 3.5.1', 'GDPR 32'],
  why: `Addresses are written to access logs, browser histories, proxies and \`Referer\` headers, where nobody looks for card numbers and nobody deletes them.`,
  fix: `Look it up by a token or an id, or send it in the body:

\`\`\`yaml
post:
  requestBody:
    content:
      application/json:
        schema: { type: object, properties: { cardNumber: { type: string, maxLength: 19 } } }
\`\`\``,

  parameter: (parameter, _operation, api) => inAddressOf(parameter, api),
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

/** One that stands in the address itself, or in an object that is written there. */
function inAddressOf(parameter: Parameter, api: ApiModel): readonly Problem[] {
  if (parameter.in !== 'path' && parameter.in !== 'query' && parameter.in !== 'querystring') return [];
  const fields = parameter.schema === undefined ? [] : (flatten(api, parameter.schema)?.properties ?? []);
  return [{ name: parameter.name, at: parameter.at, schema: parameter.schema }, ...fields].flatMap(
    ({ name, at, schema }) => {
      const dataClass = classifyName(name);
      const tier = dataClass === undefined ? undefined : tierInAddress(dataClass);
      if (dataClass === undefined || tier === undefined) return [];
      const whole = schema === undefined ? undefined : flatten(api, schema);
      if (whole !== undefined && (!mayHoldNumber(whole.id, api) || isShortened(name, whole, api))) return [];
      const message = `Parameter ${name} carries ${dataClass.title} in the address.`;
      return [{ at, tier, message, dataClasses: [dataClass.id] }];
    },
  );
}

/** Of numbers alone: an address of e-mail has no short form. */
function isShortened(name: string, schema: Schema, api: ApiModel): boolean {
  const dataClass = classifyName(name);
  if (dataClass === undefined || tierInAddress(dataClass) !== 'number') return false;
  // A social security number has nine digits: of those nothing but the last four is a short form.
  return isMasked(dataClass.category === 'national-id' ? { name, shownMax: 4 } : { name }, schema, api);
}

/** Text or a whole number that the document does not list: `email: true` sends one, `phone: home` names one. */
function mayHoldNumber(id: SchemaId, api: ApiModel): boolean {
  const { types, isClosed } = effectiveBounds(api, id);
  return !isClosed && (types === undefined || types.includes('string') || types.includes('integer'));
}

/** A number printed on another kind of card: of a document, a shop, a phone. */
function isOtherCard({ description, title }: Schema): boolean {
  return /\b(?:documents?|licen[cs]e|identity|passport|loyalty|gift|guarantee|member(?:ship)?|medicare|library|sim)\b/i.test(
    `${title ?? ''} ${description ?? ''}`,
  );
}

/** Shown where showing it is what the operation is for, and nowhere else. */
function isRevealedAlone(property: Property, api: ApiModel): boolean {
  const operations = operationsReaching(api, ownerOf(api, property), responseFlows);
  return operations.length > 0 && operations.every(isReveal);
}

/** A published test number of each usual length, and how they look when masked. */
const wholeNumbers = ['4111111111111111', '378282246310005', '6304000000000000018'];
const maskedNumbers = ['411111******1111', '411111XXXXXX1111', '************1111', '****1111', '1111'];

function isSaidToBeWhole(property: Property, schema: Schema, api: ApiModel): boolean {
  if (isSaidWhole(property, schema) || /^(pan|credit-?card|card-?number)$/i.test(schema.format ?? '')) return true;
  if (exampleTexts(schema).some((text) => /^\d(?:[ -]?\d){11,18}$/.test(text))) return true;
  const takes = (text: string): boolean => violationOf(api, schema.id, text) === undefined;
  return wholeNumbers.some(takes) && !maskedNumbers.some(takes);
}

function exampleTexts({ examples }: Schema): readonly string[] {
  return examples.map(({ value }) => (typeof value === 'string' || typeof value === 'number' ? String(value) : ''));
}
