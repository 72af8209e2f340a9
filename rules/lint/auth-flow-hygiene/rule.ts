import { classesOf, declaresLimit, limitNeedOf, lintRule, takesKeyAlone, type Operation } from '#rule';

const unthrottled = lintRule({
  id: 'auth-flow-op-unthrottled',
  title: 'Login without a word on limits',
  severity: 'low',
  owasp: ['API2:2023', 'API4:2023'],
  cwe: 307,
  controls: ['PCI DSS 8.3.4'],
  why: `Passwords and codes are guessed by the million where nothing slows the guesser down. A document that knows neither 429 nor a locked account gives clients no way to behave, and reviewers no sign that there is a limit.`,
  fix: `Say what happens to the eleventh try:

\`\`\`yaml
responses:
  '429':
    description: Too many tries
    headers: { Retry-After: { schema: { type: integer } } }
\`\`\``,

  operation: (operation, api) =>
    limitNeedOf(operation, api) !== 'guessing' || isLimited(operation)
      ? undefined
      : {
          at: operation.at,
          message: `${operation.id} takes a password or code and declares no limit (429 or 423).`,
        },
});

const keyOnly = lintRule({
  id: 'auth-apikey-only-on-money',
  title: 'Static key is all that guards a payment',
  severity: 'low',
  owasp: ['API2:2023', 'API6:2023'],
  cwe: 308,
  controls: ['FAPI 2.0 5.3'],
  why: `A key that does not expire and proves no person is enough to move money: one that leaks from a repository or a log is worth whatever the account holds.`,
  fix: `Ask for a short-lived token or a client certificate besides:

\`\`\`yaml
security:
  - apiKey: []
    clientCertificate: []   # type: mutualTLS; before OpenAPI 3.1: type: http, scheme: mutual
\`\`\``,

  operation: (operation, api) =>
    classesOf(operation, api).has('money') && takesKeyAlone(operation, api)
      ? { at: operation.at, message: `${operation.id} moves money for whoever holds a static key.` }
      : undefined,
});

export default [unthrottled, keyOnly];

/** An account that is locked is a limit as well. */
function isLimited(operation: Operation): boolean {
  return declaresLimit(operation) || operation.responses.some(({ status }) => status === '423');
}
