import type { ProbeTwins, TwinHandler } from '#rule';
import { app, collection, reply, typed, type Ask, type Reply, type TwinUser } from '#twin';

const users: ReadonlyMap<string, TwinUser> = new Map([
  ['st-90e1c7ab34', { name: 'shop-a' }],
  ['st-2b7d05f89c', { name: 'shop-b' }],
]);
const depthMax = 64;
/** Where the stack of the one without a limit ends. */
const stackDepth = 300;

function depthOf(value: unknown): number {
  const open: { readonly value: unknown; readonly depth: number }[] = [{ value, depth: 0 }];
  let deepest = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value: current, depth } = next;
    deepest = Math.max(deepest, depth);
    if (typeof current !== 'object' || current === null) continue;
    for (const child of Object.values(current)) open.push({ value: child, depth: depth + 1 });
  }
  return deepest;
}

/** Deep bodies are refused as 422 by one and are too much for the other; 64 levels are fine with both. */
function server({ limitsDepth }: { readonly limitsDepth: boolean }): TwinHandler {
  const refuses = ({ json }: Ask): Reply | undefined => {
    const depth = depthOf(json);
    if (limitsDepth && depth > depthMax) return reply(422, { error: 'nested too deep', depthMax });
    if (depth > stackDepth) throw new RangeError('Maximum call stack size exceeded');
    return undefined;
  };
  const orders = collection({
    path: '/orders',
    take: typed({ reference: 'string', cents: 'integer', metadata: 'object' }),
    adds: () => ({ status: 'placed' }),
    refuses,
    show: (item) => ({ order: item }),
    listed: (items) => ({ orders: items.map(({ id = null, reference = null }) => ({ id, reference })) }),
  });
  return app({ users, routes: orders.routes });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'shop-a', token: 'st-90e1c7ab34' },
    { name: 'shop-b', token: 'st-2b7d05f89c' },
  ],
  vulnerable: () => server({ limitsDepth: false }),
  hardened: () => server({ limitsDepth: true }),
};
