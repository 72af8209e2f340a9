import {
  accountStepOf,
  compared,
  isObject,
  isSuccess,
  NotTested,
  probeRule,
  shown,
  unusable,
  wordsOf,
  type ApiModel,
  type Exchange,
  type Json,
  type JsonObject,
  type Operation,
  flatten,
} from '#rule';

/** Examples of one login that are tried. */
const examplesMax = 3;

export default probeRule({
  id: 'spec-creds',
  title: 'Credentials in the document log in',
  severity: 'critical',
  owasp: ['API2:2023'],
  cwe: 798,
  controls: ['PCI DSS 8.6.2'],
  impact: 'read',
  per: 'operation',
  requests: 10,
  identities: 0,
  why: `The name and the password that stand in the document as an example are those of a real account. The document is handed to partners and lies in repositories: everybody who reads it is in.`,
  fix: `End the account or change its password, and write examples that cannot be anybody's:

\`\`\`yaml
example: { email: 'user@example.com', password: '********' }
\`\`\``,

  applies: ({ operation }, api) => accountStepOf(operation, api) === 'login' && examplesOf(operation, api).length > 0,

  async *probe({ operation }, target) {
    const body = operation.requestBodies[0];
    if (body === undefined) throw new NotTested('the login has no body');
    const send = (json: JsonObject, fresh = false): Promise<Exchange> =>
      target.call(operation, target.anonymous, {
        rawBody: { text: textOf(json, body.mediaType), mediaType: body.mediaType },
        fresh,
      });
    for (const example of examplesOf(operation, target.api).slice(0, examplesMax)) {
      const given = await send(example.body);
      const failed = unusable(given);
      if (failed !== undefined) return { undecided: failed };
      if (!isSuccess(given) || !holdsToken(given)) continue;
      const other = { ...example.body, [example.secret]: target.random(16) };
      const refused = await send(other);
      const again = await send(example.body, true);
      const unclear = unusable(refused, again);
      if (unclear !== undefined) return { undecided: unclear };
      if (holdsToken(refused)) return { undecided: 'any password logs in' };
      if (!holdsToken(again)) return { undecided: 'it did not happen again on a new connection' };
      yield {
        at: operation.at,
        subject: 'example',
        message: `The example of ${operation.id} logs in.`,
        evidence: [
          shown(target, 'The same name with another password is refused.', refused),
          shown(target, 'The name and the password of the example open a session.', given),
          shown(target, 'Once more, on a new connection.', again),
          compared('Answers to the example and to another password', 'refused: no token', 'accepted: a token, twice'),
        ],
      };
      return 'decided';
    }
    return 'decided';
  },
});

interface LoginExample {
  readonly body: JsonObject;
  /** The property that holds the password. */
  readonly secret: string;
}

/** Whole examples of the body, or one made of the examples of all its properties; masked ones are nobody's. */
function examplesOf(operation: Operation, api: ApiModel): readonly LoginExample[] {
  return operation.requestBodies.flatMap(({ examples, schema: id }) => {
    const schema = id === undefined ? undefined : flatten(api, id);
    const properties = (schema?.properties ?? []).flatMap(({ name, schema: own }) => {
      const value = flatten(api, own)?.examples[0]?.value;
      return value === undefined ? [] : [[name, value] as const];
    });
    const whole = [...examples.map(({ value }) => value), ...(schema?.examples ?? []).map(({ value }) => value)];
    const made: readonly (Json | undefined)[] = [...whole, Object.fromEntries(properties)];
    return made.flatMap((value): LoginExample | readonly [] => {
      const secret = isObject(value) ? Object.keys(value).find(isSecretName) : undefined;
      const text = secret === undefined || !isObject(value) ? undefined : value[secret];
      return isObject(value) && secret !== undefined && typeof text === 'string' && !/^(.)\1*$|^<|\$\{/.test(text)
        ? { body: value, secret }
        : [];
    });
  });
}

function isSecretName(name: string): boolean {
  return /password|passcode|pin|secret/.test(wordsOf(name).join(' '));
}

function textOf(json: JsonObject, mediaType: string): string {
  if (mediaType.includes('json')) return JSON.stringify(json);
  const pairs = Object.entries(json).map(([name, value]): [string, string] => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  return new URLSearchParams(pairs).toString();
}

/** A session: a value that redaction took for a secret, under a name that says token, session or key, or a cookie. */
function holdsToken({ response }: Exchange): boolean {
  const pairs = (value: Json | undefined): readonly (readonly [string, Json | undefined])[] =>
    isObject(value)
      ? Object.entries(value).flatMap(([name, child]) => [[name, child] as const, ...pairsBelow(child)])
      : [];
  const isNamed = pairs(response?.body?.json).some(
    ([name, value]) =>
      typeof value === 'string' && value !== '' && /(^| )(token|session|jwt|key)( |$)/.test(wordsOf(name).join(' ')),
  );
  const sets = (response?.headers ?? []).some(
    ([name, value]) => /^(set-cookie)$/i.test(name) && /^[^=]*(sess|token|auth|sid)/i.test(value),
  );
  const given = (response?.headers ?? []).some(([name]) => /^(authorization|x-auth-token|x-access-token)$/i.test(name));
  return response !== undefined && response.status < 300 && (isNamed || sets || given);
}

function pairsBelow(value: Json | undefined): readonly (readonly [string, Json | undefined])[] {
  return isObject(value) ? Object.entries(value) : [];
}
