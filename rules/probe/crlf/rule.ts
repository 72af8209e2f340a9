import {
  compared,
  header,
  isTextSlot,
  NotTested,
  probeRule,
  screenOf,
  sendAt,
  shown,
  unusable,
  type Exchange,
  type Screen,
} from '#rule';

export default probeRule({
  id: 'crlf',
  title: 'Line break in a value starts a header of the answer',
  severity: 'medium',
  owasp: ['API8:2023'],
  cwe: 113,
  controls: ['PCI DSS 6.2.4'],
  impact: 'read',
  per: 'input',
  requests: 8,
  identities: 1,
  yieldsTo: ['auth-missing', 'auth-garbage-ok'],
  why: `The value stands in a header of the answer, and a line break in it ends that header: what follows is a header, a cookie or a page of the attacker's, for whoever opens the link, or for everybody behind the same cache.`,
  fix: `Let the framework write headers, which refuses line breaks, and encode what stands in them (RFC 6266, RFC 8187):

\`\`\`js
res.attachment(req.query.saveAs);   // not: socket.write(\`Content-Disposition: ...\${saveAs}\\r\\n\`)
\`\`\``,

  applies: ({ operation, input }, api) =>
    operation.method === 'GET' && isTextSlot({ operation, ...(input && { input }) }, api, 30),

  async *probe({ operation, input }, target) {
    if (input === undefined) throw new NotTested('no input');
    const screen = await screenOf(target, { operation, input });
    if ('undecided' in screen) return screen;
    // No header of the answers holds the value: there is nothing to break.
    if (!isInHeader(screen)) return 'decided';
    const send = sendAt(target, { operation, input }, screen);
    const ask = async (
      lineBreak: string,
      fresh = false,
    ): Promise<{ readonly answer: Exchange; readonly is: boolean }> => {
      const [name, word] = [`x-sp${target.random(8)}`, `sp${target.random(8)}`];
      const answer = await send(`sp${target.random(6)}${lineBreak}${name}: ${word}`, { fresh });
      return { answer, is: header(answer.response?.headers ?? [], name)?.trim() === word };
    };
    const broken = await ask('\r\n');
    const failed = unusable(broken.answer);
    if (failed !== undefined) return { undecided: failed };
    if (!broken.is) return 'decided';
    const blank = await ask(' ');
    if (blank.is) return { undecided: 'the header comes without a line break as well' };
    const again = await ask('\r\n', true);
    if (!again.is) return { undecided: 'it did not happen again with another name' };
    yield {
      at: operation.at,
      subject: `request/${input.in}/${input.name}`,
      message: `${operation.id} lets ${input.name} add headers to its answer.`,
      evidence: [
        shown(target, 'The value stands in a header of the answer.', screen.loaded),
        shown(target, 'With a blank and a second header in it, it is one header.', blank.answer),
        shown(target, 'With a line break in place of the blank, it is two.', broken.answer),
        shown(target, 'Another one, on a new connection.', again.answer),
        compared('Headers of random names', 'without a line break: none', 'with one: there, twice'),
      ],
    };
    return 'decided';
  },
});

function isInHeader({ loaded, quoted, word }: Screen): boolean {
  const fields = [loaded, quoted].flatMap(({ response }) => response?.headers ?? []);
  return fields.some(([, value]) => value.includes(word));
}
