import {
  classesOf,
  effectiveBounds,
  flatten,
  lintRule,
  operationsReaching,
  ownerOf,
  requestFlows,
  wordsOf,
  type ApiModel,
  type Property,
  type Schema,
} from '#rule';

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
    // A total alone is as often one of pages.
    if (words.join(' ') === 'total' && !isBesideMoney(property, api)) return undefined;
    const schema = flatten(api, property.schema);
    if (schema === undefined || !isFraction(schema, api)) return undefined;
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

/** Any number, and nothing says that there is an end to its digits: cents as multipleOf, minor units, a decimal's format. */
function isFraction(schema: Schema, api: ApiModel): boolean {
  const { types, isClosed } = effectiveBounds(api, schema.id);
  if (isClosed || types?.includes('number') !== true || types.includes('string')) return false;
  if (schema.multipleOf !== undefined || /^(decimal|money|currency)/i.test(schema.format ?? '')) return false;
  return !/\bminor units?\b|\bin cents\b|\bsmallest (?:currency )?unit/i.test(schema.description ?? '');
}

function isBesideMoney(property: Property, api: ApiModel): boolean {
  const owner = flatten(api, ownerOf(api, property));
  return (
    owner?.properties.some(({ name }) => {
      const last = wordsOf(name).at(-1) ?? '';
      return name !== property.name && (amounts.has(last) || ['currency', 'tax', 'discount'].includes(last));
    }) === true
  );
}

function said(name: string): string {
  return `Amount ${name} is of type number, which most parsers read as a binary fraction.`;
}
