import {
  classesOf,
  declaresLimit,
  inputNames,
  isRepeatable,
  limitNeedOf,
  lintRule,
  type ApiModel,
  type Operation,
} from '#rule';

const idempotency = lintRule({
  id: 'flow-no-idempotency',
  title: 'Payment that cannot be repeated safely',
  severity: 'medium',
  owasp: ['API6:2023'],
  cwe: 837,
  why: `A client whose connection breaks sends the payment again, and money moves twice. An attacker who replays a recorded request does the same on purpose.`,
  fix: `Take a key that makes the second try the same as the first:

\`\`\`yaml
parameters:
  - { name: Idempotency-Key, in: header, required: true, schema: { type: string, format: uuid } }
\`\`\``,

  operation: (operation, api) =>
    !classesOf(operation, api).has('money') || isRepeatable(operation, api)
      ? undefined
      : { at: operation.at, message: `${operation.id} moves money and takes no idempotency key.` },
});

const stepUp = lintRule({
  id: 'flow-no-step-up',
  title: 'Payment without a second factor',
  severity: 'info',
  owasp: ['API2:2023', 'API6:2023'],
  cwe: 308,
  controls: ['PSD2 RTS 4', 'PSD2 RTS 5'],
  why: `Whoever holds a session moves the money. PSD2 asks for strong customer authentication of every electronic payment, tied to amount and payee.`,
  fix: `Ask for a proof of the second factor, or return a challenge:

\`\`\`yaml
parameters:
  - { name: X-SCA-Token, in: header, schema: { type: string, maxLength: 2000 } }
\`\`\``,

  operation(operation, api) {
    const classes = classesOf(operation, api);
    if ((!classes.has('money') && !classes.has('card-secret')) || isStepUp(operation, api)) return undefined;
    return { at: operation.at, message: `${operation.id} asks for no second factor.` };
  },
});

const automation = lintRule({
  id: 'flow-automation-abuse',
  title: 'Flow that pays to automate, without a limit',
  severity: 'low',
  owasp: ['API6:2023'],
  cwe: 799,
  controls: ['PCI DSS 6.2.4'],
  why: `Sign-ups, vouchers and card checks are worth money by the thousand: fake accounts, guessed codes, stolen cards sorted into live and dead. The document knows no limit.`,
  fix: `Declare the limit, and what tells people from programs:

\`\`\`yaml
responses:
  '429': { description: Too many tries }
\`\`\``,

  operation(operation, api) {
    if (limitNeedOf(operation, api) !== 'automation' || declaresLimit(operation)) return undefined;
    if (inputNames(operation, api).some((name) => /captcha|turnstile|attestation|deviceToken/i.test(name)))
      return undefined;
    return { at: operation.at, message: `${operation.id} is worth automating and declares no limit.` };
  },
});

const costly = lintRule({
  id: 'costly-op-unthrottled',
  title: 'Costly operation without a limit',
  severity: 'low',
  owasp: ['API4:2023'],
  cwe: 400,
  why: `Exports, reports, messages and renderings cost the server far more than the request costs the sender; messages cost money each.`,
  fix: `Declare the limit:

\`\`\`yaml
responses:
  '429': { description: Too many exports, headers: { Retry-After: { schema: { type: integer } } } }
\`\`\``,

  operation: (operation, api) =>
    limitNeedOf(operation, api) !== 'cost' || declaresLimit(operation)
      ? undefined
      : { at: operation.at, message: `${operation.id} is costly and declares no limit (429).` },
});

export default [idempotency, stepUp, automation, costly];

function isStepUp(operation: Operation, api: ApiModel): boolean {
  if (
    inputNames(operation, api).some((name) =>
      /sca|otp|mfa|2fa|step-?up|challenge|3ds|psu-|authenti|signature|pin$|passcode/i.test(name),
    )
  )
    return true;
  return operation.auth.every(
    ({ schemes }) =>
      schemes.length > 1 || schemes.some(({ scopes }) => scopes.some((scope) => /sca|mfa|step|strong/i.test(scope))),
  );
}
