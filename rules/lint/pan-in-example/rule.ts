import {
  child,
  classifyValue,
  eachLeaf,
  isPan,
  keysOf,
  lintRule,
  placeOnWay,
  type Example,
  type Json,
  type Operation,
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

  schema: ofSchema,
  parameter: (parameter) => parameter.examples.flatMap((example) => ofExample(example, parameter.name)),
  operation: ofOperation,
  hook: ofOperation,
});

function ofOperation({ requestBodies, responses }: Operation): readonly Problem[] {
  const bodies = [...requestBodies, ...responses.flatMap((response) => response.bodies)];
  const headers = responses.flatMap((response) => response.headers);
  return [
    ...bodies.flatMap(({ examples }) => examples.flatMap((example) => ofExample(example, ''))),
    ...headers.flatMap(({ examples, name }) => examples.flatMap((example) => ofExample(example, name))),
  ];
}

function ofSchema({ examples, default: fallback, at, name: component }: Schema): readonly Problem[] | undefined {
  if (examples.length === 0 && fallback === undefined) return undefined;
  const keys = keysOf(at.path);
  const name = keys.at(-2) === 'properties' ? (keys.at(-1) ?? '') : (component ?? '');
  const written: Example[] = [...examples];
  if (fallback !== undefined) written.push({ at: child(at, 'default'), value: fallback });
  return written.flatMap((example) => ofExample(example, name));
}

/** Nodes of one example that are looked at: more is data, not an example. */
const nodesMax = 5_000;

function ofExample({ value, at }: Example, name: string): readonly Problem[] {
  const problems: Problem[] = [];
  eachLeaf(value, { nodesMax, name }, (leaf, nearest, way) => {
    const found = realNumber(leaf, nearest);
    if (found === undefined) return;
    problems.push({
      ...(found.isNamed ? { tier: 'card' } : { tier: 'other', certainty: 'tentative' as const }),
      at: placeOnWay(at, way),
      message: `This example holds ${found.what} that is no published test number.`,
    });
  });
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
  if (isInvented(text)) return undefined;
  const named = classifyValue(name, text);
  // `governmentId` may be of any state: of which one, its value says.
  const found = named?.dataClass.id === 'id.national' ? (classifyValue('', text) ?? named) : named;
  if (found !== undefined && judged.has(found.dataClass.id)) {
    if (found.nature !== 'real' || (found.dataClass.id === 'pci.pan' && !isPan(text))) return undefined;
    return { what: found.dataClass.title, isNamed: found.dataClass.id === 'pci.pan' };
  }
  // Under a name that says nothing one of twenty such numbers passes by chance: worth a look.
  const isCard = typeof value === 'string' && isPan(text) && !counted.test(name);
  return isCard ? { what: 'what passes for a card number', isNamed: false } : undefined;
}

/** Four of a kind, pairs again and again, four in a row, or a word that says so: chance gives one of thirty a form like these. */
const invented =
  /(\d)\1{3}|(\d\d)\2{2}|0123|1234|2345|3456|4567|5678|6789|9876|8765|7654|6543|5432|4321|TEST|EXAMPLE|SAMPLE|DEMO|FAKE/i;

/** Made up by a person, as all numbers of examples should be. */
function isInvented(text: string): boolean {
  // Of nine digits three of a kind are as rare as four are of sixteen.
  const isShort = /^\d{3}-\d\d-\d{4}$/.test(text);
  return invented.test(text.replace(/[ -]/g, '')) || (isShort && /(\d)\1\1/.test(text));
}
