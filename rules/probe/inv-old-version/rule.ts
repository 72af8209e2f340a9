import {
  canariesOf,
  carried,
  compared,
  holdsObject,
  isGuardedRead,
  isTelling,
  placesOf,
  probeRule,
  servedOnce,
  shown,
  unusable,
  type Exchange,
} from '#rule';

export default probeRule({
  id: 'inv-old-version',
  title: 'Old version of the API still answers',
  severity: 'medium',
  owasp: ['API9:2023'],
  cwe: 1059,
  controls: ['PCI DSS 6.3.2'],
  impact: 'read',
  per: 'host',
  requests: 12,
  identities: 1,
  why: `The document speaks of the new version and the old one lives on beside it, without the checks that were added since, and without anybody who looks after it.`,
  fix: `Take its routes out, or document it with its end:

\`\`\`js
app.use('/v1', (req, res) => res.status(410).json({ error: 'use /v2' }));
\`\`\``,

  applies: ({ operation }, api) => {
    const version = versionOf(operation.path);
    return (
      isGuardedRead(operation) &&
      version !== undefined &&
      version > 1 &&
      !api.operations.some(({ path }) => versionOf(path) === version - 1)
    );
  },

  async *probe({ operation }, target) {
    const version = versionOf(operation.path);
    const served = await servedOnce(target, operation);
    if (version === undefined) return { undecided: 'no version' };
    if ('undecided' in served) return served;
    const { owner, mine, again } = served;
    const known = canariesOf([mine, again], []);
    if (!isTelling(known)) return { undecided: 'the answer holds too little to know it by' };
    const ask = (number: number, fresh = false): Promise<Exchange> =>
      target.send(
        { method: 'GET', path: mine.request.path.replace(`/v${version}/`, `/v${number}/`), fromRoot: true, fresh },
        owner,
      );
    const old = await ask(version - 1);
    const failed = unusable(old);
    if (failed !== undefined) return { undecided: failed };
    if (holdsObject(old, known) === 'no') return 'decided';
    const never = await ask(0);
    const replay = await ask(version - 1, true);
    const unclear = unusable(never, replay);
    if (unclear !== undefined) return { undecided: unclear };
    if (holdsObject(never, known) !== 'no') return { undecided: 'any version answers alike' };
    if (holdsObject(replay, known) === 'no') return { undecided: 'it did not happen again on a new connection' };
    yield {
      at: operation.at,
      wide: true,
      subject: `version/v${version - 1}`,
      message: `Version ${version - 1} answers what ${operation.id} does, and this document does not have it.`,
      evidence: [
        shown(target, `The answer of version ${version}.`, mine),
        shown(target, `Version ${version - 1} holds the same object.`, old),
        shown(target, 'A version that never was does not.', never),
        shown(target, 'The old one once more, on a new connection.', replay),
        compared('Values in both versions', placesOf(known), placesOf(carried(old, known))),
      ],
    };
    return 'decided';
  },
});

/** Of `/v2/accounts`: 2. */
function versionOf(path: string): number | undefined {
  const found = /^(?:\/[^/{}]+)*?\/v(\d{1,2})\//.exec(path)?.[1];
  return found === undefined ? undefined : Number(found);
}
