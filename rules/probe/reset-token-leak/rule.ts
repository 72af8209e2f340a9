import {
  accountStepOf,
  compared,
  isSecret,
  isSuccess,
  jsonRequest,
  NotTested,
  probeRule,
  shown,
  stepsOf,
  throwAwayAccount,
  unusable,
  wordsOf,
  type Account,
  type ApiModel,
  type Exchange,
  type Identity,
  type Json,
  type Operation,
  type Target,
} from '#rule';
import { tokensIn } from './tokens.ts';

export default probeRule({
  id: 'reset-token-leak',
  title: 'Answer to a reset of a password holds what completes it',
  severity: 'critical',
  owasp: ['API2:2023'],
  cwe: 640,
  controls: ['PCI DSS 8.3.1', 'PCI DSS 8.3.3'],
  impact: 'write',
  per: 'operation',
  requests: 16,
  identities: 1,
  why: `Whoever asks for a reset gets the token in the answer, and not only by mail: with nothing but an address he sets a new password and is that customer.`,
  fix: `Send the token to the address that the account has, and answer everybody alike:

\`\`\`js
await mailer.send(user.email, resetLink(token));
res.status(202).end();                               // not res.json({ token })
\`\`\``,

  applies: ({ operation }, api) => accountStepOf(operation, api) === 'reset-request',

  async *probe({ operation }, target) {
    const steps = stepsFor(operation, target);
    const { user, account } = await throwAwayAccount(target);
    const asked = await steps.request(user, account);
    const failed = unusable(asked);
    if (failed !== undefined) return { undecided: failed };
    const tokens = tokensIn(asked);
    if (!isSuccess(asked) || tokens.length === 0) return 'decided';
    // A reset that takes anything is another fault.
    const made = await steps.complete(target.random(24), account.newSecret(), account);
    const old = await account.login();
    if (old.session === undefined)
      return { undecided: `a made-up token ends the old password (${made.response?.status})` };
    for (const token of tokens) {
      const secret = account.newSecret();
      const completed = await steps.complete(token, secret, account);
      const unclear = unusable(completed);
      if (unclear !== undefined) return { undecided: unclear };
      if (!isSuccess(completed)) continue;
      const before = await account.login();
      account.adopt(secret);
      const after = await account.login({ fresh: true });
      if (after.session === undefined || before.session !== undefined) continue;
      yield {
        at: operation.at,
        message: `${operation.id} answers with a value that completes the reset.`,
        evidence: [
          shown(target, 'Anybody asks for a reset of a user of this run.', asked),
          shown(target, 'A made-up token does not complete it.', made),
          shown(target, 'A value of the answer does.', completed),
          shown(target, 'The old password is refused.', before.exchange),
          shown(target, 'The new one opens a session.', after.exchange),
          compared('What the answer gave away', 'nothing', 'the account'),
        ],
      };
      return 'decided';
    }
    return 'decided';
  },
});

interface Steps {
  request(user: Identity, account: Account): Promise<Exchange>;
  complete(token: string, secret: string, account: Account): Promise<Exchange>;
}

/** The calls of the document whose bodies say what they take, else the config's: those may name a user of their own. */
function stepsFor(operation: Operation, target: Target): Steps {
  const { anonymous, api } = target;
  const [complete] = stepsOf(api, 'reset-complete');
  if (complete !== undefined)
    return {
      request: (_, { user }) =>
        target.call(operation, anonymous, { body: filled(operation, api, { user: () => user }) }),
      complete: (token, secret, { user }) =>
        target.call(complete, anonymous, {
          body: filled(complete, api, { token: () => token, secret: () => secret, user: () => user }),
        }),
    };
  const flow = target.flow('password-reset');
  if (flow?.steps.includes('complete') !== true)
    throw new NotTested(
      'no call completes the reset; add to sallyport.yaml: flows: { password-reset: { steps: { request: {...}, complete: {...} } } }',
    );
  return {
    request: (_, { user }) => flow.step('request', anonymous, { values: { user, email: user } }),
    complete: (token, password, { user }) =>
      flow.step('complete', anonymous, { values: { token, password, user, email: user } }),
  };
}

type Filling = Readonly<Partial<Record<'token' | 'secret' | 'user', () => string>>>;

function filled(operation: Operation, api: ApiModel, filling: Filling): Readonly<Record<string, Json>> {
  const fields = (jsonRequest(operation, api)?.properties ?? []).flatMap((property) => {
    const { name } = property;
    const words = wordsOf(name).join(' ');
    const value = /(^| )(token|code|key)( |$)/.test(words)
      ? filling.token?.()
      : isSecret(property, api)
        ? filling.secret?.()
        : /user|email|login|phone|mail|name/.test(words)
          ? filling.user?.()
          : undefined;
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(fields);
}
