import {
  accountStepOf,
  compared,
  isSecret,
  isSuccess,
  jsonRequest,
  NotTested,
  probeRule,
  shown,
  throwAwayAccount,
  unusable,
  wordsOf,
  type Account,
  type ApiModel,
  type Exchange,
  type Identity,
  type Operation,
  type Target,
} from '#rule';

export default probeRule({
  id: 'pw-change-no-old',
  title: 'Password can be changed without the old one',
  severity: 'medium',
  owasp: ['API2:2023'],
  cwe: 620,
  controls: ['PCI DSS 8.3.1', 'PCI DSS 8.3.3'],
  impact: 'write',
  per: 'operation',
  requests: 14,
  identities: 1,
  why: `Whoever sits at an open session, or has stolen one, sets a new password and locks the customer out for good. The old password is what such a thief does not have.`,
  fix: `Ask for the old password, and compare it before anything is written:

\`\`\`js
const { oldPassword, newPassword } = req.body;
if (!oldPassword || !(await bcrypt.compare(oldPassword, req.user.hash))) return res.status(403).end();
\`\`\``,

  applies: ({ operation }, api) => accountStepOf(operation, api) === 'change-secret',

  async *probe({ operation }, target) {
    const { user, account } = await throwAwayAccount(target);
    const before = await account.login();
    const secret = account.newSecret();
    const changed = await change(target, operation, { user, account, secret });
    const failed = unusable(before.exchange, changed);
    if (failed !== undefined) return { undecided: failed };
    if (before.session === undefined) return { undecided: 'a new user cannot log in' };
    if (!isSuccess(changed)) return 'decided';
    const old = await account.login();
    account.adopt(secret);
    const renewed = await account.login({ fresh: true });
    const unclear = unusable(old.exchange, renewed.exchange);
    if (unclear !== undefined) return { undecided: unclear };
    if (old.session !== undefined || renewed.session === undefined) return 'decided';
    yield {
      at: operation.at,
      message: `${operation.id} sets a new password without the old one.`,
      evidence: [
        shown(target, 'A user of this run logs in.', before.exchange),
        shown(target, 'It sets a new password and does not say the old one.', changed),
        shown(target, 'The old one is refused from now on.', old.exchange),
        shown(target, 'The new one opens a session, on a new connection.', renewed.exchange),
        compared('What was asked for', 'the old password and the new one', 'the new one alone'),
      ],
    };
    return 'decided';
  },
});

interface Change {
  readonly user: Identity;
  readonly account: Account;
  readonly secret: string;
}

/** The new secret alone: what the document has for the old one is left out. */
async function change(target: Target, operation: Operation, { user, account, secret }: Change): Promise<Exchange> {
  const flow = target.flow('password-change');
  if (flow !== undefined) {
    const [step = 'change'] = flow.steps;
    return flow.step(step, user, { values: { new: secret, password: secret, old: '', user: account.user } });
  }
  const body = newSecretBody(operation, target.api, secret);
  if (body === undefined)
    throw new NotTested(
      `nothing says where the new password of ${operation.id} goes; add to sallyport.yaml: flows: { password-change: { steps: { change: { call: ${operation.id}, body: { new: '\${new}' } } } } }`,
    );
  return target.call(operation, user, { rawBody: { text: JSON.stringify(body), mediaType: 'application/json' } });
}

/** `newPassword`, `confirmation` and the like; undefined where no property takes it. */
function newSecretBody(
  operation: Operation,
  api: ApiModel,
  secret: string,
): Readonly<Record<string, string>> | undefined {
  const names = (jsonRequest(operation, api)?.properties ?? [])
    .filter((property) => isSecret(property, api) || /confirm|repeat/.test(wordsOf(property.name).join(' ')))
    .map(({ name }) => name)
    .filter((name) => !/(^| )(old|current|previous|existing)( |$)/.test(wordsOf(name).join(' ')));
  return names.length === 0 ? undefined : Object.fromEntries(names.map((name) => [name, secret]));
}
