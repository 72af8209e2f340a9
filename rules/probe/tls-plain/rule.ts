import {
  canariesOf,
  compared,
  holdsObject,
  isGuardedRead,
  isTelling,
  NotTested,
  probeRule,
  servedOnce,
  shown,
  unusable,
} from '#rule';

export default probeRule({
  id: 'tls-plain',
  title: 'The API is served without encryption as well',
  severity: 'high',
  owasp: ['API8:2023'],
  cwe: 319,
  controls: ['PCI DSS 4.2.1'],
  impact: 'read',
  per: 'host',
  requests: 10,
  identities: 1,
  why: `The same answers come over http. Whoever shares a network with a customer, or stands on the way, reads them, and the token of the request with them.`,
  fix: `Close the port, or answer nothing there but where to go; never redirect and serve:

\`\`\`nginx
server { listen 80; return 308 https://$host$request_uri; }
\`\`\``,

  applies: ({ operation }) => isGuardedRead(operation),

  async *probe({ operation }, target) {
    const served = await servedOnce(target, operation);
    if ('undecided' in served) return served;
    const { owner, mine, again, anyone } = served;
    if (!mine.request.origin.startsWith('https:')) throw new NotTested('the target is not https');
    const canaries = canariesOf([mine, again], [anyone]);
    if (!isTelling(canaries)) return { undecided: 'the answer holds too little to know it by' };
    const request = { method: 'GET', path: mine.request.path, fromRoot: true, plain: true } as const;
    const plain = await target.send(request, owner);
    // Nobody listens there, or says where to go.
    if (plain.response === undefined || plain.response.status >= 300) return 'decided';
    if (holdsObject(plain, canaries) !== 'whole') return 'decided';
    const replay = await target.send({ ...request, fresh: true }, owner);
    if (unusable(replay) !== undefined || holdsObject(replay, canaries) !== 'whole')
      return { undecided: 'it did not happen again on a new connection' };
    yield {
      at: target.api.servers[0]?.at ?? target.api.at,
      wide: true,
      subject: 'transport',
      message: `${operation.id} is served over http as it is over https.`,
      evidence: [
        shown(target, 'The answer over https.', mine),
        shown(target, 'Over http the same answer, and no redirect.', plain),
        shown(target, 'Once more, on a new connection.', replay),
        compared('Over http', 'no connection, or a redirect', 'the answer itself'),
      ],
    };
    return 'decided';
  },
});
