import { allowsAnonymous, authCause, authText, diffRule, isUnprotected } from '#rule';

export default diffRule({
  id: 'op-security-emptied',
  title: 'Authentication removed',
  severity: 'critical',
  owasp: ['API2:2023', 'API5:2023'],
  cwe: 306,
  controls: ['PCI DSS 6.2.4', 'PCI DSS 8.3.1'],
  posture: 'widens',
  compat: 'no',
  why: `The operation asked for a credential and now answers anybody. No client breaks, so no test fails; gateways and generated servers that follow the document stop checking tokens the day it is deployed.`,
  fix: `Give the operation its requirement back, or the root the one that operations inherit:

\`\`\`yaml
security:
  - bearerAuth: []
\`\`\``,

  operation(change, versions) {
    if (change.kind !== 'changed') return undefined;
    const { before, after } = change;
    if (allowsAnonymous(before) || !isUnprotected(after)) return undefined;
    const cause = authCause(before, after, versions);
    return {
      at: cause.at,
      subject: 'security',
      message: cause.shared
        ? 'The requirement that operations inherit is gone: they no longer ask for a credential.'
        : `${after.id} no longer asks for a credential.`,
      related: [{ at: cause.before, message: 'the requirement before' }],
      evidence: [{ kind: 'comparison', note: 'security', before: authText(before), after: authText(after) }],
    };
  },
});
