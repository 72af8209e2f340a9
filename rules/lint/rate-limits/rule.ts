import { isServiceInfo, lacking, lintRule, type Operation, type Response } from '#rule';

const declared = `Declare it once and refer to it:

\`\`\`yaml
components:
  responses:
    TooMany:
      description: Too many requests
      headers:
        Retry-After: { schema: { type: integer } }
        RateLimit: { schema: { type: string } }
\`\`\``;

const tooMany = lintRule({
  id: 'rate-429',
  title: 'Operation without a limit of its rate',
  severity: 'info',
  owasp: ['API4:2023'],
  cwe: 770,
  why: `The document knows no answer to a client that asks too often. Clients then retry at once and without an end, and nobody can see whether there is a limit at all.`,
  fix: declared,

  api: (api) =>
    lacking(api, {
      among: api.operations.filter((operation) => !isServiceInfo(operation)),
      has: ({ responses }) => responses.some(({ status }) => status === '429' || status === '4XX'),
      here: (operation) => ({ at: operation.at, message: `${operation.id} does not declare 429.` }),
      everywhere: (operations) => `${operations.length} operations do not declare 429.`,
    }),
});

const headers = lintRule({
  id: 'rate-headers',
  title: 'Answers without a word on the limit',
  severity: 'info',
  owasp: ['API4:2023'],
  cwe: 770,
  why: `A client that cannot see how much is left runs into the limit, and so does everybody who shares it.`,
  fix: declared,

  api: (api) =>
    lacking(api, {
      among: api.operations.filter((operation) => !isServiceInfo(operation)),
      has: ({ responses }) => responses.some((response) => hasHeader(response, /^(x-)?rate-?limit/i)),
      here: (operation) => ({ at: operation.at, message: `${operation.id} declares no RateLimit header.` }),
      everywhere: (operations) => `${operations.length} operations declare no RateLimit header.`,
    }),
});

const retryAfter = lintRule({
  id: 'rate-retry-after',
  title: '429 without Retry-After',
  severity: 'info',
  owasp: ['API4:2023'],
  cwe: 770,
  why: `Told no time, clients come back at once and together: the limit that was to protect the server brings the next wave.`,
  fix: declared,

  api: (api) =>
    lacking(api, {
      among: api.operations.filter((operation) => limited(operation) !== undefined),
      has: (operation) => {
        const response = limited(operation);
        return response !== undefined && hasHeader(response, /^retry-after$/i);
      },
      here: (operation) => ({
        at: limited(operation)?.at ?? operation.at,
        subject: 'retry-after',
        message: `429 of ${operation.id} declares no Retry-After.`,
      }),
      everywhere: (operations) => `429 of ${operations.length} operations declares no Retry-After.`,
    }),
});

export default [tooMany, headers, retryAfter];

function hasHeader(response: Response, name: RegExp): boolean {
  return response.headers.some((header) => name.test(header.name));
}

function limited({ responses }: Operation): Response | undefined {
  return responses.find(({ status }) => status === '429');
}
