import {
  compared,
  holdsObject,
  isWrite,
  judgeEffect,
  NotTested,
  placesOf,
  carried,
  privilegedRead,
  probeRule,
  ranks,
  shown,
  unusable,
  type Conclusion,
  type EffectCall,
  type Evidence,
  type Exchange,
  type Identity,
  type Operation,
  type Target,
} from '#rule';

export default probeRule({
  id: 'bfla-role',
  title: 'Ordinary user can call what is for privileged users',
  severity: 'critical',
  owasp: ['API5:2023'],
  cwe: 862,
  controls: ['PCI DSS 6.2.4', 'PCI DSS 7.2.1', 'PCI DSS 7.2.2'],
  impact: 'read',
  per: 'operation',
  requests: 18,
  identities: 2,
  among: 'privileged',
  yieldsTo: ['auth-missing', 'auth-garbage-ok'],
  why: `The page for administrators is not linked for customers, and that is all that keeps them out: whoever knows the path, from the app's code or by guessing, reads all customers or changes what only the bank may.`,
  fix: `Ask for the role in the operation itself, and refuse by default:

\`\`\`js
router.get('/admin/payouts', requireRole('admin'), listAllPayouts);
\`\`\``,

  applies: ({ operation }) => operation.method !== 'POST',

  async *probe({ operation }, target) {
    const verdict = isWrite(operation) ? await written(target, operation) : await seen(target, operation);
    if (typeof verdict === 'string' || 'undecided' in verdict) return verdict;
    yield {
      at: operation.at,
      subject: 'role',
      message: `${operation.id} serves an ordinary user, though the policy says that it is for privileged ones.`,
      evidence: verdict.proven,
    };
    return 'decided';
  },
});

type Verdict = { readonly proven: readonly Evidence[] } | Conclusion;

/** All that the privileged user sees comes to two ordinary ones: so it is no view of what is their own. */
async function seen(target: Target, operation: Operation): Promise<Verdict> {
  const read = await privilegedRead(target, operation);
  if ('undecided' in read) return read;
  const { high, low, others, parameters, mine, anyone, plain, canaries } = read;
  if (holdsObject(plain, canaries) !== 'whole') return 'decided';
  const [other] = others;
  if (other === undefined)
    return { undecided: 'one ordinary user alone sees it all: a second one would show that it is not its own' };
  const theirs = await target.call(operation, other, { parameters });
  const replay = await target.call(operation, low, { parameters, fresh: true });
  const failed = unusable(theirs, replay);
  if (failed !== undefined) return { undecided: failed };
  if (holdsObject(theirs, canaries) !== 'whole')
    return { undecided: `${other.name} does not see what ${low.name} does` };
  if (holdsObject(replay, canaries) !== 'whole') return { undecided: 'it did not happen again on a new connection' };
  return {
    proven: [
      shown(target, `${high.name} reads what is for its role.`, mine),
      shown(target, 'Without a credential it is refused.', anyone),
      shown(target, `${low.name} gets all of it.`, plain),
      shown(target, `So does ${other.name}: it is not what belongs to one of them.`, theirs),
      shown(target, `${low.name} once more, on a new connection.`, replay),
      compared(
        'Values in both answers',
        `${high.name}: ${placesOf(canaries)}`,
        `${low.name}: ${placesOf(carried(plain, canaries))}`,
      ),
    ],
  };
}

/** An ordinary user changes an own object by what is not for it; an own one of this run, so that nobody is harmed. */
async function written(target: Target, operation: Operation): Promise<Verdict> {
  const { low } = ranks(target);
  const reader = target.readerOf(operation);
  if (reader === undefined) throw new NotTested('no GET reads back what it changes');
  const send =
    (as: Identity) =>
    (call: EffectCall): Promise<Exchange> =>
      target.call(operation, as, call);
  const verdict = await judgeEffect(target, {
    owner: low,
    reader,
    method: operation.method,
    writer: operation,
    says: `${operation.method} as an ordinary user`,
    attempt: send(low),
    controls: [
      { says: 'without a credential', send: send(target.anonymous) },
      { says: 'with a broken credential', send: send(target.garbage) },
    ],
  });
  return verdict === 'none' ? 'decided' : verdict;
}
