import {
  canonicalPath,
  compared,
  fieldIn,
  flatten,
  isAdministrative,
  isCredentialFlow,
  isSameJson,
  isSuccess,
  jsonRequest,
  NotTested,
  probeRule,
  sentField,
  shown,
  unusable,
  accountStepOf,
  type ApiModel,
  type Exchange,
  type Operation,
  type Property,
} from '#rule';

export default probeRule({
  id: 'bopla-writeonly',
  title: 'Write-only value comes back',
  severity: 'medium',
  owasp: ['API3:2023'],
  cwe: 200,
  controls: ['PCI DSS 6.2.4', 'PCI DSS 8.3.2'],
  impact: 'create',
  per: 'operation',
  requests: 7,
  identities: 1,
  yieldsTo: ['auth-missing', 'auth-garbage-ok', 'bopla-undeclared-secret', 'bopla-declared-secret'],
  why: `The document promises that the property goes in and never comes out: a password, a webhook's secret. It comes out, so that whoever may read the object has the secret of whoever wrote it.`,
  fix: `Leave it out of the answer, and store what cannot be turned back (a hash), or show stars in its place:

\`\`\`js
const { sharedSecret, ...open } = integration;
res.json({ ...open, hasSharedSecret: sharedSecret !== undefined });
\`\`\``,

  applies: ({ operation }, api) =>
    operation.method === 'POST' &&
    !isAdministrative(operation) &&
    !isCredentialFlow(operation) &&
    accountStepOf(operation, api) === undefined &&
    readerBelow(operation, api) !== undefined &&
    writeOnly(operation, api).length > 0,

  async *probe({ operation }, target) {
    const { api } = target;
    const [owner] = target.users;
    const property = writeOnly(operation, api)[0]?.name ?? '';
    const once = async (fresh: boolean): Promise<Round> => {
      const values = writeOnly(operation, api).map((one) => [one.name, textFor(one, api, target.random(24))]);
      const sent = await target.call(operation, owner, { body: Object.fromEntries(values), fresh });
      const made = isSuccess(sent) ? target.made(operation, sent) : undefined;
      if (made === undefined) return { sent };
      return { sent, read: await target.call(made.reader, owner, { parameters: made.parameters }) };
    };
    const first = await once(false);
    const failed = unusable(first.sent, ...(first.read ? [first.read] : []));
    if (failed !== undefined) return { undecided: failed };
    if (!isSuccess(first.sent)) return { undecided: `${owner.name} cannot make an object with it` };
    if (first.read === undefined) throw new NotTested('no GET reads back what it makes');
    if (!isSuccess(first.read)) return { undecided: `${owner.name} cannot read what it made` };
    const names = writeOnly(operation, api).map(({ name }) => name);
    const name = names.find((one) => comesBack(first, one) !== undefined);
    if (name === undefined) return 'decided';
    const second = await once(true);
    const place = comesBack(first, name);
    if (second.read === undefined || place === undefined || comesBack(second, name) === undefined)
      return { undecided: unusable(second.sent) ?? `only one of two values of ${property} came back` };
    const reader = place === 'read' ? readerBelow(operation, api) : operation;
    const [one, other] = place === 'read' ? [first.read, second.read] : [first.sent, second.sent];
    yield {
      at: (reader ?? operation).at,
      subject: `response/json/$.${name}`,
      message: `${(reader ?? operation).id} answers with ${name}, which is write-only.`,
      related: [{ at: operation.at, message: 'takes the value in' }],
      evidence: [
        shown(target, `${owner.name} makes an object with a value of its own in ${name}.`, first.sent),
        shown(target, 'The answer holds the value.', one),
        shown(target, 'Another value, on a new connection.', second.sent),
        shown(target, 'It comes back as well.', other),
        compared(`Property ${name}`, 'the document: write-only', 'the answers: as it was sent, twice'),
      ],
    };
    return 'decided';
  },
});

interface Round {
  readonly sent: Exchange;
  readonly read?: Exchange;
}

/** Where the value that was sent stands again under its own name. */
function comesBack({ sent, read }: Round, name: string): 'read' | 'answer' | undefined {
  const value = sentField(sent, name);
  if (read !== undefined && isSuccess(read) && isSameJson(fieldIn(read, name), value)) return 'read';
  return isSuccess(sent) && isSameJson(fieldIn(sent, name), value) ? 'answer' : undefined;
}

function readerBelow({ path }: Operation, api: ApiModel): Operation | undefined {
  const item = canonicalPath(`${path}/{}`);
  return api.operations.find((one) => one.kind === 'path' && one.method === 'GET' && canonicalPath(one.path) === item);
}

/** Texts for which any value will do, long enough to be told from all others. */
const charsMin = 12;
function writeOnly(operation: Operation, api: ApiModel): readonly Property[] {
  return (jsonRequest(operation, api)?.properties ?? []).filter(({ writeOnly: is, readOnly, schema }) => {
    const { types = [], enum: choices, pattern, format = 'password', maxLength = 64 } = flatten(api, schema) ?? {};
    const isFree = choices === undefined && pattern === undefined && format === 'password' && maxLength >= charsMin;
    return is && !readOnly && types.includes('string') && isFree;
  });
}

function textFor({ schema }: Property, api: ApiModel, random: string): string {
  const { minLength = 0, maxLength = 64 } = flatten(api, schema) ?? {};
  return `Sp7-${random}`.padEnd(minLength, 'q').slice(0, maxLength);
}
