import {
  compared,
  inWords,
  isSideEffecting,
  isSuccess,
  plainRead,
  probeRule,
  shown,
  unusable,
  type Exchange,
  type Operation,
} from '#rule';

export default probeRule({
  id: 'bola-export-file',
  title: "Another user's file can be downloaded by its id",
  severity: 'high',
  owasp: ['API1:2023'],
  cwe: 639,
  controls: ['PCI DSS 6.2.4', 'PCI DSS 7.2.1'],
  impact: 'create',
  per: 'operation',
  requests: 12,
  identities: 2,
  yieldsTo: ['auth-missing', 'auth-garbage-ok', 'bola-read-path'],
  why: `Statements, invoices and identity papers are files, and the address that gives them looks at the id alone. What the API refuses to show as data is downloaded as a document.`,
  fix: `Check the owner where the file is given out, as for the data it was made of:

\`\`\`js
const statement = await db.statements.findOne({ id: req.params.statementId, ownerId: req.user.id });
if (!statement) return res.status(404).end();
res.sendFile(statement.file);
\`\`\``,

  applies: ({ operation }) =>
    operation.method === 'GET' &&
    !isSideEffecting(operation) &&
    operation.parameters.some((one) => one.in === 'path') &&
    givesFile(operation),

  async *probe({ operation }, target) {
    const read = await plainRead(target, operation);
    if ('undecided' in read) return read;
    const { owner, attacker, object, mine, again, anyone, theirs, own, verdict } = read;
    const file = digestOf(mine);
    // A file of text is known by what stands in it.
    if (file === undefined) return typeof verdict === 'object' && 'proven' in verdict ? 'decided' : verdict;
    if (digestOf(again) !== file) return { undecided: 'the file differs each time it is given' };
    if (digestOf(anyone) === file || theirs === undefined)
      return { undecided: 'anybody gets the file: no question of ownership' };
    if (own === undefined) return { undecided: `${attacker.name} has no file of its own to compare with` };
    if (digestOf(own) === file) return 'decided';
    if (digestOf(theirs) !== file) {
      if (isSuccess(own) && digestOf(own) !== undefined) return 'decided';
      return { undecided: `${attacker.name} gets no file of its own either, so the refusal proves nothing` };
    }
    const garbage = await target.call(operation, target.garbage, { parameters: object.parameters });
    const random = await target.call(operation, attacker, { parameters: target.randomObject(object).parameters });
    const replay = await target.call(operation, attacker, { parameters: object.parameters, fresh: true });
    const unclear = unusable(garbage, random, replay);
    if (unclear !== undefined) return { undecided: unclear };
    if (digestOf(garbage) === file) return { undecided: 'a broken credential gets it as well' };
    if (digestOf(random) === file) return { undecided: 'an id that was never issued gives the same file' };
    if (digestOf(replay) !== file) return { undecided: 'it did not happen again on a new connection' };
    yield {
      at: operation.at,
      message: `${operation.id} gives a user the file of another user.`,
      subject: 'ownership',
      evidence: [
        shown(target, `The owner, ${owner.name}, downloads the file.`, mine),
        shown(target, 'Without a credential it is refused.', anyone),
        shown(target, `${attacker.name}'s own file is another one.`, own),
        shown(target, 'An id that was never issued does not give it.', random),
        shown(target, `${attacker.name} downloads the file of ${owner.name}.`, theirs),
        shown(target, 'The same on a new connection.', replay),
        compared(
          'SHA-256 of the files',
          `${owner.name}: ${inWords(mine)}`,
          `${attacker.name}: the same, byte for byte`,
        ),
      ],
    };
    return 'decided';
  },
});

function digestOf(exchange: Exchange): string | undefined {
  return isSuccess(exchange) ? exchange.response?.body?.digest : undefined;
}

/** A response of 2xx is documented as something that is no JSON. */
function givesFile({ responses }: Operation): boolean {
  return responses.some(
    ({ status, bodies }) =>
      status.startsWith('2') && bodies.some(({ mediaType }) => !/json|^text\/html/.test(mediaType)),
  );
}
