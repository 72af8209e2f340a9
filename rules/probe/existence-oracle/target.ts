import { randomBytes, randomUUID } from 'node:crypto';
import type { ProbeTwins } from '#rule';
import { app, fitting, guarded, reply } from '#twin';

const users = new Map([
  ['ann-4471c0fe9b', { name: 'ann' }],
  ['bob-d2e85a1037', { name: 'bob' }],
]);

/** A refusal is never twice the same: it says the id again and the number of the request. */
function server({ refusesAlike }: { readonly refusesAlike: boolean }) {
  const mandates = new Map<string, { readonly owner: string; readonly creditor: string; readonly state: string }>();
  const missing = (status: number, id: string) =>
    reply(status, { error: `mandate ${id} is not available`, requestId: randomUUID() });
  const routes = guarded({
    'GET /v3/mandates': ({ user }) => {
      const own = [...mandates].filter(([, { owner }]) => owner === user.name);
      return reply(200, { mandates: own.map(([id, { creditor, state }]) => ({ id, creditor, state })) });
    },
    'POST /v3/mandates': ({ user, body }) => {
      const sent = fitting(body, { creditor: 'string' });
      if (sent === undefined) return reply(400, { error: 'creditor' });
      const id = `mdt_${randomBytes(6).toString('hex')}`;
      mandates.set(id, { owner: user.name, ...sent, state: 'active' });
      return reply(201, { id, ...sent, state: 'active' });
    },
    'GET /v3/mandates/{mandateId}': ({ user, params }) => {
      const { mandateId: id = '' } = params;
      const mandate = mandates.get(id);
      if (mandate === undefined) return missing(404, id);
      if (mandate.owner !== user.name) return missing(refusesAlike ? 404 : 403, id);
      return reply(200, { id, creditor: mandate.creditor, state: mandate.state });
    },
    'DELETE /v3/mandates/{mandateId}': ({ user, params }) => {
      const { mandateId: id = '' } = params;
      if (mandates.get(id)?.owner !== user.name) return missing(404, id);
      mandates.delete(id);
      return reply(204);
    },
    'GET /v3/pages/{mandateId}': ({ params }) => reply(200, { asked: params['mandateId'], known: false }),
  });
  return app({ users, routes });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', apiKey: 'Bearer ann-4471c0fe9b' },
    { name: 'bob', apiKey: 'Bearer bob-d2e85a1037' },
  ],
  vulnerable: () => server({ refusesAlike: false }),
  hardened: () => server({ refusesAlike: true }),
};
