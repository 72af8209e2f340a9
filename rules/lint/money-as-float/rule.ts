import { classesOf, flatten, lintRule, operationsReaching, ownerOf, requestFlows, wordsOf } from '#rule';

export default lintRule({
  id: 'money-as-float',
  title: 'Amount as a binary fraction',
  severity: 'info',
  tiers: [
    { name: 'moved', severity: 'medium' },
    { name: 'shown', severity: 'info' },
  ],
  owasp: ['API6:2023'],
  cwe: 681,
  why: `0.1 + 0.2 is not 0.3 in binary floating point: sums drift by cents, limits are passed by a hair, and who rounds in his own favour often enough is paid for it.`,
  fix: `Use minor units, or a decimal string:

\`\`\`yaml
amount: { type: integer, format: int64, minimum: 1, maximum: 100000000 }   # cents
\`\`\``,

  property(property, use, api) {
    if (!use.inBody && !use.inSuccess) return undefined;
    const words = wordsOf(property.name);
    if (!amounts.has(words.at(-1) ?? '') || words.some((word) => notMoney.has(word))) return undefined;
    const schema = flatten(api, property.schema);
    if (schema === undefined || !schema.types.includes('number') || schema.types.includes('string')) return undefined;
    // Cents are exact enough where the document says that there is nothing below them.
    if (schema.multipleOf !== undefined || schema.format === 'decimal' || schema.enum !== undefined) return undefined;
    if (use.direction === 'response') return { at: property.at, tier: 'shown', message: said(property.name) };
    const senders = operationsReaching(api, ownerOf(api, property), requestFlows);
    const moves = senders.some((operation) => classesOf(operation, api).has('money'));
    return { at: property.at, tier: moves ? 'moved' : 'shown', message: said(property.name) };
  },
});

const amounts = new Set('amount amounts balance price fee fees total subtotal payout salary'.split(' '));
/** Of these the number is no money: `discount percent`, `total count`. */
const notMoney = new Set(
  'count percent percentage rate ratio score weight tokens items pages hours days size quantity elements results'.split(
    ' ',
  ),
);

function said(name: string): string {
  return `Amount ${name} is a binary fraction (type number).`;
}
