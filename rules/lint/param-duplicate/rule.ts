import { lintRule } from '#rule';

export default lintRule({
  id: 'param-duplicate',
  title: 'Parameter that stands twice',
  severity: 'medium',
  tiers: [
    { name: 'conflicting', severity: 'medium' },
    { name: 'repeated', severity: 'low' },
  ],
  owasp: ['API8:2023'],
  cwe: 235,
  controls: ['PCI DSS 6.2.4'],
  why: `Readers disagree on which of the two counts: the gateway may check the limits of the first while the server is generated from the second. Headers that differ in upper and lower case alone are one header in HTTP.`,
  mends: 'Removes the second where it says the same as the first.',
  fix: `Keep one of them in the list; an operation may replace what its path says:

\`\`\`yaml
parameters:
  - { name: limit, in: query, schema: { type: integer, minimum: 1, maximum: 100 } }
\`\`\``,

  api(api) {
    return api.faults
      .filter(({ kind }) => kind === 'duplicate-parameter')
      .map(({ at, message, isRepeated }) => ({
        at,
        // The message names the parameter; its position in the list is chance.
        subject: message,
        message,
        tier: isRepeated === true ? 'repeated' : 'conflicting',
        ...(isRepeated === true ? { repair: { title: 'Remove the second', edits: [{ kind: 'remove', at }] } } : {}),
      }));
  },
});
