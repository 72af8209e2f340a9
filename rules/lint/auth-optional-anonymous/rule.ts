import {
  isAnonymousAlternative,
  isAsking,
  isMeantOpen,
  isSensitive,
  isWrite,
  lintRule,
  withoutAnonymous,
  type AuthRequirement,
  type Operation,
} from '#rule';

export default lintRule({
  id: 'auth-optional-anonymous',
  title: 'Authentication is optional',
  severity: 'high',
  tiers: [
    { name: 'write', severity: 'high' },
    { name: 'read', severity: 'medium' },
  ],
  owasp: ['API2:2023'],
  cwe: 287,
  controls: ['PCI DSS 8.3.1', 'PCI DSS 7.3.3'],
  why: `An empty requirement (\`{}\`) beside others is an OR: a caller who sends no credential at all is let in, and gateways generated from the document skip the check.`,
  mends: 'Deletes the empty alternative, unless an operation that is meant to be open lives by the same list.',
  fix: `Delete the empty alternative:

\`\`\`yaml
security:
  - bearerAuth: []
  # - {}      <- delete
\`\`\`

Where anonymous callers are meant to see less, split the operation in two.`,

  api(api) {
    const roots = new Map<string, { requirement: AuthRequirement; operations: Operation[] }>();
    for (const operation of api.operations) {
      const requirement = operation.auth.find(isAnonymousAlternative);
      if (requirement === undefined || operation.auth.every(isAnonymousAlternative)) continue;
      // Where money or card data is at stake the graver rule says it.
      if (isMeantOpen(operation, api) || isSensitive(operation, api)) continue;
      const key = `${requirement.at.source}#${requirement.at.path}`;
      const known = roots.get(key) ?? { requirement, operations: [] };
      known.operations.push(operation);
      roots.set(key, known);
    }
    return [...roots.values()].map(({ requirement, operations }) => ({
      at: requirement.at,
      subject: 'security/anonymous',
      tier: operations.some((operation) => isWrite(operation) && !isAsking(operation)) ? 'write' : 'read',
      operations: operations.map(({ id }) => id),
      message: 'The empty alternative lets callers in without any credential.',
      ...withoutAnonymous(requirement, api),
    }));
  },
});
