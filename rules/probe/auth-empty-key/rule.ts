import { tokenProbe } from '#rule';

const spellings = ['empty', 'null', 'undefined', 'prefix'] as const;

export default tokenProbe({
  id: 'auth-empty-key',
  title: 'Empty credential is accepted',
  severity: 'critical',
  cwe: 287,
  requests: 12,
  why: `An empty key, or the word null that a broken client sends, equals a secret that was never set: whoever sends nothing in the right place is let in.`,
  fix: `Refuse what is empty before it is compared, and never store an empty secret:

\`\`\`js
const key = req.get('x-api-key');
if (!key || !(await keys.has(hash(key)))) return res.status(401).end();
\`\`\``,
  message: 'accepts an empty credential.',
  jwtOnly: false,
  forge: () => ({
    attempts: spellings.map((spelling) => ({
      says:
        spelling === 'prefix'
          ? 'the word before the credential alone'
          : `a credential that is ${spelling === 'empty' ? 'empty' : `the word ${spelling}`}`,
      change: { kind: 'empty', spelling },
    })),
    controls: [],
  }),
});
