import {
  compared,
  isObject,
  isSuccess,
  probeRule,
  shown,
  unusable,
  wordsOf,
  flatten,
  type ApiModel,
  type Exchange,
  type Json,
  type Operation,
} from '#rule';

const nodesMax = 2_000;

export default probeRule({
  id: 'host-header',
  title: 'Links lead to a host that the caller writes',
  severity: 'medium',
  owasp: ['API8:2023'],
  cwe: 644,
  controls: ['PCI DSS 6.2.4'],
  impact: 'create',
  per: 'operation',
  requests: 6,
  identities: 1,
  yieldsTo: ['auth-missing', 'auth-garbage-ok'],
  why: `The server makes links of the host that a header names. Whoever asks for a mail to somebody else with a header of his own has a link to his server sent in your name, and gets the token in it.`,
  fix: `Make links of your own configuration:

\`\`\`js
const link = new URL(\`/reset/\${token}\`, config.publicUrl);   // not req.headers['x-forwarded-host']
\`\`\``,

  applies: ({ operation }, api) => ['GET', 'POST'].includes(operation.method) && answersLinks(operation, api),

  async *probe({ operation }, target) {
    const [owner] = target.users;
    const ask = (host: string | undefined, fresh = false): Promise<Exchange> =>
      target.call(operation, owner, {
        fresh,
        ...(host === undefined ? {} : { headers: [['X-Forwarded-Host', host]] }),
      });
    const hosts = [0, 1].map(() => `${target.random(12).toLowerCase()}.example`);
    const [first = '', second = ''] = hosts;
    const forged = await ask(first);
    const failed = unusable(forged);
    if (failed !== undefined) return { undecided: failed };
    if (!isSuccess(forged)) return { undecided: 'a valid request is refused' };
    if (!leadsTo(forged, first)) return 'decided';
    const plain = await ask(undefined);
    const again = await ask(second, true);
    const unclear = unusable(plain, again);
    if (unclear !== undefined) return { undecided: unclear };
    if (leadsTo(plain, first) || !leadsTo(again, second))
      return { undecided: 'it did not happen again with another host' };
    yield {
      at: operation.at,
      message: `${operation.id} makes links of the host in X-Forwarded-Host.`,
      evidence: [
        shown(target, 'Without the header.', plain),
        shown(target, 'With a host of ours in X-Forwarded-Host the link leads there.', forged),
        shown(target, 'With another one, on a new connection, to that.', again),
        compared('Where the link leads', 'to a host of your own', 'to the one that the request named, twice'),
      ],
    };
    return 'decided';
  },
});

/** A property that is a link by its name or its format. */
function answersLinks(operation: Operation, api: ApiModel): boolean {
  const schemas = operation.responses.flatMap(({ bodies }) => bodies.flatMap(({ schema }) => schema ?? []));
  return schemas.some((id) => {
    const whole = flatten(api, id);
    const items = whole?.items === undefined ? undefined : flatten(api, whole.items);
    const properties = [...(whole?.properties ?? []), ...(items?.properties ?? [])];
    const below = properties.flatMap(({ schema }) => flatten(api, schema)?.properties ?? []);
    return [...properties, ...below].some(
      ({ name, schema }) =>
        /(^| )(link|url|uri|href|location)( |$)/.test(wordsOf(name).join(' ')) ||
        /^ur[il]/.test(flatten(api, schema)?.format ?? ''),
    );
  });
}

/** A URL whose host it is: a text that only repeats the name leads nowhere. */
function leadsTo({ response }: Exchange, host: string): boolean {
  const stack: Json[] = [response?.body?.json ?? null];
  for (let seen = 0; seen < nodesMax; seen += 1) {
    const next = stack.pop();
    if (next === undefined) break;
    if (typeof next === 'string' && next.includes(host) && URL.canParse(next) && new URL(next).hostname === host)
      return true;
    if (Array.isArray(next)) stack.push(...(next as readonly Json[]));
    else if (isObject(next))
      stack.push(...Object.values(next).flatMap((value) => (value === undefined ? [] : [value])));
  }
  return (response?.headers ?? []).some(
    ([name, value]) => name.toLowerCase() === 'location' && URL.canParse(value) && new URL(value).hostname === host,
  );
}
