import {
  canonicalPath,
  compared,
  foreignPair,
  isCredentialFlow,
  isSideEffecting,
  isSuccess,
  NotTested,
  probeRule,
  shown,
  unusable,
  type ApiModel,
  type Exchange,
  type Operation,
  type Target,
} from '#rule';

export default probeRule({
  id: 'id-predictable',
  title: 'Ids count up across users',
  severity: 'info',
  owasp: ['API1:2023'],
  cwe: 340,
  controls: ['PCI DSS 6.2.4'],
  impact: 'create',
  per: 'operation',
  requests: 6,
  identities: 2,
  yieldsTo: ['auth-missing', 'auth-garbage-ok'],
  why: `The ids of all users come from one counter. Who has one id knows those of everybody else, so that one forgotten check gives away the whole table; two ids also tell how much business there was between them.`,
  fix: `Give objects ids that nobody can guess, beside the counter where the database needs one:

\`\`\`js
import { randomUUID } from 'node:crypto';
await db.transfers.insert({ publicId: randomUUID(), ...transfer });
\`\`\``,

  applies: ({ operation }, api) =>
    operation.method === 'POST' &&
    !isCredentialFlow(operation) &&
    !isSideEffecting({ ...operation, operationId: '', summary: '' }) &&
    readerFor(operation, api) !== undefined,

  async *probe({ operation }, target) {
    const reader = readerFor(operation, target.api);
    if (reader === undefined) throw new NotTested('no GET reads what it makes');
    const { owner, attacker } = foreignPair(target);
    // An id that is known anyway tells whether it is worth asking.
    const example = (await target.object(reader, owner))?.parameters ?? {};
    const sample = Object.values(example).at(-1);
    if (sample !== undefined && numberIn(sample) === undefined) return 'decided';
    const made: Exchange[] = [];
    let last: Counted | undefined;
    for (const user of [owner, attacker, owner, attacker]) {
      const exchange = await target.call(operation, user, { fresh: made.length === 3 });
      const failed = unusable(exchange);
      if (failed !== undefined) return { undecided: failed };
      if (!isSuccess(exchange)) return { undecided: `${user.name} cannot make one with valid values` };
      const id = idOf(target, operation, exchange);
      if (id === undefined) return { undecided: 'its answer does not show the id' };
      const now = numberIn(id);
      if (now === undefined) return 'decided';
      if (last !== undefined && (now.prefix !== last.prefix || now.number !== last.number + 1)) return 'decided';
      last = now;
      made.push(exchange);
    }
    yield {
      at: operation.at,
      message: `${operation.id} gives all users ids from one counter.`,
      subject: 'id',
      evidence: [
        ...made.map((exchange, index) =>
          shown(
            target,
            `${(index % 2 === 0 ? owner : attacker).name} makes one, number ${index + 1} of four.`,
            exchange,
          ),
        ),
        compared(
          'Ids of four objects, made by two users in turn',
          'from a generator: unrelated',
          'each is the one before plus one',
        ),
      ],
    };
    return 'decided';
  },
});

interface Counted {
  readonly prefix: string;
  readonly number: number;
}

/** `48211`, `TRX-000123`: a counter, maybe behind a prefix without digits. */
function numberIn(id: string): Counted | undefined {
  const [, prefix, digits] = /^([a-z]{0,8}[-_]?)(\d{1,15})$/i.exec(id) ?? [];
  return prefix === undefined || digits === undefined ? undefined : { prefix, number: Number(digits) };
}

/** What a path takes, and no other number that the answer shows. */
function idOf(target: Target, operation: Operation, exchange: Exchange): string | undefined {
  const { parameters } = target.made(operation, exchange) ?? {};
  return parameters === undefined ? undefined : Object.values(parameters).at(-1);
}

/** GET of one of what it makes. */
function readerFor({ path }: Operation, api: ApiModel): Operation | undefined {
  const wanted = canonicalPath(`${path.replace(/\/+$/, '')}/{}`);
  return api.operations.find(
    (one) => one.kind === 'path' && one.method === 'GET' && canonicalPath(one.path) === wanted,
  );
}
