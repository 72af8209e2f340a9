import {
  canariesOf,
  holdsObject,
  judgeForeignRead,
  probeRule,
  refusedRead,
  shown,
  unusable,
  type Operation,
  type RequestChange,
} from '#rule';

export default probeRule({
  id: 'bola-type-juggle',
  title: "Another spelling of the id gives another user's object",
  severity: 'high',
  owasp: ['API1:2023'],
  cwe: 235,
  controls: ['PCI DSS 6.2.4', 'PCI DSS 7.2.1'],
  impact: 'create',
  per: 'operation',
  requests: 18,
  identities: 2,
  yieldsTo: ['auth-missing', 'auth-garbage-ok', 'bola-read-path'],
  why: `The check compares the id as text, and the lookup reads it in its own way: \`017\`, \`17.json\`, another case, a second value in the query. The check sees an id that it does not know, and the lookup finds the object of somebody else.`,
  fix: `Read the id once, refuse what is not written as ids are, and ask for object and owner in one query:

\`\`\`js
if (!/^[1-9]\\d*$/.test(req.params.accountId)) return res.status(404).end();
const account = await db.accounts.findOne({ id: Number(req.params.accountId), ownerId: req.user.id });
\`\`\``,

  applies: ({ operation }) => operation.method === 'GET' && lastId(operation) !== undefined,

  async *probe({ operation }, target) {
    const name = lastId(operation) ?? '';
    const refused = await refusedRead(target, operation);
    if (typeof refused === 'string' || 'undecided' in refused) return refused;
    const { owner, attacker, object, ownObject, own, mine, again, theirs } = refused;
    const [foreign, mineToo] = [object.parameters[name] ?? '', ownObject.parameters[name] ?? ''];
    const random = target.randomObject(object).parameters[name] ?? '';
    const known = canariesOf([mine, again], []);
    for (const spelling of spellings(name, foreign, mineToo)) {
      const spelt = (id: string): RequestChange => {
        const { parameters, ...rest } = spelling.change(id);
        return { ...rest, parameters: { ...object.parameters, ...parameters } };
      };
      const seen = await target.call(operation, attacker, spelt(foreign));
      const failed = unusable(seen);
      if (failed !== undefined) return { undecided: failed };
      if (holdsObject(seen, known) === 'no') continue;
      const verdict = await judgeForeignRead(target, {
        owner,
        attacker,
        known: refused,
        ask: (as, how) => target.call(operation, as, { ...spelt(foreign), ...how }),
        random: () => target.call(operation, attacker, spelt(random)),
        own: () => Promise.resolve(own),
        how: spelling.says,
      });
      if (verdict === 'decided') continue;
      if ('undecided' in verdict) return verdict;
      yield {
        at: operation.at,
        message: `${operation.id} refuses the object of another user, and gives it ${spelling.says}.`,
        subject: `request/path/${name}`,
        evidence: [shown(target, `As it is, the id is refused to ${attacker.name}.`, theirs), ...verdict.proven],
      };
      return 'decided';
    }
    return 'decided';
  },
});

interface Spelling {
  /** In words: `with a zero before the id`. */
  readonly says: string;
  change(id: string): RequestChange;
}

/** The same id to some readers and another one to others. `own` is what the check may look at instead. */
function spellings(name: string, id: string, own: string): readonly Spelling[] {
  const put = (says: string, write: (id: string) => string): Spelling => ({
    says,
    change: (value) => ({ parameters: { [name]: write(value) } }),
  });
  const isTag = id.startsWith('<');
  const otherCase = (value: string): string =>
    value === value.toLowerCase() ? value.toUpperCase() : value.toLowerCase();
  return [
    ...(/^\d+$/.test(id) ? [put('with a zero before the id', (value) => `0${value}`)] : []),
    ...(/[a-z]/i.test(id) && !isTag ? [put('with the id in another case', otherCase)] : []),
    put('with .json behind the id', (value) => `${value}.json`),
    put('with the id in brackets', (value) => `[${value}]`),
    {
      says: 'with an own id in the query as well',
      change: (value) => ({ parameters: { [name]: value }, query: [[name, own]] }),
    },
    {
      says: 'with its id in the query and an own one in the path',
      change: (value) => ({ parameters: { [name]: own }, query: [[name, value]] }),
    },
  ];
}

function lastId({ path, parameters }: Operation): string | undefined {
  const last = /\{([^{}]+)\}[^{}]*$/.exec(path)?.[1];
  return parameters.some((one) => one.in === 'path' && one.name === last) ? last : undefined;
}
