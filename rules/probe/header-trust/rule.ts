import {
  filledPath,
  holdsObject,
  isClosed,
  judgeWayIn,
  NotTested,
  privilegedRead,
  probeRule,
  type Exchange,
  type Field,
  type Operation,
  type PrivilegedRead,
  type Target,
} from '#rule';

export default probeRule({
  id: 'header-trust',
  title: 'Header that anybody can send opens what is for privileged users',
  severity: 'critical',
  owasp: ['API5:2023', 'API8:2023'],
  cwe: 290,
  controls: ['PCI DSS 6.2.4', 'PCI DSS 7.2.1'],
  impact: 'read',
  per: 'host',
  requests: 24,
  identities: 2,
  among: 'privileged',
  yieldsTo: ['auth-missing', 'auth-garbage-ok', 'bfla-role'],
  why: `The server believes a header that its own proxy is meant to set: where a request comes from, which path it is for, which role its sender has. Everybody can send that header, and is inside the house.`,
  fix: `Let the proxy overwrite such headers for every request, and the server believe them of the proxy's address alone:

\`\`\`js
app.set('trust proxy', '10.0.3.7');               // the proxy, and nobody else
if (req.user.role !== 'admin') return res.status(403).end();   // and never the address instead of the role
\`\`\``,

  applies: ({ operation }) => operation.method === 'GET',

  async *probe({ operation }, target) {
    const read = await privilegedRead(target, operation);
    if ('undecided' in read) return read;
    if (!isClosed(read)) throw new NotTested('an ordinary user gets it without any header');
    let doubt: string | undefined;
    for (const ask of [addresses, roles, paths]) {
      const headers = ask(operation, read, target);
      // All of a kind at once: only where that opens it is asked which one it is.
      const together = await send({ operation, read, target }, headers);
      const groups = holdsObject(together, read.canaries) === 'whole' ? headers.map((one) => [one]) : [];
      for (const [trusted] of groups) {
        if (trusted === undefined) continue;
        const verdict = await judgeWayIn(target, read, {
          says: `with ${trusted.name}`,
          controlSays: `with another value of ${trusted.name}`,
          attempt: (fresh) => send({ operation, read, target }, [trusted], fresh),
          control: () => send({ operation, read, target }, [{ ...trusted, value: trusted.idle }]),
        });
        if (verdict === 'closed') continue;
        if ('undecided' in verdict) {
          doubt ??= verdict.undecided;
          continue;
        }
        yield {
          at: operation.at,
          subject: `header/${trusted.name.toLowerCase()}`,
          message: `${operation.id} opens to an ordinary user with the header ${trusted.name}.`,
          evidence: verdict.proven,
        };
        return 'decided';
      }
    }
    return doubt === undefined ? 'decided' : { undecided: doubt };
  },
});

interface Trusted {
  readonly name: string;
  readonly value: string;
  /** Of the same form, and meaning nothing. */
  readonly idle: string;
  /** The request goes to another path, which the header is to replace. */
  readonly path?: string;
}

/** As if from the server's own host; 203.0.113.0/24 is nobody's (RFC 5737). */
function addresses(): readonly Trusted[] {
  const names = [
    'X-Forwarded-For',
    'X-Real-IP',
    'X-Client-IP',
    'X-Originating-IP',
    'True-Client-IP',
    'CF-Connecting-IP',
  ];
  return [
    ...names.map((name) => ({ name, value: '127.0.0.1', idle: '203.0.113.77' })),
    { name: 'Forwarded', value: 'for=127.0.0.1', idle: 'for=203.0.113.77' },
  ];
}

/** As a gateway says who it has let in. */
function roles(_: Operation, { high }: PrivilegedRead, target: Target): readonly Trusted[] {
  const idle = `r${target.random(8)}`.toLowerCase();
  const role = high.role ?? 'admin';
  const names = ['X-User-Role', 'X-Role', 'X-Roles', 'X-User-Roles', 'X-Forwarded-Role'];
  return [...names.map((name) => ({ name, value: role, idle })), { name: 'X-Admin', value: 'true', idle }];
}

/** As a proxy rewrites paths, after it has judged the one of the request line. */
function paths(operation: Operation, { parameters }: PrivilegedRead, target: Target): readonly Trusted[] {
  const value = filledPath(operation, parameters);
  const idle = `/${target.random(10)}`;
  return ['X-Original-URL', 'X-Rewrite-URL'].map((name) => ({ name, value, idle, path: '/' }));
}

interface Asked {
  readonly operation: Operation;
  readonly read: PrivilegedRead;
  readonly target: Target;
}

function send({ operation, read, target }: Asked, headers: readonly Trusted[], fresh = false): Promise<Exchange> {
  const { low, parameters } = read;
  const fields = headers.map(({ name, value }): Field => [name, value]);
  const path = headers[0]?.path;
  return path === undefined
    ? target.call(operation, low, { parameters, headers: fields, fresh })
    : target.send({ method: 'GET', path, headers: fields, fresh }, low);
}
