import type { Json, ProbeTwins, TwinHandler } from '#rule';
import { app, callersOnly, reply, type Reply, type Route } from '#twin';

const users = new Map([
  ['6d1f8e30c7b592', { name: 'ann' }],
  ['ab704c9e25f1d8', { name: 'bob' }],
]);
const depthMax = 20;
type Bag = Record<string, unknown>;

/** What all objects of one server come from, as `Object.prototype` is in a process: that of this process is left alone. */
function realm(): Bag {
  const root = Object.create(null) as Bag;
  Object.defineProperty(root, '__proto__', { get: (): Bag => root, enumerable: false });
  Object.defineProperty(root, 'constructor', { value: { prototype: root }, enumerable: false });
  return root;
}

function isBag(value: unknown): value is Bag {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

interface Merge {
  readonly root: Bag;
  readonly skips: RegExp;
  readonly depth?: number;
}
function merge(into: Bag, from: Bag, { root, skips, depth = 0 }: Merge): void {
  for (const key of Object.keys(from)) {
    const value = from[key];
    if (skips.test(key) || depth > depthMax) continue;
    if (!isBag(value)) {
      into[key] = value;
      continue;
    }
    if (!isBag(into[key])) into[key] = Object.create(root) as Bag;
    merge(into[key] as Bag, value, { root, skips, depth: depth + 1 });
  }
}

/** Any caller may ask for indentation, and a key that is skipped is named in the answer: neither is an effect on others. */
function server({ skips }: { readonly skips: RegExp }): TwinHandler {
  const root = realm();
  const stored = new Map<string, Bag>();
  const rendered =
    (route: Route): Route =>
    async (ask) => {
      const { status, json = null, headers } = await route(ask);
      const options = Object.create(root) as { readonly 'json spaces'?: number | string; readonly status?: number };
      const spaces = ask.query.get('pretty') === 'true' ? 4 : options['json spaces'];
      const code = status >= 400 && Number.isInteger(options.status) ? Number(options.status) : status;
      const isStatus = code >= 400 && code < 600;
      const answer: Reply = { status: isStatus ? code : status, text: JSON.stringify(json, null, spaces) };
      return { ...answer, headers: { 'content-type': 'application/json', ...headers } };
    };
  const of = (name: string): Bag => {
    const found = stored.get(name) ?? Object.assign(Object.create(root) as Bag, { theme: 'light' });
    stored.set(name, found);
    return found;
  };
  const change: Route = ({ user, body, json }) => {
    if (!isBag(json) || !['undefined', 'string'].includes(typeof body['theme']))
      return reply(400, { error: 'no settings' });
    merge(of(user?.name ?? ''), json, { root, skips });
    const skipped = Object.keys(json).filter((key) => key.startsWith('__'));
    return reply(200, { ...of(user?.name ?? ''), ...(skipped.length > 0 ? { skipped } : {}) });
  };
  const routes = callersOnly({
    'GET /settings': ({ user }) => reply(200, { ...of(user?.name ?? '') } as Json),
    'PATCH /settings': change,
    'GET /balances': () => reply(200, [{ currency: 'NOK', cents: 731_954 }]),
  });
  const all = Object.entries(routes).map(([key, route]) => [key, rendered(route)] as const);
  return app({ users, routes: Object.fromEntries(all), otherwise: rendered(() => reply(404, { error: 'not found' })) });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', token: '6d1f8e30c7b592' },
    { name: 'bob', token: 'ab704c9e25f1d8' },
  ],
  // The empty expression of no key.
  vulnerable: () => server({ skips: /(?!)/ }),
  hardened: () => server({ skips: /^(?:__proto__|constructor|prototype)$/ }),
};
