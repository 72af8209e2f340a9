import {
  compared,
  flatten,
  header,
  isSideEffecting,
  NotTested,
  probeRule,
  sendAt,
  shown,
  unusable,
  validCall,
  wordsOf,
  type ApiModel,
  type Exchange,
  type Input,
} from '#rule';

/** Ways to write the address of another host; browsers read the last two as the second. */
const writings: readonly ((host: string) => string)[] = [
  (host) => `https://${host}/`,
  (host) => `//${host}/`,
  (host) => `/\\${host}/`,
  (host) => `https:${host}`,
];

export default probeRule({
  id: 'open-redirect',
  title: 'Redirect leads to any host that a link names',
  severity: 'medium',
  owasp: ['API7:2023'],
  cwe: 601,
  controls: ['PCI DSS 6.2.4'],
  impact: 'read',
  per: 'input',
  requests: 10,
  identities: 1,
  yieldsTo: ['auth-missing', 'auth-garbage-ok'],
  why: `A link begins with your name and ends on somebody else's page, which looks like yours and asks for the password again. Where tokens travel in addresses, the page gets them as well.`,
  fix: `Go to pages of your own, whatever the value says:

\`\`\`js
const url = new URL(req.query.returnTo, 'https://shop.example.com');
res.redirect(url.origin === 'https://shop.example.com' ? url.pathname + url.search : '/');
\`\`\``,

  applies: ({ operation, input }, api) =>
    operation.method === 'GET' &&
    !isSideEffecting(operation) &&
    input !== undefined &&
    input.in === 'query' &&
    leadsOn(input, api),

  async *probe({ operation, input }, target) {
    if (input === undefined) throw new NotTested('no input');
    const valid = await validCall(target, operation);
    if ('undecided' in valid) return valid;
    const send = sendAt(target, { operation, input }, valid);
    // Reserved for documents (RFC 2606): nobody is sent anywhere, as the redirect is not followed.
    const host = (): string => `sp${target.random(8)}.example.org`;
    for (const write of writings) {
      const first = host();
      const away = await send(write(first));
      const failed = unusable(away);
      if (failed !== undefined) return { undecided: failed };
      // It redirects nobody: with no way of writing it.
      if (!isRedirect(away) && !isRedirect(valid.exchange)) return 'decided';
      if (hostOf(away) !== first) continue;
      const home = await send('/');
      const second = host();
      const again = await send(write(second), { fresh: true });
      if (hostOf(home) === first) return { undecided: 'it redirects there whatever is asked' };
      if (hostOf(again) !== second) return { undecided: 'it did not happen again with another host' };
      yield {
        at: operation.at,
        subject: `request/query/${input.name}`,
        message: `${operation.id} redirects to any host that ${input.name} names.`,
        evidence: [
          shown(target, 'A page of its own.', home),
          shown(target, 'The address of another host.', away),
          shown(target, 'Of another one, on a new connection.', again),
          compared(
            'The host that Location names',
            'for a page of its own: not ours',
            'for each of two others: that one',
          ),
        ],
      };
      return 'decided';
    }
    return 'decided';
  },
});

const redirectWords =
  /(^| )(redirect|redirects|return|returns|next|continue|goto|destination|dest|target|url|uri|callback|forward|back|success|cancel|landing|referrer|referer|rurl|link)( |$)/;

function leadsOn({ name, schema: id }: Input, api: ApiModel): boolean {
  if (!redirectWords.test(wordsOf(name).join(' '))) return false;
  const schema = id === undefined ? undefined : flatten(api, id);
  if (schema === undefined) return true;
  const isText = schema.types.length === 0 || schema.types.includes('string');
  return isText && schema.enum === undefined && /^(?:|uri|url|uri-reference)$/.test(schema.format ?? '');
}

function isRedirect({ response }: Exchange): boolean {
  return response !== undefined && response.status >= 300 && response.status < 400;
}

/** Where a browser would go. */
function hostOf({ request, response }: Exchange): string | undefined {
  const location = header(response?.headers ?? [], 'location');
  return location !== undefined && URL.canParse(location, request.origin)
    ? new URL(location, request.origin).hostname
    : undefined;
}
