import {
  compared,
  isGuardedRead,
  isObject,
  isSuccess,
  probeRule,
  servedOnce,
  shown,
  unusable,
  type Exchange,
  type Field,
  type Json,
} from '#rule';

const names = ['debug', 'test', 'admin', 'trace', 'verbose'] as const;
const nodesMax = 2_000;

export default probeRule({
  id: 'inv-hidden-param',
  title: 'Undocumented parameter shows what is inside',
  severity: 'medium',
  owasp: ['API9:2023'],
  cwe: 912,
  controls: ['PCI DSS 6.2.4'],
  impact: 'read',
  per: 'operation',
  requests: 18,
  identities: 1,
  yieldsTo: ['auth-missing'],
  why: `A parameter that developers left in adds to the answer what is not meant for callers: reasons, scores, statements, the names of machines.`,
  fix: `Take it out, or ask for a role; and refuse parameters that the document does not have:

\`\`\`js
if (req.query.debug && !req.user.roles.includes('support')) return res.status(400).end();
\`\`\``,

  applies: ({ operation }) =>
    isGuardedRead(operation) &&
    !operation.parameters.some(
      ({ in: place, name }) => place === 'query' && names.some((one) => one === name.toLowerCase()),
    ),

  async *probe({ operation }, target) {
    const served = await servedOnce(target, operation);
    if ('undecided' in served) return served;
    const { owner, parameters, mine } = served;
    const ask = (query: readonly Field[], fresh = false): Promise<Exchange> =>
      target.call(operation, owner, { parameters, query, fresh });
    const unknown = (): Promise<Exchange> => ask([[`sp${target.random(6).toLowerCase()}`, '1']]);
    // All at once: one request says that there is nothing.
    const all = await ask(names.map((name): Field => [name, '1']));
    const failed = unusable(all);
    if (failed !== undefined) return { undecided: failed };
    const usual = keysOf(mine);
    if (!isSuccess(all) || added(all, usual).length === 0) return 'decided';
    const random = await ask(names.map((): Field => [`sp${target.random(6).toLowerCase()}`, '1']));
    const known = new Set([...usual, ...keysOf(random)]);
    if (added(all, known).length === 0) return 'decided';
    for (const name of names) {
      const answer = await ask([[name, '1']]);
      const more = added(answer, known);
      if (!isSuccess(answer) || more.length === 0) continue;
      // Twice in a row without and with it: servers of two versions that answer in turn look like no parameter.
      const off = [await unknown(), await unknown()];
      const again = [await ask([[name, '1']], true), await ask([[name, '1']])];
      const others = new Set(off.flatMap((one) => [...keysOf(one)]));
      const stays = more.filter((key) => !others.has(key) && again.every((one) => keysOf(one).has(key)));
      if (stays.length === 0) return { undecided: 'it did not happen again, or other parameters do the same' };
      yield {
        at: operation.at,
        subject: `query/${name}`,
        message: `${operation.id} shows more where the query says ${name}=1.`,
        evidence: [
          shown(target, 'The ordinary answer.', mine),
          ...off.slice(0, 1).map((one) => shown(target, 'With a parameter that nobody knows.', one)),
          shown(target, `With ${name}=1.`, answer),
          ...again.slice(0, 1).map((one) => shown(target, 'Once more, on a new connection.', one)),
          compared('Properties that the answer has besides', 'none', `${stays.length}, three times`),
        ],
      };
      return 'decided';
    }
    return 'decided';
  },
});

/** Names of all properties, whatever their values. What repeats the query by name is none. */
function keysOf({ response }: Exchange): ReadonlySet<string> {
  const keys = new Set<string>();
  const stack: { readonly json: Json; readonly path: string }[] = [{ json: response?.body?.json ?? null, path: '$' }];
  for (let seen = 0; seen < nodesMax; seen += 1) {
    const next = stack.pop();
    if (next === undefined) break;
    const { json, path } = next;
    if (Array.isArray(json)) for (const item of json as readonly Json[]) stack.push({ json: item, path: `${path}[]` });
    else if (isObject(json))
      for (const [key, child] of Object.entries(json)) {
        if (isEcho(key, child)) continue;
        keys.add(`${path}.${key}`);
        stack.push({ json: child ?? null, path: `${path}.${key}` });
      }
  }
  return keys;
}

/** `debug: "1"` says what was asked; `debug: {...}` says more. */
function isEcho(key: string, value: Json | undefined): boolean {
  return names.some((name) => name === key.toLowerCase()) && /^\W*(?:1|true)\W*$/.test(JSON.stringify(value ?? null));
}

function added(answer: Exchange, known: ReadonlySet<string>): readonly string[] {
  return [...keysOf(answer)].filter((key) => !known.has(key));
}
