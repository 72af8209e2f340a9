import {
  filledPath,
  isClosed,
  judgeWayIn,
  NotTested,
  plantedRead,
  probeRule,
  siblingPath,
  type Exchange,
  type Operation,
} from '#rule';

export default probeRule({
  id: 'path-normalise',
  title: 'Another spelling of the path gets around the check of roles',
  severity: 'high',
  owasp: ['API5:2023', 'API8:2023'],
  cwe: 178,
  controls: ['PCI DSS 6.2.4', 'PCI DSS 7.2.1'],
  impact: 'create',
  per: 'host',
  requests: 26,
  identities: 2,
  among: 'privileged',
  yieldsTo: ['auth-missing', 'auth-garbage-ok', 'bfla-role', 'header-trust'],
  why: `The guard compares the path as it was sent, the router reads it as it is meant: \`//admin/memos\` is not \`/admin/memos\` to the one and is to the other, so that any user walks past.`,
  fix: `Ask for the role where the operation is, not where its path is spelt:

\`\`\`js
router.get('/admin/memos', requireRole('admin'), listMemos);   // not: app.use(/^\\/admin/, requireRole('admin'))
\`\`\`

And let the proxy refuse paths that are not in their normal form (RFC 3986 section 6.2.2).`,

  applies: ({ operation }) => operation.method === 'GET',

  async *probe({ operation }, target) {
    const read = await plantedRead(target, operation);
    if ('undecided' in read) return read;
    if (!isClosed(read)) throw new NotTested('an ordinary user gets it by the plain path');
    const send = (path: string, fresh = false): Promise<Exchange> =>
      target.send({ method: 'GET', path, asWritten: true, fresh }, read.low);
    const unknown = siblingPath(operation, target);
    let doubt: string | undefined;
    for (const { says, spell } of spellings(operation)) {
      const verdict = await judgeWayIn(target, read, {
        says: `with the path written ${says}`,
        controlSays: 'with another path written that way',
        attempt: (fresh) => send(spell(filledPath(operation, read.parameters)), fresh),
        control: () => send(spell(unknown)),
      });
      if (verdict === 'closed') continue;
      if ('undecided' in verdict) {
        doubt ??= verdict.undecided;
        continue;
      }
      yield {
        at: operation.at,
        subject: 'path',
        message: `${operation.id} opens to an ordinary user with its path written ${says}.`,
        evidence: verdict.proven,
      };
      return 'decided';
    }
    return doubt === undefined ? 'decided' : { undecided: doubt };
  },
});

interface Spelling {
  readonly says: string;
  readonly spell: (path: string) => string;
}

/** Ways to write a path that routers read alike and guards do not. The first literal segment is what guards look at. */
function spellings({ path }: Operation): readonly Spelling[] {
  const [first = ''] = path.split('/').filter((segment) => segment !== '' && !segment.includes('{'));
  const at = (text: string, change: (segment: string) => string): string => {
    const segments = text.split('/');
    const index = segments.findIndex((segment) => segment === first || segment.startsWith(`${first}-`));
    return segments.map((segment, here) => (here === index ? change(segment) : segment)).join('/');
  };
  const encoded = (segment: string): string => `%${segment.charCodeAt(0).toString(16)}${segment.slice(1)}`;
  return [
    { says: 'with two slashes', spell: (text) => `/${text}` },
    { says: 'with a dot segment', spell: (text) => `/.${text}` },
    { says: 'with a trailing slash', spell: (text) => `${text}/` },
    { says: 'in capitals', spell: (text) => at(text, (segment) => segment.toUpperCase()) },
    { says: 'with a letter encoded', spell: (text) => at(text, encoded) },
    { says: 'with a parameter in a segment', spell: (text) => at(text, (segment) => `${segment};a=1`) },
    { says: 'with an encoded dot segment', spell: (text) => `/%2e${text}` },
    { says: 'with a way there and back', spell: (text) => `/a/..${text}` },
  ];
}
