import { authCause, authText, compareAuth, diffRule } from '#rule';

export default diffRule({
  id: 'scope-removed',
  title: 'Scope no longer required',
  severity: 'high',
  owasp: ['API5:2023', 'API1:2023'],
  cwe: 285,
  controls: ['PCI DSS 7.2.1', 'PCI DSS 7.2.2'],
  posture: 'widens',
  compat: 'no',
  why: `Tokens that were refused for the lack of a scope are accepted now: a read-only integration can write, a customer's token reaches what was kept for staff. Every client keeps working, so nobody notices.`,
  fix: `Require the scope again:

\`\`\`yaml
security:
  - oauth: [cards:write]
\`\`\``,

  operation(change, versions) {
    if (change.kind !== 'changed') return undefined;
    const { before, after } = change;
    const { losses } = compareAuth(before, after, versions);
    if (losses.some(({ why }) => why === 'anonymous')) return undefined;
    const loss = losses.find(({ why }) => why === 'scope-lost' || why === 'scope-swapped');
    if (loss === undefined) return undefined;
    const cause = authCause(before, after, versions);
    const scopes = [...loss.scopesLost].sort().join(', ');
    // Another scope in its place may be a new name for the same right: the documents cannot tell.
    const provable = loss.why === 'scope-lost';
    return {
      at: cause.shared || after.authFrom === 'operation' ? loss.after.at : cause.at,
      subject: 'security/scopes',
      message: `${cause.shared ? 'The requirement that operations inherit' : after.id} no longer asks for ${scopes}.`,
      ...(provable ? {} : { certainty: 'tentative', posture: 'unknown' }),
      related: [{ at: cause.before, message: 'the requirement before' }],
      evidence: [{ kind: 'comparison', note: 'security', before: authText(before), after: authText(after) }],
    };
  },
});
