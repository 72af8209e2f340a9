import { randomBytes } from 'node:crypto';
import type { ProbeTwins } from '#rule';
import { app, fitting, guarded, reply } from '#twin';

const users = new Map([
  ['ann-40f1be7729', { name: 'ann' }],
  ['bob-cc82d5e013', { name: 'bob' }],
]);

interface Item {
  readonly owner: string;
  readonly json: Readonly<Record<string, string>>;
}

/** A 204 says nothing: deleting what is not there, or is not the caller's, gives one as well. */
function server({ checksOwner }: { readonly checksOwner: boolean }) {
  const payees = new Map<string, Item>();
  const templates = new Map<string, Item>();
  const add = (into: Map<string, Item>, prefix: string, item: Item) => {
    const json = { id: `${prefix}${randomBytes(5).toString('hex')}`, ...item.json };
    into.set(json.id, { ...item, json });
    return reply(201, json);
  };
  const list = (of: Map<string, Item>, name: string) =>
    [...of.values()].filter(({ owner }) => owner === name).map(({ json }) => json);
  const get = (of: Map<string, Item>, id = '', name = '') => {
    const item = of.get(id);
    return item?.owner === name ? reply(200, item.json) : reply(404, { error: 'not found' });
  };
  const routes = guarded({
    'GET /payees': ({ user }) => reply(200, { payees: list(payees, user.name) }),
    'POST /payees': ({ user, body }) => {
      const sent = fitting(body, { name: 'string', iban: 'string' });
      if (sent === undefined) return reply(400, { error: 'name, iban' });
      const json = { ...sent, createdAt: '2026-02-11T09:30:12Z' };
      return add(payees, 'pay_', { owner: user.name, json });
    },
    'GET /payees/{payeeId}': ({ user, params }) => get(payees, params['payeeId'], user.name),
    'DELETE /payees/{payeeId}': ({ user, params }) => {
      const { payeeId = '' } = params;
      if (!checksOwner || payees.get(payeeId)?.owner === user.name) payees.delete(payeeId);
      return reply(204);
    },
    'GET /templates': ({ user }) => reply(200, { templates: list(templates, user.name) }),
    'POST /templates': ({ user, body }) => {
      const sent = fitting(body, { title: 'string' });
      if (sent === undefined) return reply(400, { error: 'title' });
      return add(templates, '', { owner: user.name, json: sent });
    },
    'GET /templates/{templateId}': ({ user, params }) => get(templates, params['templateId'], user.name),
    'DELETE /templates/{templateId}': ({ user, params }) => {
      const { templateId = '' } = params;
      const oldest = list(templates, user.name)[0]?.['id'] ?? '';
      const deleted = templates.delete(templates.get(templateId)?.owner === user.name ? templateId : oldest);
      return reply(200, { deleted });
    },
  });
  return app({ users, routes });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', token: 'ann-40f1be7729' },
    { name: 'bob', token: 'bob-cc82d5e013' },
  ],
  vulnerable: () => server({ checksOwner: false }),
  hardened: () => server({ checksOwner: true }),
};
