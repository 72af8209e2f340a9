import {
  compared,
  dataClasses,
  isGraveInAnswer,
  isSuccess,
  placesInWords,
  probeRule,
  servedTwice,
  shown,
  unusable,
  wordsOf,
  type Exchange,
  type Operation,
  type Sighting,
} from '#rule';

export default probeRule({
  id: 'bopla-select',
  title: 'Query parameter selects a secret field',
  severity: 'medium',
  owasp: ['API3:2023'],
  cwe: 213,
  controls: ['PCI DSS 6.2.4', 'PCI DSS 7.2.1'],
  impact: 'read',
  per: 'operation',
  requests: 8,
  identities: 1,
  yieldsTo: ['auth-missing', 'auth-garbage-ok', 'bopla-undeclared-secret', 'bopla-declared-secret'],
  why: `A parameter that chooses fields, \`fields=\` or \`expand=\`, is handed to the database as it comes. The page never asks for \`passwordHash\`; whoever writes the name gets it.`,
  fix: `Keep a list of what may be asked for, and drop the rest:

\`\`\`js
const open = new Set(['id', 'name', 'city', 'createdAt']);
const fields = (req.query.fields ?? 'id,name,city').split(',').filter((name) => open.has(name));
\`\`\``,

  applies: ({ operation }) => operation.method === 'GET' && selectorsOf(operation).length > 0,

  async *probe({ operation }, target) {
    const served = await servedTwice(target, operation);
    if ('undecided' in served) return served;
    const { owner, object, mine } = served;
    const call = (name: string, value: string, fresh = false): Promise<Exchange> =>
      target.call(operation, owner, { parameters: { ...object.parameters, [name]: value }, fresh });
    const plain = await target.call(operation, owner, {
      parameters: {
        ...object.parameters,
        ...Object.fromEntries(selectorsOf(operation).map((name) => [name, undefined])),
      },
    });
    const [selector = ''] = selectorsOf(operation);
    for (const value of [namesAskedFor, '*', 'all']) {
      const selected = await call(selector, value);
      const unclear = unusable(plain, selected);
      if (unclear !== undefined) return { undecided: unclear };
      const [added] = isSuccess(selected) ? addedBy(selected, [plain, mine]) : [];
      if (added === undefined) continue;
      const unknown = await target.call(operation, owner, {
        parameters: object.parameters,
        query: [[`x${target.random(8)}`, value]],
      });
      const replay = await call(selector, value, true);
      const unsettled = unusable(unknown, replay);
      if (unsettled !== undefined) return { undecided: unsettled };
      if (addedBy(unknown, [plain, mine]).length > 0) return { undecided: 'an unknown parameter brings it as well' };
      if (!addedBy(replay, [plain, mine]).some((one) => one.name === added.name && one.tag === added.tag))
        return { undecided: 'it did not happen again on a new connection' };
      const title = dataClasses.get(added.dataClass)?.title ?? 'a secret';
      const where = placesInWords([added.name]);
      yield {
        at: operation.at,
        subject: `query/${selector}`,
        message: `${operation.id} adds ${title} in ${where} where ${selector} asks for it.`,
        dataClasses: [added.dataClass],
        evidence: [
          shown(target, `${owner.name} reads its own object.`, plain),
          shown(target, 'The same value in a parameter that does not exist adds nothing.', unknown),
          shown(target, `The same with ${selector}.`, selected),
          shown(target, 'Once more, on a new connection.', replay),
          compared(`What stands in ${where}`, `without ${selector}: nothing`, `with it, twice: ${title}`),
        ],
      };
      return 'decided';
    }
    return 'decided';
  },
});

/** Names under which tables keep what nobody should read. */
const namesAskedFor =
  'id,password,passwordHash,password_hash,hashedPassword,pinHash,pin,secret,apiKey,api_key,accessToken,refreshToken,resetToken,otpSecret,totpSecret,pan,cardNumber,cvv,ssn,iban';

/** Of the query: parameters that say by their name that they choose what an answer holds. */
function selectorsOf(operation: Operation): readonly string[] {
  const says =
    /^(\$?select|fields?|include|includes|expand|embed|with|properties|attributes|columns|projection|\$expand)$/;
  return operation.parameters
    .filter(
      ({ in: place, name }) =>
        place === 'query' && (says.test(name.toLowerCase()) || says.test(wordsOf(name).join(' '))),
    )
    .map(({ name }) => name);
}

/** Payment data and secrets of the answer that stand in none of the others. */
function addedBy(answer: Exchange, others: readonly Exchange[]): readonly Sighting[] {
  const known = new Set(others.flatMap(({ sightings }) => sightings.map(({ tag }) => tag)));
  const sent = new Set(answer.sightings.filter((one) => one.in === 'request').map(({ tag }) => tag));
  return answer.sightings.filter((one) => isGraveInAnswer(one) && !known.has(one.tag) && !sent.has(one.tag));
}
