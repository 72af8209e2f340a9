import { compared, isSuccess, probeRule, servedUser, shown, unusable, type Exchange } from '#rule';
import { countIn, pageOf } from './page.ts';

export default probeRule({
  id: 'page-unbounded',
  title: 'Page is larger than the document allows',
  severity: 'medium',
  owasp: ['API4:2023'],
  cwe: 770,
  controls: ['PCI DSS 6.2.4'],
  impact: 'read',
  per: 'operation',
  requests: 8,
  identities: 1,
  yieldsTo: ['auth-missing'],
  why: `The document says how many items a page holds at most and the server gives as many as it is asked for: one request reads the whole table, fills the memory, and copies all that there is to copy.`,
  fix: `Take the smaller of what was asked for and the maximum:

\`\`\`js
const limit = Math.min(Number(req.query.limit ?? 20), 100);
\`\`\``,

  applies: ({ operation }, api) => operation.method === 'GET' && pageOf(operation, api) !== undefined,

  async *probe({ operation }, target) {
    const page = pageOf(operation, target.api);
    if (page === undefined) return { undecided: 'no parameter says how many' };
    const { owner, object } = await servedUser(target, operation);
    const ask = (limit: number, fresh = false): Promise<Exchange> =>
      target.call(operation, owner, { parameters: { ...object.parameters, [page.name]: String(limit) }, fresh });
    const large = await ask(page.max * 10);
    const failed = unusable(large);
    if (failed !== undefined) return { undecided: failed };
    const count = countIn(large);
    if (!isSuccess(large) || count === undefined) return 'decided';
    // No more than a page may hold: it is capped, or there are no more.
    if (count <= page.max) return count < page.max ? { undecided: `there are only ${count} items` } : 'decided';
    const one = await ask(1);
    const most = await ask(page.max);
    const again = await ask(page.max * 10, true);
    const unclear = unusable(one, most, again);
    if (unclear !== undefined) return { undecided: unclear };
    // A list that takes no notice of the parameter has no pages.
    if (countIn(one) !== 1 || (countIn(most) ?? 0) > page.max) return { undecided: `${page.name} has no effect` };
    if ((countIn(again) ?? 0) <= page.max) return { undecided: 'it did not happen again on a new connection' };
    yield {
      at: operation.at,
      subject: `query/${page.name}`,
      message: `${operation.id} gives ${count} items where ${page.max} are the most.`,
      evidence: [
        shown(target, 'One item, where one is asked for.', one),
        shown(target, `At most ${page.max}, where as many are asked for.`, most),
        shown(target, `More, where ${page.max * 10} are asked for.`, large),
        shown(target, 'Again on a new connection.', again),
        compared('Items of one page', `${page.max} at most`, `${count}`),
      ],
    };
    return 'decided';
  },
});
