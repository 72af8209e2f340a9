import { isDeepStrictEqual } from 'node:util';
import type { Json, ProbeTwins, TwinHandler } from '#rule';
import { app, callersOnly, reply } from '#twin';

const users = new Map([['0a4c8f61e7d9b2', { name: 'ann' }]]);
const statements = [
  { owner: 'ann', number: 'S-4101', currency: 'EUR', period: '2026-01' },
  { owner: 'ann', number: 'S-4102', currency: 'NOK', period: '2026-02' },
  { owner: 'bob', number: 'S-9007', currency: 'EUR', period: '2026-01' },
];

/** One field of a filter as MongoDB reads it: an object with operators, or a value to be equal to. */
function fits(value: string, wanted: Json): boolean {
  const operators = Object.entries(typeof wanted === 'object' && wanted !== null ? wanted : {});
  if (!operators.some(([name]) => name.startsWith('$'))) return isDeepStrictEqual(value, wanted);
  return operators.every(([name, operand]) => {
    if (name === '$eq') return value === operand;
    if (name === '$ne') return value !== operand;
    if (name === '$gt') return typeof operand === 'string' && value > operand;
    if (name === '$in') return Array.isArray(operand) && operand.includes(value);
    throw new Error('unknown operator');
  });
}

/** A filter that is no text is as good as none for the hardened one: it shows all that the caller owns, with a 200. */
function server({ takesTextsAlone }: { readonly takesTextsAlone: boolean }): TwinHandler {
  const shown = (filter: Readonly<Record<string, Json | undefined>>, owner: string): Json => {
    const { currency, period } = filter;
    const usable = (wanted: Json | undefined): wanted is Json =>
      wanted !== undefined && (!takesTextsAlone || typeof wanted === 'string');
    const found = statements.filter(
      (one) =>
        one.owner === owner &&
        (!usable(currency) || fits(one.currency, currency)) &&
        (!usable(period) || fits(one.period, period)),
    );
    return { total: found.length, statements: found.map(({ owner: _owner, ...rest }) => rest) };
  };
  const routes = callersOnly({
    'POST /statements/search': ({ body, user }) => reply(200, shown(body, user?.name ?? '')),
    'GET /statements': ({ user }) => reply(200, shown({}, user?.name ?? '')),
  });
  return app({ users, routes });
}

export const twins: ProbeTwins = {
  identities: [{ name: 'ann', token: '0a4c8f61e7d9b2' }],
  vulnerable: () => server({ takesTextsAlone: false }),
  hardened: () => server({ takesTextsAlone: true }),
};
