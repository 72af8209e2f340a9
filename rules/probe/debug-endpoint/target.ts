import type { ProbeTwins, TwinHandler } from '#rule';
import { app, callersOnly, reply, type Reply } from '#twin';

const users = new Map([['2c9e7d50b8a1f463', { name: 'ann' }]]);

const environment = {
  activeProfiles: ['staging'],
  propertySources: [
    { name: 'server.ports', properties: { 'local.server.port': { value: 8_080 } } },
    { name: 'systemEnvironment', properties: { DB_URL: { value: '******', origin: 'System Environment Property' } } },
  ],
};
/** The web app's page: the answer to every path that is nobody's, below /debug and all over the place. */
const page: Reply = {
  status: 200,
  text: '<!doctype html><title>Invoices</title><p>debug pprof goroutine actuator heapdump phpinfo</p>',
  headers: { 'content-type': 'text/html; charset=utf-8' },
};

function server({ showsEnvironment }: { readonly showsEnvironment: boolean }): TwinHandler {
  const routes = {
    ...callersOnly({ 'GET /api/invoices': () => reply(200, [{ number: 'F-2026-118', cents: 64_900 }]) }),
    // For the orchestrator: that the service is up is no secret.
    'GET /actuator/health': () => reply(200, { status: 'UP' }),
    'GET /actuator/info': () => reply(200, {}),
    'GET /actuator/env': () =>
      showsEnvironment ? reply(200, environment) : reply(401, { error: 'Unauthorized', status: 401 }),
  };
  const otherwise = ({ path }: { readonly path: string }): Reply =>
    /^\/(?:actuator|api)(?:\/|$)/.test(path) ? reply(404, { error: 'Not Found', status: 404, path }) : page;
  return app({ users, routes, otherwise });
}

export const twins: ProbeTwins = {
  identities: [{ name: 'ann', token: '2c9e7d50b8a1f463' }],
  vulnerable: () => server({ showsEnvironment: true }),
  hardened: () => server({ showsEnvironment: false }),
};
