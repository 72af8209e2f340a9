import {
  compared,
  header,
  isSideEffecting,
  isSuccess,
  probeRule,
  servedOnce,
  shown,
  type Exchange,
  type Operation,
} from '#rule';

export default probeRule({
  id: 'inv-sunset',
  title: 'Operation still answers after its announced end',
  severity: 'low',
  owasp: ['API9:2023'],
  cwe: 1059,
  controls: ['PCI DSS 6.3.2'],
  impact: 'read',
  per: 'operation',
  requests: 6,
  identities: 1,
  yieldsTo: ['auth-missing'],
  why: `Its end was announced and has passed, and it still answers: an operation that nobody maintains, that clients were told to leave, and that is as open as on its first day.`,
  fix: `Take it out, or move the day (RFC 8594):

\`\`\`js
app.get('/orders', (req, res) => res.status(410).json({ error: 'use /fx-orders' }));
\`\`\``,

  applies: ({ operation }) => operation.method === 'GET' && operation.deprecated && !isSideEffecting(operation),

  async *probe({ operation }, target) {
    const served = await servedOnce(target, operation);
    if ('undecided' in served) return served;
    const { mine, again } = served;
    const end = endOf(mine, operation);
    if (end === undefined) return { undecided: 'neither the document nor the answer says when it ends' };
    if (end > target.epochMs() || !isSuccess(again)) return 'decided';
    const days = Math.floor((target.epochMs() - end) / 86_400_000);
    if (days < 1) return 'decided';
    yield {
      at: operation.at,
      message: `${operation.id} answers ${days} days after its announced end.`,
      evidence: [
        shown(target, 'It is served.', mine),
        shown(target, 'And again.', again),
        compared('After its Sunset', 'gone', 'served as before'),
      ],
    };
    return 'decided';
  },
});

/** Milliseconds since 1970: by the answer's own header, else by the document's extension. */
function endOf({ response }: Exchange, { raw }: Operation): number | undefined {
  const said = header(response?.headers ?? [], 'sunset') ?? raw['x-sunset'];
  const at = typeof said === 'string' ? Date.parse(said) : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}
