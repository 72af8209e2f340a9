import { keysOf, lintRule, wordsOf, type ApiModel, type Fault, type Problem } from '#rule';

export default lintRule({
  id: 'inv-unused-component',
  title: 'Shared component that nothing uses',
  severity: 'info',
  owasp: ['API9:2023'],
  cwe: 1164,
  why: `What no operation leads to is left over from one that was removed, or from one that is served and not in the document. It also tells a reader of internal names and fields for nothing.`,
  fix: `Delete it, or describe the operation that uses it:

\`\`\`yaml
$ref: '#/components/schemas/Card'
\`\`\``,

  api(api) {
    return [...tablesOf(api)].map(([table, unused]) => problemOf(table, unused));
  },
});

/** Schemas, parameters, responses ...: one problem each, as leftovers come in numbers. */
function tablesOf({ faults }: ApiModel): ReadonlyMap<string, readonly Fault[]> {
  const tables = new Map<string, Fault[]>();
  for (const fault of faults) {
    if (fault.kind !== 'unused-component') continue;
    const table = keysOf(fault.at.path).at(-2) ?? '';
    const known = tables.get(table);
    if (known === undefined) tables.set(table, [fault]);
    else known.push(fault);
  }
  return tables;
}

/** Names in the message and places beside it: the rest is found when these are mended. */
const namesMax = 5;
const placesMax = 20;

function problemOf(table: string, [first, ...others]: readonly Fault[]): Problem {
  const all = first === undefined ? others : [first, ...others];
  const names = all.slice(0, namesMax).map(({ at }) => (keysOf(at.path).at(-1) ?? '').slice(0, 60));
  const rest = all.length > namesMax ? ` and ${all.length - namesMax} more` : '';
  return {
    at: first?.at ?? { source: '', path: '' },
    wide: true,
    subject: table,
    message: `Nothing leads to these ${wordsOf(table).join(' ')}: ${names.join(', ')}${rest}.`,
    related: others.slice(0, placesMax).map(({ at }) => ({ at, message: 'the same here' })),
  };
}
