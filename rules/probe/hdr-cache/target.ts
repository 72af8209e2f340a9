import { randomBytes } from 'node:crypto';
import type { ProbeTwins, TwinHandler } from '#rule';
import { app, collection, reply, textIn } from '#twin';

const users = new Map([
  ['ann-c3d90e57b1', { name: 'ann' }],
  ['bob-8f2a640e9d', { name: 'bob' }],
]);
const numbers: Readonly<Record<string, string>> = { ann: '4539578302176646', bob: '4539571194805273' };

/** Masked numbers and the catalogue may well be kept by browsers and shared caches: there is no secret in them. */
function server({ detailHeaders }: { readonly detailHeaders: Readonly<Record<string, string>> }): TwinHandler {
  const cards = collection({
    path: '/cards',
    newId: () => `card_${randomBytes(6).toString('hex')}`,
    take: (body, { user }) => {
      const label = textIn(body, 'label', 40);
      const number = numbers[user?.name ?? ''] ?? '';
      return label === undefined
        ? undefined
        : { label, maskedNumber: `${number.slice(0, 6)}******${number.slice(-4)}` };
    },
    listed: (rows) => ({ cards: rows }),
  });
  const details = cards.one(({ owner }) =>
    reply(200, { cardNumber: numbers[owner] ?? '', expiry: '2029-11', holder: owner.toUpperCase() }, detailHeaders),
  );
  const products = reply(200, [{ name: 'Everyday', binRange: '453957' }], { 'cache-control': 'public, max-age=3600' });
  return app({
    users,
    routes: { ...cards.routes, 'GET /cards/{id}/details': details, 'GET /products': () => products },
  });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', token: 'ann-c3d90e57b1' },
    { name: 'bob', token: 'bob-8f2a640e9d' },
  ],
  vulnerable: () => server({ detailHeaders: { 'cache-control': 'max-age=120' } }),
  hardened: () => server({ detailHeaders: { 'cache-control': 'Private, max-age=0, NO-STORE' } }),
};
