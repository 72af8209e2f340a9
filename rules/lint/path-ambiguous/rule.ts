import { lintRule, overlappingPairs, parent, type ApiModel, type Operation, type Problem } from '#rule';

export default lintRule({
  id: 'path-ambiguous',
  title: 'Paths that a router cannot tell apart',
  severity: 'medium',
  tiers: [
    { name: 'identical', severity: 'medium' },
    { name: 'apart', severity: 'low' },
    { name: 'crossing', severity: 'info' },
  ],
  owasp: ['API9:2023'],
  cwe: 436,
  why: `Templates that differ in the names of their variables alone are one path. Which of the two operations counts depends on the router: the gateway may check the rules of one while the server runs the other, and one of them is never tested.`,
  fix: `Keep one of them, and let the variable have one name:

\`\`\`yaml
/cards/{cardId}:
\`\`\``,

  api(api) {
    return [...identical(api), ...crossing(api)];
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
      subject: 'identical',
      tier: isShared ? 'identical' : 'apart',
      message: `${path} and ${first.path} are one path with two names for its variables.`,
      related: [{ at: parent(first.at), message: 'the other one' }],
      operations: own.map(({ id }) => id),
    });
  }
  return problems;
}

/** `/a/{x}/c` and `/a/b/{y}` both fit `/a/b/c`, and neither is the more concrete one. A habit of the API: said once. */
function crossing(api: ApiModel): readonly Problem[] {
  const pairs = overlappingPairs(api.operations).filter(({ isCrossing }) => isCrossing);
  const [first] = pairs;
  if (first === undefined) return [];
  return [
    {
      at: first.first.at,
      wide: true,
      subject: 'crossing',
      tier: 'crossing',
      message: `${first.first.id} and ${first.second.id} fit the same addresses, and neither is the more concrete one.`,
      related: pairs
        .slice(0, 10)
        .map((pair) => ({ at: pair.second.at, message: `fits addresses of ${pair.first.id} as well` })),
      operations: [...new Set(pairs.flatMap((pair) => [pair.first.id, pair.second.id]))],
    },
  ];
}
