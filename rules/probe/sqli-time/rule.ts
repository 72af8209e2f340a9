import {
  climbWaits,
  followsDose,
  isQuestion,
  isTextSlot,
  NotTested,
  probeRule,
  screenOf,
  sendAt,
  shown,
  unusable,
  waitedMsMin,
  waitEvidence,
  type Conclusion,
  type Problem,
  type Screen,
  type Slot,
  type Target,
} from '#rule';
import { dialects, type Dialect } from './dialects.ts';

export default probeRule({
  id: 'sqli-time',
  title: 'Value of a request makes the database wait',
  severity: 'critical',
  owasp: ['API8:2023'],
  cwe: 89,
  controls: ['PCI DSS 6.2.4'],
  impact: 'read',
  per: 'input',
  requests: 30,
  identities: 1,
  yieldsTo: ['auth-missing', 'auth-garbage-ok', 'sqli-boolean', 'sqli-error'],
  why: `The value is part of the statement, though no answer shows it: the database waits for as long as the value tells it to. One bit a question, wait or do not, reads every table in the end.`,
  fix: `Give the value to the database beside the statement, never inside it:

\`\`\`js
db.all('SELECT holder FROM accounts WHERE number = ?', [req.query.account]);
\`\`\`

Catching the error changes nothing: the statement has run by then.`,

  applies: ({ operation, input }, api) =>
    isQuestion(operation) && isTextSlot({ operation, ...(input && { input }) }, api, 90),

  async *probe({ operation, input }, target) {
    if (input === undefined) throw new NotTested('no input');
    const slot = { operation, input };
    const screen = await screenOf(target, slot);
    if ('undecided' in screen) return screen;
    // Where answers follow the value, conditions and errors show; only where they do not, time is all there is.
    if (!screen.isBlind && !screen.tellsApart) return 'decided';
    for (const dialect of dialects) {
      const send = sendAt(target, slot, screen);
      const word = `sp${target.random(8)}`;
      const slow = await send(dialect.write(word, 1_000));
      const failed = unusable(slow);
      if (failed !== undefined) return { undecided: failed };
      if (slow.durationMs < waitedMsMin) continue;
      const quick = await send(dialect.write(word, 0));
      if (slow.durationMs - quick.durationMs < waitedMsMin) continue;
      const conclusion = yield* ladder({ slot, screen, dialect }, target);
      if (conclusion !== undefined) return conclusion;
    }
    return 'decided';
  },
});

interface Waiting {
  readonly slot: Slot;
  readonly screen: Screen;
  readonly dialect: Dialect;
}

async function* ladder(
  { slot, screen, dialect }: Waiting,
  target: Target,
): AsyncGenerator<Problem, Conclusion | undefined> {
  const { operation, input } = slot;
  const send = sendAt(target, slot, screen);
  const word = `sp${target.random(8)}`;
  const rungs = await climbWaits((dose) => send(dialect.write(word, dose)));
  if ('undecided' in rungs) return rungs;
  if (!followsDose(rungs)) return undefined;
  // As long, with the same numbers in it, and no call of a function.
  const benign = await climbWaits((dose) => send(dialect.benign(word, dose)), 1);
  if ('undecided' in benign) return benign;
  if (followsDose(benign)) return undefined;
  const again = await send(dialect.write(word, 1_000), { fresh: true });
  if (again.durationMs < waitedMsMin) return { undecided: 'it did not happen again on a new connection' };
  const [twin] = benign;
  if (twin === undefined) return undefined;
  yield {
    at: operation.at,
    subject: `request/${input.in}/${input.name}`,
    message: `${operation.id} lets ${input.name} tell the database how long to wait.`,
    evidence: [
      shown(target, 'A text of the same length that is no SQL.', twin.exchange),
      ...waitEvidence(target, rungs, { none: 'SQL that waits for no time.', again }),
    ],
  };
  return 'decided';
}
