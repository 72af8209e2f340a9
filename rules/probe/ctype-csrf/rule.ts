import {
  accountHolders,
  changeableField,
  compared,
  fieldIn,
  goesByCookie,
  isSameJson,
  isSuccess,
  jsonRequest,
  NotTested,
  probeRule,
  sentField,
  shown,
  unchangedBody,
  unusable,
  type Exchange,
  type Field,
  type Identity,
  type Json,
  type Operation,
  type RequestChange,
  type Target,
} from '#rule';
import { isForOwnPages } from './same-site.ts';

export default probeRule({
  id: 'ctype-csrf',
  title: "Pages of others can send changes with the caller's cookie",
  severity: 'medium',
  owasp: ['API8:2023'],
  cwe: 352,
  controls: ['PCI DSS 6.2.4'],
  impact: 'write',
  per: 'operation',
  requests: 15,
  identities: 1,
  yieldsTo: ['auth-missing', 'auth-garbage-ok'],
  why: `A browser lets any page send text to your API, and the cookie goes along. The server takes JSON out of it, whatever it is called: a page that a customer opens changes his settings, or sends his money.`,
  fix: `Take JSON as JSON alone, which a browser sends to others only after asking, and let the cookie stay on your own pages:

\`\`\`js
if (!req.is('application/json')) return res.status(415).end();
res.cookie('session', id, { httpOnly: true, secure: true, sameSite: 'lax' });
\`\`\``,

  // What a form cannot send, another method or a header of its own, keeps such pages out (Fetch standard, section 2.2.1).
  applies: ({ operation }, api) =>
    operation.method === 'POST' &&
    goesByCookie(operation, api) &&
    jsonRequest(operation, api) !== undefined &&
    !operation.parameters.some((one) => one.in === 'header' && one.required),

  async *probe({ operation }, target) {
    const reader = target.readerOf(operation);
    if (reader === undefined) throw new NotTested('no GET reads back what it changes');
    const [owner] = target.users;
    const object = (await target.object(operation, owner, { made: true })) ?? (await target.object(operation, owner));
    if (object === undefined) throw new NotTested(target.why());
    const { parameters } = object;
    const read = (): Promise<Exchange> => target.call(reader, owner, { parameters });
    const before = await read();
    const field = changeableField(operation, target.api, before);
    const base = unchangedBody(operation, target.api, before);
    if (field === undefined || base === undefined)
      throw new NotTested('no property of its body is free to change and shown by the GET');
    const { name } = field;
    let last = fieldIn(before, name) ?? null;
    const bodyWith = (value: Json, mediaType: string): NonNullable<RequestChange['rawBody']> => {
      return { text: JSON.stringify({ ...base, [name]: value }), mediaType };
    };
    const change = (mediaType: string, fresh = false): Promise<Exchange> => {
      last = field.next(last, target.random(16));
      const headers = mediaType === 'application/json' ? [] : asForeignPage;
      return target.call(operation, owner, { parameters, rawBody: bodyWith(last, mediaType), headers, fresh });
    };
    try {
      const json = await change('application/json');
      const control = await read();
      const failed = unusable(before, json, control);
      if (failed !== undefined) return { undecided: failed };
      if (!shows(control, json, name)) return { undecided: 'an ordinary change is not read back' };
      const plain = await change('text/plain');
      const after = await read();
      const unclear = unusable(plain, after);
      if (unclear !== undefined) return { undecided: unclear };
      if (!shows(after, plain, name)) return 'decided';
      const replay = await change('text/plain', true);
      const again = await read();
      if (!shows(again, replay, name)) return { undecided: 'it did not happen again on a new connection' };
      // Browsers send no such cookie with what a page of others sends.
      if (await staysAtHome(target, { operation, owner }, [before, json, plain, after, replay, again]))
        return 'decided';
      yield {
        at: operation.at,
        message: `${operation.id} takes JSON that is sent as text/plain with the cookie of the caller.`,
        evidence: [
          shown(target, 'An ordinary change, as JSON, and what it left.', control),
          shown(target, 'Another one, as text, as any page may send it.', plain),
          shown(target, 'It has taken effect.', after),
          shown(target, 'Once more, on a new connection.', again),
          compared(`Property ${name} after a change as text/plain`, 'as before', 'as the text said, twice'),
        ],
      };
      return 'decided';
    } finally {
      const value = fieldIn(before, name);
      if (value !== undefined && !object.made)
        await target.call(operation, owner, { parameters, rawBody: bodyWith(value, 'application/json'), undo: true });
    }
  },
});

/** As browsers send it from a page of somebody else: servers that look at the origin refuse it. */
const asForeignPage: readonly Field[] = [
  ['Origin', 'https://sallyport.example'],
  ['Sec-Fetch-Site', 'cross-site'],
  ['Sec-Fetch-Mode', 'no-cors'],
];

function shows(after: Exchange, sent: Exchange, name: string): boolean {
  return isSuccess(after) && isSameJson(fieldIn(after, name), sentField(sent, name));
}

interface Asked {
  readonly operation: Operation;
  readonly owner: Identity;
}

/** The session's cookie is for pages of its own site: as an answer set it, else as the login does. */
async function staysAtHome(
  target: Target,
  { operation, owner }: Asked,
  answers: readonly Exchange[],
): Promise<boolean> {
  const schemes = operation.auth.flatMap(({ schemes: all }) => all.map(({ name }) => target.api.authSchemes.get(name)));
  const names = schemes.flatMap((scheme) => (scheme?.in === 'cookie' ? (scheme.parameterName ?? []) : []));
  const told = isForOwnPages(answers, names);
  if (told !== undefined) return told;
  if (!accountHolders(target).some(({ name }) => name === owner.name)) return false;
  const { exchange } = await target.account(owner).login();
  return isForOwnPages([exchange], names) === true;
}
