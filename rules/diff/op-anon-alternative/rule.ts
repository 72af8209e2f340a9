import { allowsAnonymous, authCause, authText, diffRule, isUnprotected } from '#rule';

export default diffRule({
  id: 'op-anon-alternative',
  title: 'Authentication made optional',
  severity: 'critical',
  owasp: ['API2:2023'],
  cwe: 306,
  controls: ['PCI DSS 6.2.4', 'PCI DSS 8.3.1'],
  posture: 'widens',
  compat: 'no',
  why: `An empty alternative (\`{}\`) beside the schemes lets a request without any credential through. The schemes still stand there, so a reader sees a protected operation; an attacker leaves the header out.`,
  fix: `Take the empty alternative out of the list:

\`\`\`yaml
security:
  - bearerAuth: []   # no "- {}" beside it
\`\`\``,

  operation(change, versions) {
    if (change.kind !== 'changed') return undefined;
    const { before, after } = change;
    if (allowsAnonymous(before) || !allowsAnonymous(after) || isUnprotected(after)) return undefined;
    const cause = authCause(before, after, versions);
    const empty = after.auth.find(({ schemes }) => schemes.length === 0);
    return {
      at: after.authFrom === 'operation' || cause.shared ? (empty?.at ?? cause.at) : cause.at,
      subject: 'security',
      message: cause.shared
        ? 'The requirement that operations inherit has an empty alternative now: a credential is optional.'
        : `${after.id} has an empty alternative now: a credential is optional.`,
      related: [{ at: cause.before, message: 'the requirement before' }],
      evidence: [{ kind: 'comparison', note: 'security', before: authText(before), after: authText(after) }],
    };
  },
});
