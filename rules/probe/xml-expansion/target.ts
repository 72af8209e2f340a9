import type { ProbeTwins, TwinHandler } from '#rule';
import { app, collection, reply, typed, type TwinUser } from '#twin';

const users: ReadonlyMap<string, TwinUser> = new Map([
  ['pf_31e8c0b97d', { name: 'acme' }],
  ['pf_a64f2d905c', { name: 'globex' }],
]);
/** Of an expanded text, in characters: where the one that expands gives up. */
const charactersMax = 4_000_000;
const builtIn: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
]);

function entitiesOf(text: string): ReadonlyMap<string, string> {
  return new Map(
    [...text.matchAll(/<!ENTITY\s+([\w.-]+)\s+(?:"([^"]*)"|'([^']*)')\s*>/g)].map(([, name = '', a, b]) => [
      name,
      a ?? b ?? '',
    ]),
  );
}

function expanded(text: string, entities: ReadonlyMap<string, string>): string {
  let current = text;
  for (let level = 0; level < 16 && current.length < charactersMax; level += 1) {
    const next = current.replace(/&([\w.-]+);/g, (whole, name: string) => entities.get(name) ?? whole);
    if (next === current) break;
    current = next;
  }
  return current.slice(0, charactersMax);
}

/** Takes a document with a DTD in any case, and shows what came in: one leaves entities of the DTD as they stand. */
function server({ leavesEntities }: { readonly leavesEntities: boolean }): TwinHandler {
  const batches = collection({
    path: '/batches',
    take: typed({ title: 'string', cents: 'integer' }),
    adds: () => ({ status: 'open' }),
  });
  return app({
    users,
    routes: {
      ...batches.routes,
      'POST /payment-files/check': ({ user, text, headers }) => {
        if (user === undefined) return reply(401, { error: 'unauthorized' });
        if (!/\bxml\b/.test(headers['content-type'] ?? '')) return reply(415, { error: 'XML is wanted' });
        const entities = leavesEntities ? new Map<string, string>() : entitiesOf(text);
        const valueOf = (name: string): string | null => {
          const found = new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1];
          return found === undefined ? null : expanded(expanded(found, entities), builtIn);
        };
        const [debtor, remittance] = [valueOf('debtor'), valueOf('remittance')];
        if (debtor === null) return reply(400, { error: 'no debtor' });
        return reply(200, { debtor, remittance, received: text });
      },
    },
  });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'acme', apiKey: 'pf_31e8c0b97d' },
    { name: 'globex', apiKey: 'pf_a64f2d905c' },
  ],
  vulnerable: () => server({ leavesEntities: false }),
  hardened: () => server({ leavesEntities: true }),
};
