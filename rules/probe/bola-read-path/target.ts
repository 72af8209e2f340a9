import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ProbeTwins } from '#rule';

const users = new Map([
  ['Bearer ann-5f2c81d09e', 'ann'],
  ['Bearer bob-c41f7703ab', 'bob'],
]);
const cards = [
  { id: 'c_71h2', owner: 'ann', label: 'Holiday in Norway', limitCents: 148_230, openedAt: '2024-03-11T08:15:27.113Z' },
  { id: 'c_93k8', owner: 'bob', label: 'Garden and tools', limitCents: 96_155, openedAt: '2025-07-02T19:44:03.870Z' },
];
const articles = [{ slug: 'fees-2026', title: 'What changes with the fees of 2026', readers: 4_184_771 }];

/** Refuses in its own words: 200 with an error inside, and every answer carries the time. */
function server({ checksOwner }: { readonly checksOwner: boolean }) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    const answer = (status: number, body: object): void => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ ...body, servedAt: performance.now() }));
    };
    const [, , collection, id] = (request.url ?? '').split('/');
    const user = users.get(request.headers.authorization ?? '');
    if (collection === 'articles') {
      if (id === undefined) return answer(200, { articles });
      const article = articles.find(({ slug }) => slug === id);
      return article === undefined ? answer(404, { error: 'no article' }) : answer(200, article);
    }
    if (user === undefined) return answer(200, { status: 'error', message: 'log in first' });
    if (collection === 'settings') return answer(200, { owner: user, ...cards.find(({ owner }) => owner === user) });
    if (collection !== 'cards') return answer(404, { error: 'no such path' });
    if (id === undefined) return answer(200, { cards: cards.filter(({ owner }) => owner === user) });
    const card = cards.find((one) => one.id === id && (!checksOwner || one.owner === user));
    return card === undefined ? answer(200, { status: 'error', message: 'not yours' }) : answer(200, { card });
  };
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', token: 'ann-5f2c81d09e', owns: { userId: 'u_550' } },
    { name: 'bob', token: 'bob-c41f7703ab', owns: { userId: 'u_551' } },
  ],
  vulnerable: () => server({ checksOwner: false }),
  hardened: () => server({ checksOwner: true }),
};
