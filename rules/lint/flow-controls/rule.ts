import {
  classesOf,
  inputNames,
  isRepeatable,
  isUnprotected,
  isWrite,
  lacking,
  lintRule,
  literalsOf,
  wordsOf,
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

  api: (api) =>
    lacking(api, {
      among: api.operations.filter((operation) => classesOf(operation, api).has('money')),
      has: (operation) => isRepeatable(operation, api),
      here: (operation) => ({ at: operation.at, message: `${operation.id} moves money and takes no idempotency key.` }),
      everywhere: (operations) => `${operations.length} operations that move money take no idempotency key.`,
    }),
});

const stepUp = lintRule({
  id: 'flow-no-step-up',
  title: 'Payment without a second factor',
  severity: 'info',
  owasp: ['API6:2023', 'API2:2023'],
  cwe: 308,
  controls: ['PSD2 RTS 4', 'PSD2 RTS 5'],
  why: `Whoever holds a session moves the money. PSD2 asks for strong customer authentication of every electronic payment, tied to amount and payee.`,
  fix: `Ask for a proof of the second factor, or return a challenge:

\`\`\`yaml
parameters:
  - { name: X-SCA-Token, in: header, schema: { type: string, maxLength: 2000 } }
\`\`\``,

  api: (api) =>
    lacking(api, {
      among: api.operations.filter(
        (operation) => classesOf(operation, api).has('money') || classesOf(operation, api).has('card-secret'),
      ),
      has: (operation) => isStepUp(operation, api),
      here: (operation) => ({ at: operation.at, message: `${operation.id} asks for no second factor.` }),
      everywhere: (operations) => `${operations.length} operations on money and card secrets ask for no second factor.`,
    }),
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

  api: (api) =>
    lacking(api, {
      among: api.operations.filter((operation) => isAbused(operation, api)),
      has: (operation) =>
        isLimited(operation) ||
        inputNames(operation, api).some((name) => /captcha|turnstile|attestation|deviceToken/i.test(name)),
      here: (operation) => ({
        at: operation.at,
        message: `${operation.id} is worth automating and declares no limit.`,
      }),
      everywhere: (operations) => `${operations.length} flows that are worth automating declare no limit.`,
    }),
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

  api: (api) =>
    lacking(api, {
      among: api.operations.filter((operation) => classesOf(operation, api).has('costly')),
      has: isLimited,
      here: (operation) => ({ at: operation.at, message: `${operation.id} is costly and declares no limit (429).` }),
      everywhere: (operations) => `${operations.length} costly operations declare no limit (429).`,
    }),
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

/** What is worth guessing codes or trying cards at; who issues vouchers is somebody of the house. */
const worth = new Set('redeem apply claim validate verify check lookup balance use activate reserve'.split(' '));

function isAbused(operation: Operation, api: ApiModel): boolean {
  if (!isWrite(operation)) return false;
  const classes = classesOf(operation, api);
  if (classes.has('signup')) return true;
  const last = wordsOf(literalsOf(operation.path).at(-1) ?? '');
  const verbs = [...last, ...wordsOf(operation.operationId ?? '').slice(0, 1)];
  if (classes.has('promotion') && verbs.some((word) => worth.has(word))) return true;
  return (
    isUnprotected(operation) &&
    last.some((word) => ['validate', 'verify', 'check'].includes(word)) &&
    /card|account|payment/i.test(operation.path)
  );
}

function isLimited({ responses }: Operation): boolean {
  return responses.some(
    ({ status, headers }) =>
      status === '429' || status === '4XX' || headers.some(({ name }) => /rate-?limit/i.test(name)),
  );
}
