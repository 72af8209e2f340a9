import type { ProbeTwins, TwinHandler } from '#rule';
import { app, certificate, callersOnly, reply } from '#twin';

const users = new Map([['d31f9a7c5e0842b6', { name: 'ann' }]]);

/** Both listen on http: the load balancer asks for /health there, and old links are led to https. */
function server({ sendsToHttps }: { readonly sendsToHttps: boolean }): TwinHandler {
  const routes = {
    ...callersOnly({
      'GET /mandates': () => reply(200, [{ reference: 'MD-204117-X', creditor: 'Fjordkraft', limitCents: 150_000 }]),
    }),
    'GET /health': () => reply(200, { status: 'up' }),
  };
  const secure = app({ users, routes });
  const plain: TwinHandler = (request, response) => {
    response.writeHead(308, { location: `https://${request.headers.host ?? 'localhost'}${request.url ?? '/'}` });
    response.end();
  };
  return (request, response) => {
    const isPlain = !('encrypted' in request.socket);
    return isPlain && sendsToHttps && request.url !== '/health' ? plain(request, response) : secure(request, response);
  };
}

export const twins: ProbeTwins = {
  identities: [{ name: 'ann', token: 'd31f9a7c5e0842b6' }],
  tls: () => ({ ...certificate, plain: true }),
  vulnerable: () => server({ sendsToHttps: false }),
  hardened: () => server({ sendsToHttps: true }),
};
