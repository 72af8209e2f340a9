import type { ProbeTwins, TwinHandler } from '#rule';
import { app, callersOnly, reply, type Reply } from '#twin';

const users = new Map([['1b9e4d70f6c2a8', { name: 'ann' }]]);
const document = {
  openapi: '3.0.3',
  info: { title: 'Treasury', version: '1' },
  paths: {
    '/positions': { get: { operationId: 'listPositions', responses: { '200': { description: 'positions' } } } },
  },
};
/** What stands before the documentation: it talks of OpenAPI and Swagger, and shows nothing of it. */
const signIn: Reply = {
  status: 200,
  text: '<!doctype html><title>Swagger UI</title><p>Sign in to read the OpenAPI document of this API: paths, schemas.</p>',
  headers: { 'content-type': 'text/html; charset=utf-8' },
};

function server({ asksWho }: { readonly asksWho: boolean }): TwinHandler {
  const refused = reply(200, { error: 'sign in to read the document', openapi: null });
  return app({
    users,
    routes: {
      ...callersOnly({ 'GET /positions': () => reply(200, [{ book: 'NOK-1M', cents: -12_400_500 }]) }),
      'GET /openapi.json': ({ user }) => (asksWho && user === undefined ? refused : reply(200, document)),
      'GET /docs': () => signIn,
      'GET /swagger-ui/index.html': () => signIn,
      'GET /swagger.json': () => reply(302, undefined, { location: '/docs' }),
    },
  });
}

export const twins: ProbeTwins = {
  identities: [{ name: 'ann', token: '1b9e4d70f6c2a8' }],
  vulnerable: () => server({ asksWho: false }),
  hardened: () => server({ asksWho: true }),
};
