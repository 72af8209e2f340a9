import { effectiveBounds, flowsOf, lintRule, schemasInCycles, type ApiModel, type Problem, type Schema } from '#rule';

export default lintRule({
  id: 'schema-recursion-unbounded',
  title: 'Schema that nests without an end',
  severity: 'info',
  owasp: ['API4:2023'],
  cwe: 674,
  why: `A few kilobytes of brackets nest a hundred thousand levels deep: parsers and validators that recurse run out of stack, and one request stops the process.`,
  fix: `Bound the lists on the way round, and the depth in the code:

\`\`\`yaml
children:
  type: array
  maxItems: 50
  items: { $ref: '#/components/schemas/Node' }
\`\`\``,

  api(api) {
    const problems: Problem[] = [];
    for (const schema of cycleHeads(api)) {
      problems.push({
        at: schema.at,
        message: `${schema.name ?? 'The schema'} holds itself, and nothing bounds how deep.`,
      });
    }
    return problems;
  },
});

/** One schema of each cycle that some operation reaches, found by a search in depth without recursion (Tarjan's marks). */
function cycleHeads(api: ApiModel): readonly Schema[] {
  const flows = flowsOf(api);
  const cyclic = schemasInCycles(api);
  // From other schemas no way leads back.
  const steps = (id: string): readonly string[] => stepsFrom(api, id).filter((to) => cyclic.has(to));
  const state = new Map<string, 'open' | 'done'>();
  const heads = new Map<string, Schema>();
  for (const [start, flow] of flows) {
    if (flow === 0 || !cyclic.has(start) || state.has(start)) continue;
    const stack: { id: string; next: readonly string[]; at: number }[] = [{ id: start, next: steps(start), at: 0 }];
    state.set(start, 'open');
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const to = top.next[top.at];
      top.at += 1;
      if (to === undefined) {
        state.set(top.id, 'done');
        stack.pop();
      } else if (!state.has(to)) {
        state.set(to, 'open');
        stack.push({ id: to, next: steps(to), at: 0 });
      } else if (state.get(to) === 'open') {
        const head = api.schemas.get(to);
        if (head !== undefined) heads.set(to, head);
      }
    }
  }
  return [...heads.values()];
}

/** Ways down that nothing bounds: a list with a maximum ends the cycle well enough, and so does a map with one. */
function stepsFrom(api: ApiModel, id: string): readonly string[] {
  const schema = api.schemas.get(id);
  if (schema === undefined) return [];
  const steps = [
    ...schema.properties.map((property) => property.schema),
    ...schema.allOf,
    ...schema.anyOf,
    ...schema.oneOf,
  ];
  if (schema.items !== undefined && effectiveBounds(api, id).maxItems === undefined) steps.push(schema.items);
  const { additionalProperties, maxProperties } = schema;
  if (typeof additionalProperties === 'string' && maxProperties === undefined) steps.push(additionalProperties);
  return steps;
}
