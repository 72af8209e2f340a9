import { hasMisspeltSecurity, isAsking, isMeantOpen, isUnprotected, isWrite, lintRule, requireScheme } from '#rule';

export default lintRule({
  id: 'auth-op-unprotected-write',
  title: 'Write operation without authentication',
  severity: 'high',
  owasp: ['API2:2023', 'API5:2023'],
  cwe: 306,
  controls: ['PCI DSS 8.3.1', 'PCI DSS 6.2.4'],
  why: `Anybody who reaches the host can create, change or delete data: no credential is asked for, so nothing ties the call to a customer and nothing can be revoked.`,
  mends:
    "Requires the document's scheme where there is one without scopes that all guarded operations use, at least two and as many as are open.",
  fix: `Require one of the document's schemes on the operation, or for all operations at the root:

\`\`\`yaml
security:
  - bearerAuth: []
\`\`\`

If the operation is open on purpose (a sign-up for a waiting list), say so with \`x-sallyport-ignore\`, a reason and a last day.`,

  operation(operation, api) {
    // A search is POST as well: what it gives away is said by the rule for reading.
    if (!isWrite(operation) || isAsking(operation)) return undefined;
    if (!isUnprotected(operation) || isMeantOpen(operation, api)) return undefined;
    // Where a list was emptied, the key was misspelt, or no scheme is there at all, that is the cause and is said there.
    if (operation.authFrom !== 'none' || api.authSchemes.size === 0 || hasMisspeltSecurity(operation, api))
      return undefined;
    return {
      at: operation.at,
      subject: 'security',
      message: `${operation.id} changes data and asks for no credential.`,
      ...requireScheme(operation, api),
    };
  },
});
