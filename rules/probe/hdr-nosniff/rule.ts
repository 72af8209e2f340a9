import { compared, header, probeRule, servedOnce, shown } from '#rule';

export default probeRule({
  id: 'hdr-nosniff',
  title: 'Browsers may guess what an answer is',
  severity: 'info',
  owasp: ['API8:2023'],
  cwe: 693,
  controls: ['PCI DSS 6.2.4'],
  impact: 'read',
  per: 'host',
  requests: 6,
  identities: 1,
  why: `Without X-Content-Type-Options a browser may take JSON or an upload that holds markup for a page, and run what is in it.`,
  fix: `Send it with every answer:

\`\`\`js
res.set('X-Content-Type-Options', 'nosniff');
\`\`\``,

  applies: ({ operation }) => operation.method === 'GET',

  async *probe({ operation }, target) {
    const served = await servedOnce(target, operation);
    if ('undecided' in served) return served;
    const { mine, again } = served;
    const isForbidden = [mine, again].some(({ response }) =>
      /^\s*nosniff\s*$/i.test(header(response?.headers ?? [], 'x-content-type-options') ?? ''),
    );
    if (isForbidden) return 'decided';
    if ((mine.response?.body?.bytes ?? 0) === 0) return { undecided: 'the answer has no body to be guessed at' };
    yield {
      at: target.api.servers[0]?.at ?? target.api.at,
      subject: 'nosniff',
      message: 'The target does not send X-Content-Type-Options: nosniff.',
      evidence: [
        shown(target, 'An answer of the target.', mine),
        compared('X-Content-Type-Options', 'nosniff', 'absent'),
      ],
    };
    return 'decided';
  },
});
