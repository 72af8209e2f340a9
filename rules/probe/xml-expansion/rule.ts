import { compared, isSuccess, NotTested, probeRule, shown, unusable, type Exchange } from '#rule';
import { documentOf, occurrences } from './document.ts';

/** Three levels of ten: a thousand, which no server minds. */
const copies = 1_000;

export default probeRule({
  id: 'xml-expansion',
  title: 'XML entities are expanded without a limit',
  severity: 'high',
  owasp: ['API4:2023'],
  cwe: 776,
  controls: ['PCI DSS 6.2.4'],
  impact: 'read',
  per: 'operation',
  requests: 8,
  identities: 1,
  // Entities that are filled in at all are the cause of both.
  yieldsTo: ['auth-missing', 'auth-garbage-ok', 'xxe'],
  why: `A document may define a word that stands for ten others, which stand for ten others each. A thousand copies were made of one here; with ten levels it is ten thousand million, out of a kilobyte, and the server is gone.`,
  fix: `Refuse documents with a DTD, which no API needs:

\`\`\`java
factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
\`\`\``,

  applies: ({ operation }) => operation.requestBodies.some(({ mediaType }) => /[/+]xml$/.test(mediaType)),

  async *probe({ operation }, target) {
    const body = operation.requestBodies.find(({ mediaType }) => /[/+]xml$/.test(mediaType));
    const [owner] = target.users;
    if (body === undefined) throw new NotTested('no XML body');
    const nonce = `sp${target.random(10)}`;
    const send = (levels: number, fresh = false): Promise<Exchange> => {
      const text = documentOf(body, { api: target.api, nonce, levels });
      if (text === undefined)
        throw new NotTested(`${operation.id}: its schema has no text that an entity could stand in`);
      return target.call(operation, owner, { rawBody: { text, mediaType: body.mediaType }, fresh });
    };
    const plain = await send(0);
    const failed = unusable(plain);
    if (failed !== undefined) return { undecided: failed };
    if (!isSuccess(plain)) return { undecided: 'a valid document is refused' };
    const small = await send(2);
    if (!isSuccess(small) || occurrences(small, nonce) < 100) {
      // Nothing of the document comes back: whether it was expanded inside cannot be seen.
      if (occurrences(plain, nonce) === 0) return { undecided: 'the answer shows nothing of the document' };
      return 'decided';
    }
    const large = await send(3);
    const again = await send(3, true);
    const unclear = unusable(large, again);
    if (unclear !== undefined) return { undecided: unclear };
    if (occurrences(large, nonce) < copies || occurrences(again, nonce) < copies) return 'decided';
    yield {
      at: operation.at,
      message: `${operation.id} expands entities of three levels a thousand times.`,
      evidence: [
        shown(target, 'A document without a DTD.', plain),
        shown(target, 'One with two levels of ten entities.', small),
        shown(target, 'One with three levels.', large),
        shown(target, 'Again on a new connection.', again),
        compared(
          'Copies of one word in the answer',
          'without entities: a few',
          `by levels: ${occurrences(small, nonce)}, ${occurrences(large, nonce)}`,
        ),
      ],
    };
    return 'decided';
  },
});
