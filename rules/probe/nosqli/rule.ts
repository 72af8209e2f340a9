import {
  isQuestion,
  isTextSlot,
  judgeDifferential,
  NotTested,
  probeRule,
  unusable,
  validCall,
  type Exchange,
  type Input,
  type Json,
  type RequestChange,
} from '#rule';

export default probeRule({
  id: 'nosqli',
  title: 'Operators of the database are taken from a request',
  severity: 'critical',
  owasp: ['API8:2023'],
  cwe: 943,
  controls: ['PCI DSS 6.2.4'],
  impact: 'read',
  per: 'input',
  requests: 12,
  identities: 1,
  yieldsTo: ['auth-missing', 'auth-garbage-ok'],
  why: `Where a text belongs, the request may bring an object, and the database reads it as an operator: "not equal to this" finds everything. The same in a login is a login without a password.`,
  fix: `Take a text, or nothing, before it goes into a filter:

\`\`\`js
if (typeof req.body.currency !== 'string') return res.status(400).json({ error: 'currency is a text' });
const found = await statements.find({ owner: req.user.id, currency: { $eq: req.body.currency } });
\`\`\``,

  applies: ({ operation, input }, api) =>
    input !== undefined &&
    ['body', 'query'].includes(input.in) &&
    isQuestion(operation) &&
    isTextSlot({ operation, input }, api, 1),

  async *probe({ operation, input }, target) {
    if (input === undefined) throw new NotTested('no input');
    const valid = await validCall(target, operation);
    if ('undecided' in valid) return valid;
    const { owner, parameters } = valid;
    const send = (text: string, how: { readonly fresh?: boolean } = {}): Promise<Exchange> => {
      const [operator, operand] = text.split(' ', 2) as [string, string];
      const change = changeTo(input, operator, operand);
      return target.call(operation, owner, { ...how, ...change, parameters: { ...parameters, ...change.parameters } });
    };
    const [first, second] = [`sp${target.random(10)}`, `sp${target.random(10)}`];
    const probe = await send(`$ne ${first}`);
    const failed = unusable(probe);
    if (failed !== undefined) return { undecided: failed };
    // It wants a text there, and says so.
    if ((probe.response?.status ?? 0) >= 400) return 'decided';
    const verdict = await judgeDifferential(target, {
      pairs: [
        { yes: `$ne ${first}`, no: `$eq ${first}` },
        { yes: `$ne ${second}`, no: `$eq ${second}` },
      ],
      send,
      // An object without an operator: who drops what is no text answers it as the others.
      benign: `a ${first}`,
    });
    if (verdict === 'decided' || 'undecided' in verdict) return verdict;
    yield {
      at: operation.at,
      // What lets objects through does so for all inputs of the operation.
      subject: 'request/operators',
      message: `${operation.id} takes operators of its database from ${input.name}.`,
      evidence: verdict.proven,
    };
    return 'decided';
  },
});

/** `{"$ne": "x"}` in a body, `name[$ne]=x` in a query. */
function changeTo(input: Input, operator: string, operand: string): RequestChange {
  const value: Json = { [operator]: operand };
  if (input.in === 'body') return { bodyAt: { [input.name]: value } };
  return { parameters: { [input.name]: undefined }, query: [[`${input.name}[${operator}]`, operand]] };
}
