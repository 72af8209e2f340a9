import {
  flatten,
  fullPath,
  isVariable,
  lintRule,
  overlaps,
  parent,
  segmentsOf,
  type ApiModel,
  type Operation,
  type Overlap,
  type Problem,
} from '#rule';

export default lintRule({
  id: 'path-ambiguous',
  title: 'Paths that a router cannot tell apart',
  severity: 'medium',
  tiers: [
    { name: 'identical', severity: 'medium' },
    { name: 'apart', severity: 'low' },
    { name: 'crossing', severity: 'info' },
    { name: 'shadowed', severity: 'info' },
  ],
  owasp: ['API9:2023'],
  cwe: 436,
  why: `Templates that differ in the names of their variables alone are one path. Which of the two operations counts depends on the router: the gateway may check the rules of one while the server runs the other, and one of them is never tested.`,
  fix: `Keep one of them, and let the variable have one name:

\`\`\`yaml
/cards/{cardId}:
\`\`\``,

  api(api) {
    return [...identical(api), ...overlapping(api)];
  },
});

/** `/cards/{id}` and `/cards/{name}`; a second one with a pattern in its variable is told apart by that. */
function identical(api: ApiModel): readonly Problem[] {
  const byShape = new Map<string, Operation[]>();
  for (const operation of api.operations) {
    if (!operation.path.includes('{') || /\{[^{}]*:/.test(operation.path)) continue;
    const shape = operation.path.replace(/\{[^{}]*\}/g, '{}');
    const known = byShape.get(shape);
    if (known === undefined) byShape.set(shape, [operation]);
    else known.push(operation);
  }
  return [...byShape.values()].flatMap((operations) => ofOneShape(operations));
}

/** One problem for each further path; worse where a method is there twice than where the methods tell them apart. */
function ofOneShape(operations: readonly Operation[]): readonly Problem[] {
  const [first] = operations;
  const paths = new Map<string, Operation[]>();
  for (const operation of operations) paths.set(operation.path, [...(paths.get(operation.path) ?? []), operation]);
  if (first === undefined || paths.size < 2) return [];
  const seen = new Set<string>();
  const problems: Problem[] = [];
  for (const [path, own] of paths) {
    const isShared = own.some(({ method }) => seen.has(method));
    for (const { method } of own) seen.add(method);
    const [head] = own;
    if (path === first.path || head === undefined) continue;
    problems.push({
      at: parent(head.at),
      // Names of variables take no part in what makes it the same problem on the next run.
      wide: true,
      subject: `identical ${fullPath(head).replace(/\{[^{}]*\}/g, '{}')}`,
      tier: isShared ? 'identical' : 'apart',
      message: `${path} and ${first.path} are one path with two names for its variables.`,
      related: [{ at: parent(first.at), message: 'the other one' }],
      operations: own.map(({ id }) => id),
    });
  }
  return problems;
}

/** Habits of an API, each said once: the first pair is the place, some others stand beside it. */
function overlapping(api: ApiModel): readonly Problem[] {
  const all = overlaps(api.operations);
  // `/a/{x}/c` and `/a/b/{y}` both fit `/a/b/c`, and neither is the more concrete one.
  const crossing = all.filter(({ kind }) => kind === 'crossing');
  // `/users/{name}` and `/users/me`: the concrete one wins, but only free text can be a name that is taken for it.
  const shadowed = all.filter((overlap) => overlap.kind === 'shadow' && takesAnything(api, overlap));
  return [
    ...problemOf(
      crossing,
      'crossing',
      (a, b) => `${a} and ${b} fit the same addresses, and neither is the more concrete one.`,
    ),
    ...problemOf(
      shadowed,
      'shadowed',
      (a, b) => `${a} takes any text where ${b} has a word: that value never reaches it.`,
    ),
  ];
}

const placesMax = 10;

function problemOf(
  pairs: readonly Overlap[],
  tier: 'crossing' | 'shadowed',
  inWords: (wide: string, other: string) => string,
): readonly Problem[] {
  const [first] = pairs;
  if (first === undefined) return [];
  return [
    {
      at: first.wide.at,
      wide: true,
      subject: tier,
      tier,
      message: inWords(first.wide.id, first.other.id),
      related: pairs
        .slice(0, placesMax)
        .map(({ wide, other }) => ({ at: other.at, message: `fits addresses of ${wide.id} as well` })),
      operations: [...new Set(pairs.flatMap(({ wide, other }) => [wide.id, other.id]))],
    },
  ];
}

/** Every variable that stands where the other template has a word is a string without a format, a pattern or a list of values. */
function takesAnything(api: ApiModel, { wide, other }: Overlap): boolean {
  const words = segmentsOf(other.path);
  return segmentsOf(wide.path).every((segment, index) => {
    if (!isVariable(segment) || isVariable(words[index] ?? '')) return true;
    const parameter = wide.parameters.find((one) => one.in === 'path' && `{${one.name}}` === segment);
    const schema = parameter?.schema === undefined ? undefined : flatten(api, parameter.schema);
    if (schema === undefined || !schema.types.includes('string')) return false;
    return schema.format === undefined && schema.pattern === undefined && schema.enum === undefined;
  });
}
