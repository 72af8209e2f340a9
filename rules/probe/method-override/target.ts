import { randomBytes } from 'node:crypto';
import type { ProbeTwins } from '#rule';
import { app, fitting, guarded, reply, type SignedIn } from '#twin';

const users = new Map([
  ['mk-ann-0d93e6b81f', { name: 'ann', role: 'customer' }],
  ['mk-bob-b47c12fa05', { name: 'bob', role: 'customer' }],
  ['mk-kari-58fe09d6c3', { name: 'kari', role: 'admin' }],
]);

/** Both take another method from the header; the question is for which of the two methods the role is asked. */
function server({ judgesTaken }: { readonly judgesTaken: boolean }) {
  const mandates = new Map<string, { readonly owner: string; readonly creditor: string; readonly remark: string }>();
  const view = (id: string) => ({ id, creditor: mandates.get(id)?.creditor, remark: mandates.get(id)?.remark });
  const taken = ({ method, headers, query }: SignedIn) => {
    const other = headers['x-http-method-override'] ?? headers['x-method-override'] ?? query.get('_method');
    return method === 'POST' ? (other ?? method).toUpperCase() : method;
  };
  const one = (ask: SignedIn) => {
    const { mandateId: id = '' } = ask.params;
    const mandate = mandates.get(id);
    const judged = judgesTaken ? taken(ask) : ask.method;
    if (judged === 'DELETE' && ask.user.role !== 'admin') return reply(403, { error: 'for administrators' });
    if (mandate === undefined) return reply(404, { error: 'no mandate' });
    // An administrator may erase what is not an own one: behind the guard above nobody else asks.
    if (taken(ask) === 'DELETE') return reply(mandates.delete(id) ? 204 : 404);
    if (mandate.owner !== ask.user.name) return reply(404, { error: 'no mandate' });
    if (taken(ask) === 'GET') return reply(200, view(id));
    if (taken(ask) !== 'POST') return reply(405, { error: 'no such method' }, { allow: 'GET, POST, DELETE' });
    const sent = fitting(ask.body, { remark: 'string?' });
    if (sent === undefined) return reply(400, { error: 'remark' });
    mandates.set(id, { ...mandate, ...sent });
    return reply(200, view(id));
  };
  const routes = guarded({
    'GET /mandates': ({ user }) => {
      const own = [...mandates].filter(([, { owner }]) => owner === user.name);
      return reply(200, { mandates: own.map(([id]) => view(id)) });
    },
    'POST /mandates': ({ user, body }) => {
      const sent = fitting(body, { creditor: 'string' });
      if (sent === undefined) return reply(400, { error: 'creditor' });
      const id = `mdt_${randomBytes(5).toString('hex')}`;
      mandates.set(id, { owner: user.name, ...sent, remark: '' });
      return reply(201, view(id));
    },
    '* /mandates/{mandateId}': one,
  });
  return app({ users, routes });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', role: 'customer', apiKey: 'mk-ann-0d93e6b81f' },
    { name: 'bob', role: 'customer', apiKey: 'mk-bob-b47c12fa05' },
    { name: 'kari', role: 'admin', apiKey: 'mk-kari-58fe09d6c3' },
  ],
  policy: { privileged: ['DELETE /mandates/*'] },
  vulnerable: () => server({ judgesTaken: false }),
  hardened: () => server({ judgesTaken: true }),
};
