import {
  compareAuth,
  lintRule,
  overlappingPairs,
  type ApiModel,
  type Operation,
  type Overlap,
  type Problem,
} from '#rule';

export default lintRule({
  id: 'path-ambiguous-security',
  title: 'One address, two protections',
  severity: 'high',
  tiers: [
    { name: 'undecided', severity: 'high' },
    { name: 'precedence', severity: 'low' },
  ],
  owasp: ['API5:2023', 'API9:2023'],
  cwe: 863,
  controls: ['PCI DSS 6.2.4'],
  why: `Two templates fit the same address and ask for different things. Which one counts is the router's choice, and the gateway's may differ: an attacker picks the address that is judged by the weaker and served by the stronger.`,
  fix: `Make the two tell apart by a fixed segment, or guard both alike:

\`\`\`yaml
/users/by-name/{name}: {}
/users/{id}/cards: {}
\`\`\``,

  api: (api) => overlappingPairs(api.operations).flatMap((pair) => judge(pair, api)),
});

function judge({ first, second, isCrossing }: Overlap, api: ApiModel): Problem | readonly Problem[] {
  const sides = { before: api, after: api };
  if (isCrossing) {
    const weaker = [
      [first, second],
      [second, first],
    ].find(
      ([weak, strong]) =>
        weak !== undefined && strong !== undefined && compareAuth(strong, weak, sides).kind === 'weaker',
    );
    return weaker === undefined ? [] : problem(weaker, 'undecided');
  }
  // The concrete one comes first by OpenAPI's own rule; a gateway that does not know it lets the weaker one decide.
  return compareAuth(second, first, sides).kind === 'weaker' ? problem([first, second], 'precedence') : [];
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
