import {
  child,
  isServiceInfo,
  limitNeedOf,
  lintRule,
  sharedResponse,
  type ApiModel,
  type Repair,
  type Response,
} from '#rule';

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
  mends: 'Adds 429 by reference where all operations that declare it refer to one shared response of the same file.',
  fix: declared,

  operation(operation, api) {
    // Of logins, flows that pay to automate and what is costly their own rules say so.
    if (isServiceInfo(operation) || limitNeedOf(operation, api) !== undefined) return undefined;
    if (operation.responses.some(({ status }) => status === '429' || status === '4XX')) return undefined;
    return {
      at: operation.at,
      message: `${operation.id} does not declare 429.`,
      ...sharedResponse(operation, ['429'], api),
    };
  },
});

const headers = lintRule({
  id: 'rate-headers',
  title: 'Answers without a word on the limit',
  severity: 'info',
  owasp: ['API4:2023'],
  cwe: 770,
  why: `A client that cannot see how much is left runs into the limit, and so does everybody who shares it.`,
  fix: declared,

  /** Where no limit is declared at all, that is said and not this; a shared 429 is one place for all who use it. */
  response(response, operation) {
    if (response.status !== '429' || operation.responses.some((one) => hasHeader(one, /^(x-)?rate-?limit/i)))
      return undefined;
    return {
      at: response.sharedAt ?? response.at,
      subject: 'rate-limit',
      message: 'Nothing here says how much of the limit is left.',
    };
  },
});

const retryAfter = lintRule({
  id: 'rate-retry-after',
  title: '429 without Retry-After',
  severity: 'info',
  owasp: ['API4:2023'],
  cwe: 770,
  why: `Told no time, clients come back at once and together: the limit that was to protect the server brings the next wave.`,
  mends: 'Declares the header in seconds; of a shared response once, where it is defined.',
  fix: declared,

  response: (response, _operation, api) =>
    response.status === '429' && !hasHeader(response, /^retry-after$/i)
      ? {
          at: response.sharedAt ?? response.at,
          subject: 'retry-after',
          message: 'The answer 429 declares no Retry-After.',
          repair: retryAfterOf(response, api),
        }
      : undefined,
});

export default [tooMany, headers, retryAfter];

function hasHeader(response: Response, name: RegExp): boolean {
  return response.headers.some((header) => name.test(header.name));
}

/** In seconds, which every client can read (RFC 9110 section 10.2.3). */
function retryAfterOf(response: Response, { dialect }: ApiModel): Repair {
  const at = response.sharedAt ?? response.at;
  const whole = { type: 'integer', description: 'Seconds to wait' };
  const value = dialect === '2.0' ? whole : { description: whole.description, schema: { type: 'integer' } };
  return {
    title: 'Declare Retry-After',
    edits: [
      response.headers.length === 0
        ? { kind: 'add', at, key: 'headers', value: { 'Retry-After': value } }
        : { kind: 'add', at: child(at, 'headers'), key: 'Retry-After', value },
    ],
  };
}
