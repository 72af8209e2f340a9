import {
  canonicalId,
  child,
  compared,
  inWords,
  isAlike,
  isSuccess,
  parent,
  probeRule,
  servedUser,
  shown,
  siblingPath,
  unusable,
} from '#rule';

export default probeRule({
  id: 'inv-removed-alive',
  title: 'Operation is gone from the document and still answers',
  severity: 'medium',
  owasp: ['API9:2023'],
  cwe: 1059,
  controls: ['PCI DSS 6.3.2'],
  impact: 'read',
  per: 'operation',
  among: 'removed',
  requests: 8,
  identities: 1,
  why: `What is not in the document is not reviewed, tested or patched any more, and attackers try the old paths first: the fixes that the new operation got are missing in the one behind it.`,
  fix: `Take the route out with the document, and answer 410 for as long as clients still ask:

\`\`\`js
app.all('/v1/cards/export', (req, res) => res.status(410).end());
\`\`\`

If it must stay for a while, keep it in the document with \`deprecated: true\` and a \`Sunset\` date.`,

  applies: ({ operation }) => operation.method === 'GET',

  async *probe({ operation }, target) {
    const { owner, object, mine } = await servedUser(target, operation);
    const { parameters } = object;
    const { status } = mine.response ?? {};
    const failed = unusable(mine);
    if (failed !== undefined) return { undecided: failed };
    if (status === 404 || status === 405 || status === 410 || status === 501) {
      // An object that may not exist hides a route that may: only a path without ids is surely gone.
      if (!operation.path.includes('{') || status !== 404) return 'decided';
      return { undecided: 'it answers 404, perhaps for the object alone' };
    }
    const sibling = await target.send({ method: 'GET', path: siblingPath(operation, target) }, owner);
    const replay = await target.call(operation, owner, { parameters, fresh: true });
    const anyone = await target.call(operation, target.anonymous, { parameters });
    const unclear = unusable(sibling, replay);
    if (unclear !== undefined) return { undecided: unclear };
    if (isAlike(mine, sibling) || (status !== undefined && status >= 300 && status < 400)) return 'decided';
    if (isSuccess(sibling)) return { undecided: 'paths that never existed are answered as well' };
    if (!isSuccess(mine) || (mine.response?.body?.bytes ?? 0) === 0)
      return {
        undecided: `it answers ${status ?? 'nothing'} where unknown paths answer ${sibling.response?.status ?? 0}`,
      };
    if (!isSuccess(replay) || isAlike(replay, sibling))
      return { undecided: 'it did not happen again on a new connection' };

    const neighbour = target.api.operations.find(({ kind, path }) => kind === 'path' && path === operation.path);
    yield {
      at: neighbour === undefined ? child(target.api.at, 'paths') : parent(neighbour.at),
      // It stands nowhere in the document, so its own name alone tells it from others.
      wide: true,
      subject: canonicalId(operation),
      operations: [operation.id],
      message: `${operation.id} is not in the document any more and still answers.`,
      related: [{ at: operation.at, message: 'where the previous document has it' }],
      evidence: [
        shown(target, `${owner.name} calls the removed operation.`, mine),
        shown(target, 'A path beside it that never existed is refused.', sibling),
        shown(target, 'The removed operation once more, on a new connection.', replay),
        shown(target, 'Without a credential.', anyone),
        compared('Answers to the removed and to the unknown path', inWords(mine), inWords(sibling)),
      ],
    };
    return 'decided';
  },
});
