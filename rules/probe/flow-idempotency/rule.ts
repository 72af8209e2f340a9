import {
  compared,
  isSuccess,
  NotTested,
  probeRule,
  shown,
  unusable,
  type Exchange,
  type Operation,
  type Parameter,
} from '#rule';
import { idsIn } from './listed.ts';

export default probeRule({
  id: 'flow-idempotency',
  title: 'Idempotency key does not keep a call from happening twice',
  severity: 'high',
  owasp: ['API6:2023'],
  cwe: 837,
  controls: ['PCI DSS 6.2.4'],
  impact: 'create',
  per: 'operation',
  requests: 16,
  identities: 1,
  yieldsTo: ['auth-missing', 'auth-garbage-ok'],
  why: `Clients repeat a call when no answer comes, and send the same key so that it counts once. It counts twice: a payment is made, and made again.`,
  fix: `Store the key with the answer in the same transaction as the effect, and give the stored answer to whoever comes again:

\`\`\`sql
INSERT INTO idempotency (customer, key) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING key;
-- no row: somebody was here before; give his answer, and do nothing
\`\`\``,

  applies: ({ operation }) => operation.method === 'POST' && keyOf(operation) !== undefined,

  async *probe({ operation }, target) {
    const key = keyOf(operation);
    const list = target.api.operations.find(
      ({ method, path, kind }) => kind === 'path' && method === 'GET' && path === operation.path,
    );
    if (key === undefined || list === undefined) throw new NotTested('no GET lists what it makes');
    const [owner] = target.users;
    const object = await target.object(list, owner);
    const parameters = object?.parameters ?? {};
    const body = await target.body(operation, owner);
    // The same text each time: another body under a known key is refused by good servers.
    const rawBody =
      body === undefined ? {} : { rawBody: { text: JSON.stringify(body), mediaType: 'application/json' } };
    const send = (value: string, fresh = false): Promise<Exchange> =>
      target.call(operation, owner, { parameters: { ...parameters, [key.name]: value }, fresh, ...rawBody });
    const read = (): Promise<Exchange> => target.call(list, owner, { parameters });
    const round = async (first: string, second: string, fresh = false): Promise<Round> => {
      const before = await read();
      const sent = [await send(first), await send(second, fresh)] as const;
      const after = await read();
      const known = idsIn(before);
      return { before, sent, after, made: [...idsIn(after)].filter((id) => !known.has(id)).length };
    };
    const control = await round(target.random(24), target.random(24));
    const failed = unusable(control.before, ...control.sent, control.after);
    if (failed !== undefined) return { undecided: failed };
    if (!isSuccess(control.sent[0]) || control.made !== 2)
      return { undecided: 'two calls with two keys do not show as two in the list' };
    const again = target.random(24);
    const same = await round(again, again);
    if (same.made < 2)
      return unusable(...same.sent) === undefined || same.made === 1 ? 'decided' : { undecided: 'no answer' };
    const other = target.random(24);
    const replay = await round(other, other, true);
    if (replay.made < 2) return { undecided: 'it did not happen again on a new connection' };
    yield {
      at: operation.at,
      subject: `request/header/${key.name}`,
      message: `${operation.id} takes effect twice under one ${key.name}.`,
      evidence: [
        shown(target, 'Two calls with two keys make two.', control.after),
        shown(target, 'A call with a key.', same.sent[0]),
        shown(target, 'The same call with the same key.', same.sent[1]),
        shown(target, 'The list shows two more.', same.after),
        shown(target, 'With another key, on a new connection, again.', replay.after),
        compared('What two calls with one key make', 'one', 'two, in two rounds'),
      ],
    };
    return 'decided';
  },
});

interface Round {
  readonly before: Exchange;
  readonly sent: readonly [Exchange, Exchange];
  readonly after: Exchange;
  /** Ids that the list did not have before. */
  readonly made: number;
}

function keyOf({ parameters }: Operation): Parameter | undefined {
  return parameters.find(({ in: place, name }) => place === 'header' && /idempoten/i.test(name));
}
