import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ProbeTwins } from '#rule';

/** Logs nobody in whose password was changed. Echoes what it was sent, stored or not: only a read of its own tells. */
function server({ picksProperties }: { readonly picksProperties: boolean }) {
  const me = { id: 'u_550', displayName: 'Ann', role: 'customer' };
  let isLockedOut = false;
  const draft = { text: 'hello', role: 'assistant' };
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const answer = (status: number, body: object): void => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    let text = '';
    for await (const chunk of request) text += String(chunk);
    if (text.includes('password')) isLockedOut = true;
    if (isLockedOut || request.headers.authorization !== 'Bearer ann-5f2c81d09e')
      return answer(401, { error: 'who are you' });
    const sent = text === '' ? {} : (JSON.parse(text) as Partial<typeof me>);
    if (request.url === '/draft') return answer(200, Object.assign(draft, sent));
    if (request.url !== '/me') return answer(404, { error: 'no such path' });
    if (request.method === 'GET') return answer(200, { user: me });
    const { displayName = me.displayName } = sent;
    Object.assign(me, picksProperties ? { displayName } : sent);
    return answer(200, { user: { ...me, ...sent } });
  };
}

export const twins: ProbeTwins = {
  identities: [{ name: 'ann', role: 'customer', token: 'ann-5f2c81d09e' }],
  vulnerable: () => server({ picksProperties: false }),
  hardened: () => server({ picksProperties: true }),
};
