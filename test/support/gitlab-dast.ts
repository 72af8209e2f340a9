/**
 * What GitLab's schema of DAST reports, version 15.0.7, asks of the fields that we write, in our words: dast-report-format.json
 * of https://gitlab.com/gitlab-org/security-products/security-report-schemas. What we do not write is not allowed here, so
 * that a new field has to be looked up there first.
 */
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'vitest';

const text = { type: 'string', minLength: 1 } as const;
const time = { type: 'string', pattern: String.raw`^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$` } as const;

/** All keys are required but those that end with a question mark. */
function object(keys: Readonly<Record<string, object>>): object {
  const properties = Object.fromEntries(Object.entries(keys).map(([key, schema]) => [key.replace('?', ''), schema]));
  const required = Object.keys(keys).filter((key) => !key.endsWith('?'));
  return { type: 'object', properties, required, additionalProperties: false };
}

const listOf = (items: object): object => ({ type: 'array', items });
const web = { type: 'string', pattern: '^https?://.+' } as const;
const tool = object({ id: text, name: text, url: web, version: text, vendor: object({ name: text }) });
const headers = listOf(object({ name: text, value: { type: 'string' } }));
const request = object({ headers, method: text, url: text });
const response = object({ headers, reason_phrase: { type: 'string' }, status_code: { type: 'integer' } });
const vulnerability = object({
  id: text,
  name: { type: 'string', maxLength: 255 },
  description: { type: 'string', maxLength: 1_048_576 },
  severity: { enum: ['Info', 'Unknown', 'Low', 'Medium', 'High', 'Critical'] },
  solution: { type: 'string', maxLength: 7_000 },
  identifiers: { ...listOf(object({ type: text, name: text, value: text, 'url?': web })), minItems: 1, maxItems: 20 },
  location: object({ 'hostname?': { type: 'string' }, 'method?': { type: 'string' }, param: text, path: text }),
  'evidence?': object({
    'summary?': { type: 'string' },
    'request?': request,
    'response?': response,
    'supporting_messages?': listOf(object({ name: text, 'request?': request, 'response?': response })),
  }),
});
const scan = object({
  analyzer: tool,
  scanner: tool,
  start_time: time,
  end_time: time,
  status: { enum: ['success', 'failure'] },
  type: { const: 'dast' },
  'messages?': listOf(object({ level: { enum: ['info', 'warn', 'fatal'] }, value: text })),
  scanned_resources: listOf(object({ method: text, url: text, type: { const: 'url' } })),
});
const validate = new Ajv2020({ allErrors: true }).compile(
  object({ version: { const: '15.0.7' }, scan, vulnerabilities: listOf(vulnerability) }),
);

interface Report {
  readonly version: string;
  readonly scan: Readonly<Record<string, unknown>>;
  readonly vulnerabilities: readonly {
    readonly description: string;
    readonly solution: string;
    readonly identifiers: readonly { readonly type: string; readonly value: string }[];
    readonly location: { readonly method?: string; readonly path: string; readonly param: string };
  }[];
}

/** The text is a report that GitLab takes, and none of its vulnerabilities is one with another there. */
export function assertGitlabDast(report: string): Report {
  const parsed = JSON.parse(report) as Report;
  validate(parsed);
  expect(validate.errors ?? []).toEqual([]);
  // https://docs.gitlab.com/development/integrations/secure: joined are those that share a location and an identifier, CWEs aside.
  const keys = parsed.vulnerabilities.flatMap(({ identifiers, location: { path, method = '', param } }) =>
    identifiers.flatMap(({ type, value }) => (type === 'cwe' ? [] : [`${path}:${method}:${param} ${type} ${value}`])),
  );
  expect(new Set(keys).size).toBe(keys.length);
  return parsed;
}
