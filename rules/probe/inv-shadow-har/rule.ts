import {
  compared,
  isAlike,
  isSuccess,
  NotTested,
  probeRule,
  shown,
  unusable,
  type Exchange,
  type Identity,
  type Target,
} from '#rule';

/** Calls of captures that are tried, in operations. */
const callsMax = 15;

export default probeRule({
  id: 'inv-shadow-har',
  title: 'Operation that no document has is alive',
  severity: 'medium',
  owasp: ['API9:2023'],
  cwe: 1059,
  controls: ['PCI DSS 6.3.2'],
  impact: 'read',
  per: 'run',
  requests: 64,
  identities: 1,
  why: `Clients call it and the document does not have it: nobody has reviewed it, tests it or watches it, and whoever reads traffic knows it.`,
  fix: `Document it, or take it out:

\`\`\`yaml
paths:
  /internal/limits/{id}: { get: { operationId: getLimits, security: [{ bearerAuth: [] }] } }
\`\`\``,

  applies: () => true,

  async *probe(_, target) {
    const reads = new Map(
      target.captured.filter(({ method }) => method === 'GET').map(({ path }) => [templated(path), path] as const),
    );
    if (reads.size === 0)
      throw new NotTested('no capture shows a call that the document does not have: give one with --traffic');
    const [user] = target.users;
    for (const [template, path] of [...reads].slice(0, callsMax)) {
      const alive = await aliveAt(target, user, path);
      if (alive === undefined) continue;
      yield {
        at: target.api.at,
        subject: `GET ${template}`,
        message: `GET ${template} was seen in traffic, is alive, and does not stand in this document.`,
        evidence: alive,
      };
    }
    return 'decided';
  },
});

/** Ids are not told: what holds a digit stands for itself alone. */
function templated(path: string): string {
  return (path.split('?', 1)[0] ?? '')
    .split('/')
    .map((segment) => (/\d|^<|@|%/.test(segment) || segment.length > 40 ? '{}' : segment))
    .join('/');
}

/** It answers with data, and a path beside it that does not exist answers otherwise; twice. */
async function aliveAt(
  target: Target,
  user: Identity,
  path: string,
): Promise<ReturnType<typeof evidenceOf> | undefined> {
  const ask = (where: string, fresh = false): Promise<Exchange> =>
    target.send({ method: 'GET', path: where, fresh }, user);
  const answer = await ask(path);
  if (unusable(answer) !== undefined || !isSuccess(answer) || answer.response?.body?.json === undefined)
    return undefined;
  const segments = path.split('?', 1)[0]?.split('/') ?? [];
  const last = segments.findLastIndex((segment) => segment !== '' && !/\d/.test(segment));
  const sibling = await ask(
    segments.map((segment, at) => (at === last ? `${segment}-${target.random(8)}` : segment)).join('/'),
  );
  if (isSuccess(sibling) && isAlike(sibling, answer)) return undefined;
  const again = await ask(path, true);
  return isSuccess(again) && isAlike(again, answer) ? evidenceOf(target, { answer, sibling, again }) : undefined;
}

interface Seen {
  readonly answer: Exchange;
  readonly sibling: Exchange;
  readonly again: Exchange;
}

function evidenceOf(target: Target, { answer, sibling, again }: Seen) {
  return [
    shown(target, 'The call that the capture shows.', answer),
    shown(target, 'A path beside it that does not exist.', sibling),
    shown(target, 'The call once more, on a new connection.', again),
    compared('The document', 'an operation for each call', 'none for this one'),
  ] as const;
}
