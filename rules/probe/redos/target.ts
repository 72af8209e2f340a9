import type { ProbeTwins, TwinHandler, TwinWorld } from '#rule';
import { app, backtrackingMatch, collection, reply, typed, type Ask, type Reply, type TwinUser } from '#twin';

const users: ReadonlyMap<string, TwinUser> = new Map([
  ['ann-7ce0491bd2', { name: 'ann' }],
  ['bob-d3650fa98e', { name: 'bob' }],
]);
const codeMax = 64;
/** Positions that an engine tries in a millisecond. */
const stepsPerMs = 2_000;
/** Other checks of a new reference, whatever it holds, and what a letter more costs. */
const checksMs = 25;
const letterMs = 0.05;

/** The document's pattern goes back and forth; a server need not run it as it stands there. */
function server({ clock }: TwinWorld, { linear }: { readonly linear: boolean }): TwinHandler {
  const fits = (code: string): boolean => {
    // The same language, read once from left to right.
    if (linear) return /^[A-Za-z0-9][A-Za-z0-9-]*$/.test(code) && !code.includes('--');
    const { matches, steps } = backtrackingMatch(code);
    clock.spend(steps / stepsPerMs);
    return matches;
  };
  const refuses = ({ body }: Ask): Reply | undefined => {
    const { code } = body;
    if (typeof code !== 'string') return undefined;
    clock.spend(checksMs + code.length * letterMs);
    if (code.length > codeMax || !fits(code)) return reply(400, { error: 'code has another form' });
    return undefined;
  };
  const references = collection({
    path: '/references',
    take: typed({ code: 'string', cents: 'integer' }),
    adds: () => ({ status: 'free' }),
    refuses,
    listed: (items) => ({ references: [...items] }),
  });
  return app({ users, routes: references.routes });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', token: 'ann-7ce0491bd2' },
    { name: 'bob', token: 'bob-d3650fa98e' },
  ],
  vulnerable: (world) => server(world, { linear: false }),
  hardened: (world) => server(world, { linear: true }),
};
