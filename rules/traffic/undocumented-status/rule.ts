import { child, documentedResponse, header, isPageLoad, trafficRule, type Exchange } from '#rule';

export default trafficRule({
  id: 'undocumented-status',
  title: 'Status in an answer that the document does not have',
  severity: 'medium',
  tiers: [
    { name: 'server-error', severity: 'high' },
    { name: 'other', severity: 'medium' },
    { name: 'refusal', severity: 'low' },
  ],
  owasp: ['API8:2023'],
  cwe: 755,
  why: `A status that nobody planned is a path through the code that nobody tested: errors of the server tell an attacker that input reaches something it should not, and often carry a stack trace. Clients treat it as they please.`,
  fix: `Find what answers so. If it is meant, document it with its body; if not, handle the case before it becomes an error:

\`\`\`yaml
responses:
  '409': { $ref: '#/components/responses/Conflict' }
\`\`\``,
  only: 'captured',

  exchange(exchange, operation, api) {
    const { status = 0 } = exchange.response ?? {};
    if (operation === undefined || api.dialect === 'capture' || operation.responses.length === 0) return undefined;
    // That the route is not there at all is another finding.
    const isOfRoute = status === 405 || status === 501;
    if (isOfRoute || isOfTheWay(exchange, status) || documentedResponse(operation, status) !== undefined)
      return undefined;
    return {
      at: child(operation.at, 'responses'),
      message: `${operation.id} answers with status ${status}, which the document does not have.`,
      subject: `response/${status}`,
      tier: status >= 500 ? 'server-error' : isRefusal(status) ? 'refusal' : 'other',
    };
  },
});

/** What every protected and limited API answers, whether it is written down or not. */
function isRefusal(status: number): boolean {
  return [400, 401, 403, 404, 406, 415, 422, 429].includes(status);
}

/** Of HTTP itself, of what stands before the server, or of a browser on its way to a page. */
function isOfTheWay(exchange: Exchange, status: number): boolean {
  const { headers, method } = exchange.request;
  const isPartial = status === 206 && header(headers, 'range') !== undefined;
  const isHtml = /html/.test(exchange.response?.body?.mediaType ?? '');
  const isGateway = [502, 503, 504].includes(status) || (status >= 520 && status <= 530);
  if (status < 200 || status === 304 || status === 407 || status === 408 || status > 599) return true;
  if (status >= 300 && status < 400) return true;
  return method === 'HEAD' || isPartial || isPageLoad(exchange) || isGateway || (isHtml && status >= 400);
}
