import {
  child,
  classifyValue,
  isPan,
  keysOf,
  lintRule,
  type ApiModel,
  type Example,
  type Json,
  type Operation,
  type Pointer,
  type Problem,
  type Schema,
} from '#rule';

/** Classes whose values are checked by a sum or a strict form, so that an example of them is a number that may be somebody's. */
const judged: ReadonlySet<string> = new Set(['pci.pan', 'fin.iban', 'id.ssn', 'id.aadhaar', 'id.nino']);

export default lintRule({
  id: 'pan-in-example',
  title: 'Real-looking card, bank or personal number in an example',
  severity: 'high',
  tiers: [
    { name: 'card', severity: 'high' },
    { name: 'other', severity: 'medium' },
  ],
  owasp: ['API3:2023'],
  cwe: 312,
  controls: ['PCI DSS 3.5.1', 'PCI DSS 6.5.5'],
  why: `The number passes its check sum and is none of those that networks publish for tests. If it was copied from a log it is a customer's, and the document is public or soon will be; test systems are then filled with it.`,
  fix: `Use a published test number:

\`\`\`yaml
example: '4111111111111111'
\`\`\``,

  schema(schema, use, api) {
    if (use.direction === 'response' && use.inHeader) return undefined;
    return ofSchema(schema, api);
  },
  parameter: (parameter) => parameter.examples.flatMap((example) => ofExample(example, parameter.name)),
  operation: (operation) => bodyExamples(operation).flatMap((example) => ofExample(example, '')),
});

function bodyExamples({ requestBodies, responses }: Operation): readonly Example[] {
  return [...requestBodies, ...responses.flatMap(({ bodies }) => bodies)].flatMap(({ examples }) => examples);
}

function ofSchema(schema: Schema, _api: ApiModel): readonly Problem[] | undefined {
  const hasValues = schema.examples.length > 0 || schema.default !== undefined || schema.enum !== undefined;
  if (!hasValues) return undefined;
  const keys = keysOf(schema.at.path);
  const name = keys.at(-2) === 'properties' ? (keys.at(-1) ?? '') : (schema.name ?? '');
  const written: Example[] = [...schema.examples];
  if (schema.default !== undefined) written.push({ at: child(schema.at, 'default'), value: schema.default });
  return written.flatMap((example) => ofExample(example, name));
}

/** Nodes of one example that are looked at: more is data, not an example. */
const nodesMax = 5_000;

function ofExample({ value, at }: Example, name: string): readonly Problem[] {
  const problems: Problem[] = [];
  const stack: { value: Json; at: Pointer; name: string }[] = [{ value, at, name }];
  for (let nodes = 0; stack.length > 0 && nodes < nodesMax; nodes += 1) {
    const next = stack.pop();
    if (next === undefined) break;
    const found = realNumber(next.value, next.name);
    if (found !== undefined)
      problems.push({
        ...(found.isNamed ? { tier: 'card' } : { tier: 'other', certainty: 'tentative' as const }),
        at: next.at,
        message: `This example holds ${found.what} that is no published test number.`,
      });
    if (typeof next.value !== 'object' || next.value === null) continue;
    for (const [key, item] of Object.entries<Json | undefined>(next.value).slice(0, nodesMax))
      if (item !== undefined)
        stack.push({ value: item, at: child(next.at, key), name: Array.isArray(next.value) ? next.name : key });
  }
  return problems;
}

interface Found {
  readonly what: string;
  /** A card number whose name says so as well: no chance. */
  readonly isNamed: boolean;
}

/** Names of numbers that grow to sixteen digits by themselves. */
const counted = /(id|ids|number|timestamp|amount|balance|count|sequence|seq|version|size|time)$/i;

/** The value alone must say it: a name with any sixteen digits behind it is an invented number. */
function realNumber(value: Json, name: string): Found | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string' || text.length < 9 || text.length > 42 || !/\d{4}/.test(text)) return undefined;
  const found = classifyValue(name, text);
  if (found !== undefined && judged.has(found.dataClass.id)) {
    if (found.nature !== 'real' || !isCertain(found.dataClass.id, text)) return undefined;
    return { what: found.dataClass.title, isNamed: found.dataClass.id === 'pci.pan' };
  }
  // Under a name that says nothing one of twenty such numbers passes by chance: worth a look.
  const isCard = typeof value === 'string' && isCertain('pci.pan', text) && !counted.test(name);
  return isCard ? { what: 'what passes for a card number', isNamed: false } : undefined;
}

/** Of card numbers the check sum and a network's range besides, and none that somebody made up by repeating digits. */
function isCertain(id: string, text: string): boolean {
  return id !== 'pci.pan' || (isPan(text) && !/(\d)\1{5}|0000|1234|1111|4242|5454/.test(text.replace(/[ -]/g, '')));
}
