import { compared, isSideEffecting, isToldAsLeak, payloadDifferences, probeRule, servedOnce, shown } from '#rule';

export default probeRule({
  id: 'drift-response',
  title: 'Answer holds what the document does not say',
  severity: 'low',
  owasp: ['API9:2023'],
  cwe: 1059,
  controls: ['PCI DSS 6.3.2'],
  impact: 'read',
  per: 'operation',
  requests: 6,
  identities: 1,
  yieldsTo: ['auth-missing'],
  why: `Nobody has decided that this property goes out: it is there because the server sends what it stores. What reviews and filters know of is the document.`,
  fix: `Send what the document lists, or add it there:

\`\`\`js
res.json(pick(row, ['number', 'tier', 'points']));   // not res.json(row)
\`\`\``,

  applies: ({ operation }) => operation.method === 'GET' && !isSideEffecting(operation),

  async *probe({ operation }, target) {
    const served = await servedOnce(target, operation);
    if ('undecided' in served) return served;
    const { mine, again } = served;
    const stable = new Set(payloadDifferences(again, operation, target.api).response.map(({ path }) => path));
    const found = payloadDifferences(mine, operation, target.api).response.filter(
      ({ kind, path }) => kind === 'undeclared' && stable.has(path) && !isToldAsLeak(path, mine),
    );
    for (const { at, path, name = '' } of found)
      yield {
        at,
        detail: name,
        message: `${operation.id} answers with ${name === '' ? 'a property' : name}, which its schema does not have.`,
        evidence: [
          shown(target, 'The answer.', mine),
          shown(target, 'And again.', again),
          compared(`Properties at ${path}`, 'those of the schema', 'one more, twice'),
        ],
      };
    return 'decided';
  },
});
