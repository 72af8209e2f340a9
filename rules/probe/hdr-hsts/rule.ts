import { compared, header, NotTested, probeRule, servedOnce, shown } from '#rule';

export default probeRule({
  id: 'hdr-hsts',
  title: 'Browsers are not told to come by https alone',
  severity: 'info',
  owasp: ['API8:2023'],
  cwe: 319,
  controls: ['PCI DSS 4.2.1'],
  impact: 'read',
  per: 'host',
  requests: 6,
  identities: 1,
  why: `Without Strict-Transport-Security (RFC 6797) a browser follows a link to http, and whoever stands on the way answers in your place.`,
  fix: `Send it with every answer:

\`\`\`js
res.set('Strict-Transport-Security', 'max-age=31536000; includeSubDomains');
\`\`\``,

  applies: ({ operation }) => operation.method === 'GET',

  async *probe({ operation }, target) {
    const served = await servedOnce(target, operation);
    if ('undecided' in served) return served;
    const { mine, again } = served;
    if (!mine.request.origin.startsWith('https:')) throw new NotTested('the target is not https');
    const isTold = [mine, again].some(({ response }) =>
      /max-age\s*=\s*"?[1-9]/i.test(header(response?.headers ?? [], 'strict-transport-security') ?? ''),
    );
    if (isTold) return 'decided';
    yield {
      at: target.api.servers[0]?.at ?? target.api.at,
      subject: 'hsts',
      message: 'The target does not send Strict-Transport-Security.',
      evidence: [
        shown(target, 'An answer of the target.', mine),
        compared('Strict-Transport-Security', 'max-age above nothing', 'absent'),
      ],
    };
    return 'decided';
  },
});
