import {
  classifyName,
  effectiveBounds,
  flatten,
  isIssuedCard,
  lintRule,
  type ApiModel,
  type DataClass,
  type SchemaId,
} from '#rule';

export default lintRule({
  id: 'data-pci-sad',
  title: 'Sensitive authentication data in a response',
  severity: 'critical',
  owasp: ['API3:2023'],
  cwe: 200,
  controls: ['PCI DSS 3.3.1', 'PCI DSS 3.3.1.1', 'PCI DSS 3.3.1.2', 'PCI DSS 3.3.1.3'],
  why: `A security code, PIN or magnetic track is what turns a stolen card number into money. It must not be kept after authorisation, so a response that can return it proves that it is stored, and every log on the way stores it again.`,
  fix: `Delete the property from the response. If the caller sends it, keep it in the request alone:

\`\`\`yaml
cvv: { type: string, pattern: '^[0-9]{3,4}$', writeOnly: true }
\`\`\`

Swagger 2.0 has no \`writeOnly\`: there request and response need a schema each. An issuer that shows a code to its cardholder does so on an operation of its own, with step-up authentication.`,

  property(property, use, api) {
    if (use.direction !== 'response') return undefined;
    const dataClass = classifyName(property.name);
    if (dataClass?.category !== 'pci-sad' || /encrypted/i.test(property.name)) return undefined;
    if (!mayHoldIt(property.schema, dataClass, api)) return undefined;
    return {
      at: property.at,
      message: `Property ${property.name} returns ${dataClass.title}.`,
      dataClasses: [dataClass.id],
      // An issuer may keep what it made (PCI DSS 3.3.3), and its cardholder may see it: the document cannot tell who asks.
      ...(isIssuedCard(api, property) ? { certainty: 'tentative' as const } : {}),
    };
  },
});

/** Shortest code or PIN, in characters (ISO 9564: a PIN has 4 to 12 digits; security codes have three or four). */
const codeCharsMin = 3;

/** Flags, check results (`M`, `pass`), lengths of texts and stars share the names but not the content. */
function mayHoldIt(id: SchemaId, { id: dataClass }: DataClass, api: ApiModel): boolean {
  const { types, maxLength, maximum, isClosed } = effectiveBounds(api, id);
  const isText = types?.includes('string') ?? true;
  // Tracks hold letters and separators: a number of that name is one of an album.
  const isNumber = types?.includes('integer') === true && dataClass !== 'pci.track';
  if (isClosed || (!isText && !isNumber)) return false;
  if (maxLength !== undefined && maxLength < codeCharsMin) return false;
  if (!isText && maximum !== undefined && maximum < 10 ** (codeCharsMin - 1)) return false;
  const schema = flatten(api, id);
  if (schema === undefined) return false;
  const isResult = /\b(?:response|result|match|check)(?:ing)? code/i.test(schema.description ?? '');
  const isStarred =
    schema.examples.length > 0 &&
    schema.examples.every(({ value }) => typeof value === 'string' && /^[*x•#]+$/i.test(value));
  return !isResult && !isStarred;
}
