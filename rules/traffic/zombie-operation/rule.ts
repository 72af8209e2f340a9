import { header, isServedStatus, ownText, trafficRule, type Exchange, type Operation } from '#rule';

export default trafficRule({
  id: 'zombie-operation',
  title: 'Deprecated operation that is still called and answers',
  severity: 'medium',
  owasp: ['API9:2023'],
  cwe: 1059,
  controls: ['PCI DSS 6.3.2'],
  why: `What is on its way out gets no fixes and no reviews, and keeps the rights it had. As long as it answers, an attacker takes the old way around every check that its successor makes.`,
  fix: `Move the callers, then take the operation off the server; until then say when it ends:

\`\`\`http
Deprecation: @1767225600
Sunset: Thu, 01 Jan 2026 00:00:00 GMT
\`\`\``,
  only: 'captured',

  exchange(exchange, operation, api) {
    if (operation === undefined || api.dialect === 'capture' || !isServedStatus(exchange)) return undefined;
    const why = reasonOf(exchange, operation);
    if (why === undefined) return undefined;
    return { at: operation.at, message: `${operation.id} ${why}, and is called and answers.`, subject: 'zombie' };
  },
});

function reasonOf({ startedAt, response }: Exchange, { raw, deprecated }: Operation): string | undefined {
  const sunset = dayOf(ownText(raw, 'x-sunset'));
  const day = startedAt?.slice(0, 10);
  // Without the day of the call nobody knows what was over by then.
  if (sunset !== undefined && day !== undefined && sunset <= day) return 'is past its sunset';
  if (deprecated) return 'is deprecated';
  const announced = response?.headers ?? [];
  // RFC 9745 and RFC 8594: the server says it, the document does not.
  const isAnnounced = header(announced, 'deprecation') !== undefined || header(announced, 'sunset') !== undefined;
  return isAnnounced && sunset === undefined ? 'is announced as deprecated by the server alone' : undefined;
}

function dayOf(text: string | undefined): string | undefined {
  return /^\d{4}-\d{2}-\d{2}/.exec(text ?? '')?.[0];
}
