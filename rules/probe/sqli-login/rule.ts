import {
  accountHolders,
  accountStepOf,
  compared,
  isSuccess,
  isServed,
  NotTested,
  probeRule,
  shown,
  unusable,
  witnessFor,
  type Account,
  type LoggedIn,
  type Target,
  type Witness,
} from '#rule';

/** A condition that holds for all rows in place of the name, and its like that holds for none. Never a comment: it may lose its blank. */
const writings: readonly ((word: string, left: string, right: string) => string)[] = [
  (word, left, right) => `${word}' OR '${left}'='${right}`,
  (word, left, right) => `${word}') OR ('${left}'='${right}`,
  (word, left, right) => `${word}" OR "${left}"="${right}`,
];

export default probeRule({
  id: 'sqli-login',
  title: 'Condition of SQL in the name logs in without a password',
  severity: 'critical',
  owasp: ['API8:2023', 'API2:2023'],
  cwe: 89,
  controls: ['PCI DSS 6.2.4', 'PCI DSS 8.3.1'],
  impact: 'read',
  per: 'operation',
  requests: 24,
  identities: 1,
  why: `The name is part of the statement that looks the user up. A condition in it that always holds finds some user, mostly the first one, and that is often an administrator: no password is needed.`,
  fix: `Look the user up by a bound value, and compare the password in the application:

\`\`\`js
const user = await db.get('SELECT id, hash FROM users WHERE name = ?', [req.body.username]);
if (!user || !(await argon2.verify(user.hash, req.body.password))) return res.status(401).end();
\`\`\``,

  applies: ({ operation }, api) => operation.method === 'POST' && accountStepOf(operation, api) === 'login',

  async *probe({ operation }, target) {
    const [user] = accountHolders(target);
    if (user === undefined)
      throw new NotTested(
        'no identity logs in; add to sallyport.yaml: identities: { <name>: { login: { call: ..., body: ... } } }',
      );
    const account = target.account(user);
    const { user: name } = account.fields;
    if (name === undefined) throw new NotTested('the body of the login has no property that holds a name');
    const nobody = await account.login({ unknownUser: true, wrongSecret: true });
    const failed = unusable(nobody.exchange);
    if (failed !== undefined) return { undecided: failed };
    if (nobody.session !== undefined) return { undecided: 'it logs in anybody with any password' };
    for (const write of writings) {
      const ask = (holds: boolean, fresh = false): Promise<LoggedIn> =>
        tried(account, { name, fresh, text: textOf(target, write, holds) });
      const opened = await ask(true);
      const unclear = unusable(opened.exchange);
      if (unclear !== undefined) return { undecided: unclear };
      if (opened.session === undefined) continue;
      const closed = await ask(false);
      if (closed.session !== undefined) return { undecided: 'a condition that never holds logs in as well' };
      const witness = await witnessFor(target, user);
      const anyone = await witness.ask(target.anonymous);
      const alive = await isAlive(witness, opened, anyone);
      const again = await ask(true, true);
      if (!alive || again.session === undefined)
        return { undecided: alive ? 'it did not happen again on a new connection' : 'the session opens nothing' };
      yield {
        at: operation.at,
        subject: `request/body/$.${name}`,
        message: `${operation.id} logs in without a password where ${name} holds a condition of SQL.`,
        evidence: [
          shown(target, 'A name that nobody has, with a wrong password.', nobody.exchange),
          shown(target, 'With a condition that never holds.', closed.exchange),
          shown(target, 'With one that always holds: a session.', opened.exchange),
          shown(target, 'Once more, on a new connection.', again.exchange),
          compared(
            'Sessions for a name that nobody has and a wrong password',
            'as it is, or with a condition that never holds: none',
            `with one that always holds: one, which opens ${witness.operation.id}, twice`,
          ),
        ],
      };
      return 'decided';
    }
    return 'decided';
  },
});

interface Try {
  readonly name: string;
  readonly text: string;
  readonly fresh: boolean;
}

function tried(account: Account, { name, text, fresh }: Try): Promise<LoggedIn> {
  return account.login({ unknownUser: true, wrongSecret: true, fields: { [name]: text }, fresh });
}

function textOf(target: Target, write: (typeof writings)[number], holds: boolean): string {
  const left = `q${target.random(5)}`;
  return write(`sp${target.random(8)}`, left, holds ? left : `x${target.random(5)}`);
}

/** It need not be the session of anybody in particular: it is served, and nobody without one is. */
async function isAlive(witness: Witness, { session }: LoggedIn, anyone: LoggedIn['exchange']): Promise<boolean> {
  if (session === undefined) return false;
  const answer = await witness.ask(session);
  return isSuccess(answer) && isServed(answer, anyone);
}
