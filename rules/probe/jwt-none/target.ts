import { createHmac } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ProbeTwins } from '#rule';

const key = 'a-key-that-is-not-in-any-list-4c1f';
const answers: Readonly<Record<string, object>> = {
  '/motd': { text: 'We are closed on 2026-12-25', number: 58_210_344 },
  '/accounts': { accounts: [{ id: 'a_4410', balanceCents: 731_954, openedAt: '2023-05-30T06:12:48.201Z' }] },
  '/transfers': { transfers: [{ id: 88_120_751, cents: 45_023, at: '2026-02-14T10:31:00.502Z' }] },
};

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function signature(content: string): string {
  return createHmac('sha256', key).update(content).digest('base64url');
}

function token(subject: string): string {
  const content = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode({ sub: subject, exp: 4_102_444_800 })}`;
  return `${content}.${signature(content)}`;
}

function server({ refusesNone }: { readonly refusesNone: boolean }) {
  const isValid = (jwt: string): boolean => {
    const [header = '', claims = '', signed = ''] = jwt.split('.');
    try {
      const { alg } = JSON.parse(Buffer.from(header, 'base64url').toString()) as { alg?: unknown };
      // Only this one spelling is let through: `none` itself is known to the guard.
      if (alg === 'nOnE' && !refusesNone) return signed === '';
      return alg === 'HS256' && signed === signature(`${header}.${claims}`);
    } catch {
      return false;
    }
  };
  return (request: IncomingMessage, response: ServerResponse): void => {
    const { url = '' } = request;
    const jwt = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const body = answers[url];
    const status = url !== '/motd' && !isValid(jwt) ? 401 : body === undefined ? 404 : 200;
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(status === 200 ? body : { error: 'no' }));
  };
}

export const twins: ProbeTwins = {
  identities: [{ name: 'ann', token: token('ann') }],
  vulnerable: () => server({ refusesNone: false }),
  hardened: () => server({ refusesNone: true }),
};
