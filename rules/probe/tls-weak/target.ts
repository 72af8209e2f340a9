import type { ProbeTwins, TwinHandler } from '#rule';
import { app, certificate, expiredCertificate, callersOnly, reply } from '#twin';

const users = new Map([['70c4e92bd1f5386a', { name: 'ann' }]]);

/** The hardened one's certificate is signed by itself, as staging systems have them: neither weak nor run out. */
function server(): TwinHandler {
  const orders = [{ id: 'so_31', payee: 'Housing co-op Solsiden', dayOfMonth: 15 }];
  return app({ users, routes: callersOnly({ 'GET /standing-orders': () => reply(200, orders) }) });
}

export const twins: ProbeTwins = {
  identities: [{ name: 'ann', token: '70c4e92bd1f5386a' }],
  tls: (twin) =>
    twin === 'vulnerable'
      ? { ...expiredCertificate, minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' }
      : { ...certificate, minVersion: 'TLSv1.2' },
  vulnerable: server,
  hardened: server,
};
