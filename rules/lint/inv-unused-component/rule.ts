import { keysOf, lintRule } from '#rule';

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

  api: ({ faults }) =>
    faults
      .filter(({ kind }) => kind === 'unused-component')
      .map(({ at }) => ({ at, message: `Nothing leads to ${(keysOf(at.path).at(-1) ?? '').slice(0, 60)}.` })),
});
