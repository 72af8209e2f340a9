import { classifyName, flatten, lintRule, type JsonType } from '#rule';

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

An issuer that shows a code to its cardholder does so on an operation of its own, with step-up authentication, and says so with \`x-sallyport-ignore\`.`,

  property(property, use, api) {
    if (use.direction !== 'response') return undefined;
    const dataClass = classifyName(property.name);
    if (dataClass?.category !== 'pci-sad' || /encrypted/i.test(property.name)) return undefined;
    const schema = flatten(api, property.schema);
    if (schema === undefined || !mayHoldIt(schema.types) || schema.enum !== undefined) return undefined;
    return {
      at: property.at,
      message: `Property ${property.name} returns ${dataClass.title}.`,
      dataClasses: [dataClass.id],
    };
  },
});

/** Flags and check results (`pin: true`, `cvc: { ... }`) share the names but not the content. */
function mayHoldIt(types: readonly JsonType[]): boolean {
  return types.length === 0 || types.includes('string') || types.includes('integer');
}
