import {
  accountStepOf,
  compared,
  NotTested,
  probeRule,
  shown,
  throwAwayAccount,
  unusable,
  type Account,
  type Exchange,
  type LoginChange,
} from '#rule';
import { rankSum } from './rank-sum.ts';

/** Pairs of one batch: enough for p < 0.001 where the times hardly overlap. */
const pairs = 20;
/** A smaller gap is nothing that shows through a network, in milliseconds. */
const gapMsMin = 50;

export default probeRule({
  id: 'login-enum-time',
  title: 'Time of the login tells who has an account',
  severity: 'low',
  owasp: ['API2:2023'],
  cwe: 208,
  controls: ['PCI DSS 6.2.4'],
  impact: 'load',
  per: 'operation',
  requests: 84,
  identities: 1,
  yieldsTo: ['login-enum', 'login-no-throttle'],
  why: `The answers are alike, but where the name exists the password is hashed first, and that takes long enough to be measured from outside: a list of addresses becomes a list of customers.`,
  fix: `Do the same work for names that do not exist:

\`\`\`js
const user = await users.findByEmail(email);
const ok = await bcrypt.compare(password, user?.hash ?? dummyHash); // also where there is no user
\`\`\``,

  applies: ({ operation }, api) => accountStepOf(operation, api) === 'login',

  async *probe({ operation }, target) {
    const { account } = await throwAwayAccount(target);
    const { user } = account.fields;
    if (user === undefined) throw new NotTested('the body of the login has no property that holds a name');
    // One and the same name: who slows down each name that is tried often does so whether somebody has it or not.
    const fields = { [user]: account.unknownName() };
    const batches: Batch[] = [];
    for (let batch = 0; batch < 2; batch += 1) {
      const measured = await measure(account, fields);
      if ('undecided' in measured) return measured;
      // The first batch alone is a suspicion; without it the second is not sent.
      if (!isApart(measured)) return 'decided';
      batches.push(measured);
    }
    const [first, second] = batches;
    const [known] = first?.known ?? [];
    const [unknown] = first?.unknown ?? [];
    if (!first || !second || !known || !unknown) return { undecided: 'too few answers' };
    yield {
      at: operation.at,
      message: `${operation.id} takes longer or shorter for names that exist.`,
      evidence: [
        shown(target, 'A wrong password for a user that exists.', known),
        shown(target, 'The same for a name that nobody has.', unknown),
        shown(target, 'The last of the second batch.', second.known.at(-1) ?? known),
        compared(
          `Medians of ${pairs} calls each, in turn, in two batches (Mann-Whitney, p < 0.001 in both)`,
          `names that exist: ${medianOf(first.known)} ms and ${medianOf(second.known)} ms`,
          `names that do not: ${medianOf(first.unknown)} ms and ${medianOf(second.unknown)} ms`,
        ),
      ],
    };
    return 'decided';
  },
});

interface Batch {
  readonly known: readonly Exchange[];
  readonly unknown: readonly Exchange[];
}

async function measure(
  account: Account,
  fields: LoginChange['fields'] & object,
): Promise<Batch | { readonly undecided: string }> {
  const known: Exchange[] = [];
  const unknown: Exchange[] = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    const one = (await account.login({ wrongSecret: true })).exchange;
    const other = (await account.login({ wrongSecret: true, unknownUser: true, fields })).exchange;
    const failed = unusable(one, other);
    if (failed !== undefined) return { undecided: failed };
    // An account that is locked in the middle answers otherwise and faster.
    if (known[0] !== undefined && one.response?.status !== known[0].response?.status)
      return { undecided: 'the answers change in the middle: the account may be locked' };
    known.push(one);
    unknown.push(other);
  }
  return { known, unknown };
}

function isApart({ known, unknown }: Batch): boolean {
  const [a, b] = [known, unknown].map((answers) => answers.map(({ durationMs }) => durationMs));
  if (a === undefined || b === undefined) return false;
  return Math.abs(medianOf(known) - medianOf(unknown)) > gapMsMin && rankSum(a, b) < 0.001;
}

function medianOf(answers: readonly Exchange[]): number {
  const sorted = answers.map(({ durationMs }) => durationMs).sort((a, b) => a - b);
  return Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0);
}
