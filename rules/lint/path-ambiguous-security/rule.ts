import {
  allowsAnonymous,
  compareAuth,
  flatten,
  lintRule,
  overlaps,
  type ApiModel,
  type Operation,
  type Overlap,
  type Parameter,
  type Problem,
} from '#rule';

export default lintRule({
  id: 'path-ambiguous-security',
  title: 'One address, two protections',
  severity: 'high',
  tiers: [
    { name: 'open', severity: 'high' },
    { name: 'undecided', severity: 'medium' },
    { name: 'precedence', severity: 'low' },
  ],
  owasp: ['API5:2023', 'API9:2023'],
  cwe: 863,
  controls: ['PCI DSS 6.2.4', 'PCI DSS 7.2.1'],
  why: `Two templates fit the same address and ask for different things. Which one counts is the router's choice, and the gateway's may differ: an attacker picks the address that is judged by the weaker and served by the stronger.`,
  fix: `Make the two tell apart by a fixed segment, or guard both alike:

\`\`\`yaml
/users/by-name/{name}: {}
/users/{id}/cards: {}
\`\`\``,

  api: (api) => [...overlaps(api.operations), ...twins(api.operations)].flatMap((pair) => judge(pair, api)),
});

function judge({ wide: first, other: second, kind }: Overlap, api: ApiModel): Problem | readonly Problem[] {
  const sides = { before: api, after: api };
  if (!canMeet(first, second, api)) return [];
  if (kind === 'crossing') {
    const weaker = [
      [first, second],
      [second, first],
    ].find(
      ([weak, strong]) =>
        weak !== undefined && strong !== undefined && compareAuth(strong, weak, sides).kind === 'weaker',
    );
    return weaker === undefined
      ? []
      : problem(weaker, weaker.some((one) => one !== undefined && allowsAnonymous(one)) ? 'open' : 'undecided');
  }
  // The concrete one comes first by OpenAPI's own rule; a gateway that does not know it lets the other one decide.
  // The other way round nothing is gained: a word that is served openly is no object of the guarded one.
  return compareAuth(second, first, sides).kind === 'weaker' ? problem([first, second], 'precedence') : [];
}

/** `/pets/{id}` and `/pets/{name}` are one address with two operations: no rule says which counts. */
function twins(operations: readonly Operation[]): readonly Overlap[] {
  const byShape = new Map<string, Operation>();
  const found: Overlap[] = [];
  for (const operation of operations) {
    const shape = `${operation.method} ${operation.path.replace(/\{[^{}]*\}/g, '{}')}`;
    const first = byShape.get(shape);
    if (first === undefined) byShape.set(shape, operation);
    else if (first.path !== operation.path) found.push({ wide: first, other: operation, kind: 'crossing' });
  }
  return found;
}

function problem([weak, strong]: readonly (Operation | undefined)[], tier: string): readonly Problem[] {
  if (weak === undefined || strong === undefined) return [];
  return [
    {
      at: weak.at,
      subject: `address of ${strong.path}`,
      tier,
      message: `${weak.id} fits addresses of ${strong.id} and asks for less.`,
      related: [{ at: strong.at, message: 'asks for more' }],
    },
  ];
}

/** A fixed segment of one must be a value of the other's variable: `search` is no integer and no UUID. */
function canMeet(first: Operation, second: Operation, api: ApiModel): boolean {
  const [a, b] = [first.path.split('/'), second.path.split('/')];
  return a.every((segment, index) => {
    const other = b[index] ?? '';
    return accepts(first, segment, { literal: other, api }) && accepts(second, other, { literal: segment, api });
  });
}

function accepts(
  operation: Operation,
  segment: string,
  { literal, api }: { readonly literal: string; readonly api: ApiModel },
): boolean {
  const name = /^\{([^{}]*)\}$/.exec(segment)?.[1];
  if (name === undefined || literal.includes('{')) return true;
  const parameter = parameterOf(operation, name);
  const schema = parameter?.schema === undefined ? undefined : flatten(api, parameter.schema);
  if (schema === undefined) return true;
  if (schema.types.length > 0 && schema.types.every((type) => type === 'integer' || type === 'number'))
    return /^-?\d+$/.test(literal);
  if (schema.format === 'uuid') return /^[0-9a-f]{8}-/i.test(literal);
  return schema.enum === undefined || schema.enum.includes(literal);
}

/** By name; where one variable has no parameter and one parameter no variable, they were meant for each other. */
function parameterOf({ parameters, path }: Operation, name: string): Parameter | undefined {
  const written = parameters.filter((one) => one.in === 'path');
  const known = written.find((one) => one.name === name);
  if (known !== undefined) return known;
  const variables = [...path.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1]);
  const left = written.filter((one) => !variables.includes(one.name));
  const open = variables.filter((variable) => !written.some((one) => one.name === variable));
  return left.length === 1 && open.length === 1 ? left[0] : undefined;
}
