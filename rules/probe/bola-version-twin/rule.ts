import {
  canonicalPath,
  fullPath,
  isSuccess,
  judgeForeignRead,
  probeRule,
  refusedRead,
  shown,
  unusable,
  type ApiModel,
  type Exchange,
  type Identity,
  type Operation,
  type OwnedObject,
} from '#rule';

export default probeRule({
  id: 'bola-version-twin',
  title: "The old version gives another user's object",
  severity: 'high',
  owasp: ['API1:2023', 'API9:2023'],
  cwe: 639,
  controls: ['PCI DSS 6.2.4', 'PCI DSS 7.2.1'],
  impact: 'create',
  per: 'operation',
  requests: 20,
  identities: 2,
  yieldsTo: ['auth-missing', 'auth-garbage-ok', 'bola-read-path'],
  why: `The documented version asks whose the object is. The one before it was never taken down and does not: changing \`/v2/\` to \`/v1/\` is the first thing that an attacker tries.`,
  fix: `Take old versions down, or let them be served by the code of the new one:

\`\`\`js
app.use('/v1', (req, res) => res.status(410).end());
\`\`\``,

  applies: ({ operation }, api) =>
    operation.method === 'GET' &&
    operation.parameters.some((one) => one.in === 'path') &&
    olderPaths(fullPath(operation)).some((path) => !isDocumented(api, path)),

  async *probe({ operation }, target) {
    const refused = await refusedRead(target, operation);
    if (typeof refused === 'string' || 'undecided' in refused) return refused;
    const { owner, attacker, object, ownObject, mine, theirs } = refused;
    const query = mine.request.query.map((field) => field.map(encodeURIComponent).join('=')).join('&');
    const random = target.randomObject(object);
    for (const [age, path] of olderPaths(pathOf(mine, operation, object)).entries()) {
      if (isDocumented(target.api, olderPaths(fullPath(operation))[age] ?? path)) continue;
      const old = (as: Identity, of: OwnedObject, fresh = false): Promise<Exchange> =>
        target.send(
          { method: 'GET', path: olderPaths(pathOf(mine, operation, of))[age] ?? path, query, fresh, fromRoot: true },
          as,
        );
      const answer = await old(owner, object);
      const failed = unusable(answer);
      if (failed !== undefined) return { undecided: failed };
      if (!isSuccess(answer)) continue;
      const verdict = await judgeForeignRead(target, {
        owner,
        attacker,
        ask: (as, how) => old(as, object, how?.fresh),
        random: () => old(attacker, random),
        own: () => old(attacker, ownObject),
        how: 'by the path of the old version',
      });
      if (verdict === 'decided') continue;
      if ('undecided' in verdict) return verdict;
      yield {
        at: operation.at,
        message: `${operation.id} refuses the object of another user, and an older version of it that the document lacks gives it.`,
        subject: 'version',
        evidence: [shown(target, `The documented version refuses it to ${attacker.name}.`, theirs), ...verdict.proven],
      };
      return 'decided';
    }
    return 'decided';
  },
});

/** Older versions of one path that are tried: each costs a request. */
const olderMax = 2;

/** The same path one and two versions before: `/v3/a` -> `/v2/a`, `/v1/a`. */
function olderPaths(path: string): readonly string[] {
  const segments = path.split('/');
  const at = segments.findIndex((segment) => /^v\d{1,2}$/i.test(segment));
  const now = Number((segments[at] ?? 'v0').slice(1));
  return Array.from({ length: Math.max(0, Math.min(olderMax, now - 1)) }, (_, index) =>
    segments.with(at, `${segments[at]?.charAt(0) ?? 'v'}${now - 1 - index}`).join('/'),
  );
}

function isDocumented({ operations }: ApiModel, path: string): boolean {
  return operations.some((one) => canonicalPath(fullPath(one)) === canonicalPath(path));
}

/** From the root, as the target has it: what stands before the operation's own path is what was sent. */
function pathOf({ request }: Exchange, { path }: Operation, { parameters }: OwnedObject): string {
  const base = request.path.split('/').slice(0, -(path.split('/').length - 1));
  const filled = path.replace(/\{([^{}]+)\}/g, (whole, name: string) => {
    const value = parameters[name];
    // A tag stays as it is: it becomes the value when it is sent.
    return value === undefined ? whole : value.startsWith('<') ? value : encodeURIComponent(value);
  });
  return base.join('/') + filled;
}
