import {
  compared,
  flatten,
  isSuccess,
  jsonRequest,
  probeRule,
  shown,
  unusable,
  type ApiModel,
  type Exchange,
  type Json,
  type Operation,
} from '#rule';

const depths = [20, 60, 180, 540] as const;

export default probeRule({
  id: 'json-depth',
  title: 'Deeply nested body breaks the server',
  severity: 'medium',
  owasp: ['API4:2023'],
  cwe: 674,
  controls: ['PCI DSS 6.2.4'],
  impact: 'create',
  per: 'operation',
  requests: 14,
  identities: 1,
  yieldsTo: ['auth-missing', 'auth-garbage-ok'],
  why: `A body of a few kilobytes, brackets in brackets, is more than the code that walks it can take: the worker fails, and with enough such requests nobody is served.`,
  fix: `Refuse depth before anything walks the body:

\`\`\`js
if (depthOf(req.body) > 32) return res.status(400).json({ error: 'nested too deep' }); // by a loop, not by recursion
\`\`\``,

  applies: ({ operation }, api) =>
    (operation.method === 'POST' || (['PUT', 'PATCH'].includes(operation.method) && /\}\/?$/.test(operation.path))) &&
    freeObject(operation, api) !== undefined,

  async *probe({ operation }, target) {
    const name = freeObject(operation, target.api);
    if (name === undefined) return { undecided: 'no property takes any object' };
    const [owner] = target.users;
    const send = (depth: number, fresh = false): Promise<Exchange> =>
      target.call(operation, owner, { body: { [name]: nested(depth) }, fresh });
    const flat = await send(1);
    const failed = unusable(flat);
    if (failed !== undefined) return { undecided: failed };
    if (!isSuccess(flat)) return { undecided: 'a valid body is refused' };
    let last = flat;
    for (const depth of depths) {
      const answer = await send(depth);
      if (answer.response === undefined || answer.response.status < 500) {
        if (answer.response === undefined) return { undecided: `no answer: ${answer.failure ?? ''}` };
        last = answer;
        continue;
      }
      if (answer.response.status === 503) return { undecided: unusable(answer) ?? 'throttled' };
      const after = await send(1);
      const again = await send(depth, true);
      const end = await send(1);
      const isBroken = again.response !== undefined && again.response.status >= 500;
      if (!isSuccess(after) || !isSuccess(end))
        return { undecided: 'the server does not recover: it may have failed by itself' };
      if (!isBroken) return { undecided: 'it did not happen again on a new connection' };
      yield {
        at: operation.at,
        subject: `request/json/$.${name}`,
        message: `${operation.id} fails on a ${name} that is nested ${depth} deep.`,
        evidence: [
          shown(target, 'A flat body is served.', flat),
          shown(target, 'So is the deepest that did no harm.', last),
          shown(target, `One that is ${depth} deep breaks it.`, answer),
          shown(target, 'A flat one is served again.', after),
          shown(target, 'The deep one breaks it again, on a new connection.', again),
          compared(
            `Answers by depth of ${name}`,
            'below: served or refused',
            `${depth}: ${answer.response.status}, twice`,
          ),
        ],
      };
      return 'decided';
    }
    return 'decided';
  },
});

/** A property that takes any object. */
function freeObject(operation: Operation, api: ApiModel): string | undefined {
  return jsonRequest(operation, api)?.properties.find(({ schema: id, readOnly }) => {
    const schema = flatten(api, id);
    if (readOnly || schema === undefined || schema.properties.length > 0) return false;
    return schema.types.includes('object') && (schema.additionalProperties ?? true) === true;
  })?.name;
}

/** `{"a": {"a": ... "sp"}}` */
function nested(depth: number): Json {
  let value: Json = 'sp';
  for (let level = 0; level < depth; level += 1) value = { a: value };
  return value;
}
