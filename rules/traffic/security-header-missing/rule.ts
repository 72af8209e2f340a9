import { documentedResponse, operationsById, trafficRule, type Header, type Response } from '#rule';

export default trafficRule({
  id: 'security-header-missing',
  title: 'Security header that the document promises, and answers do not carry',
  severity: 'low',
  owasp: ['API8:2023'],
  cwe: 693,
  controls: ['PCI DSS 6.2.4'],
  why: `The document says that a browser is told to keep to https, to guess no types, or to store nothing. Reviews count on it, and the server does not say it: an answer with account data may lie in a cache, or be read as a page.`,
  fix: `Set it where all answers pass, in the framework or at the edge:

\`\`\`ts
app.use(helmet()); // Strict-Transport-Security, X-Content-Type-Options, Content-Security-Policy ...
\`\`\``,
  only: 'captured',

  exchange({ response }, operation, api) {
    // Without any header the capture has lost them, and what was not modified repeats only some (RFC 9110 section 15.4.5).
    if (operation === undefined || api.dialect === 'capture' || response === undefined || response.headers.length === 0)
      return undefined;
    const documented = documentedResponse(operation, response.status);
    if (documented?.status !== String(response.status) || response.status === 304) return undefined;
    const sent = new Set(response.headers.map(([name]) => name.toLowerCase()));
    return promised(documented)
      .filter(({ name, required }) => required && !sent.has(name.toLowerCase()))
      .map((header) => ({ at: header.at, message: messageOf(operation.id, documented, header) }));
  },

  end(seen, api) {
    if (api.dialect === 'capture') return undefined;
    return [...seen.calls].flatMap(([id, { headers, served, firstServed }]) => {
      if (firstServed === undefined || served < servedMin) return [];
      const responses = operationsById(api).get(id)?.responses ?? [];
      return responses
        .filter(({ status }) => status.startsWith('2'))
        .flatMap((response) =>
          promised(response)
            .filter(({ name, required }) => !required && !headers.has(name.toLowerCase()))
            .map((header) => ({
              at: header.at,
              message: messageOf(id, response, header),
              operations: [id],
              related: [{ at: firstServed, message: 'an answer without' }],
            })),
        );
    });
  },
});

/** A header that is not `required` may be left out of an answer; out of so many it is not there. */
const servedMin = 20;
/** What tells a browser how to handle an answer: OWASP's Secure Headers Project. */
const security =
  /^(?:strict-transport-security|x-content-type-options|content-security-policy|x-frame-options|referrer-policy|permissions-policy|cross-origin-(?:opener|embedder|resource)-policy|cache-control|clear-site-data)$/i;

function promised({ headers }: Response): readonly Header[] {
  return headers.filter(({ name }) => security.test(name));
}

function messageOf(id: string, { status }: Response, { name }: Header): string {
  return `${id} is documented to answer ${status} with ${name}, and does not.`;
}
