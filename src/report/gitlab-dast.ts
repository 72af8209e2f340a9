import { createHash } from 'node:crypto';
import type { Evidence, Finding } from '../finding/finding.ts';
import type { Severity } from '../finding/rule-meta.ts';
import type { ApiRun, Run } from '../finding/run.ts';
import { ownedBy } from './owners.ts';
import { standing } from '../finding/standing.ts';
import { operationById } from '../model/operation.ts';
import type { Exchange, Field } from '../model/exchange.ts';
import { cut, forLine, forMarkdown, toJson } from './escape.ts';
import { fixText } from './finding-text.ts';

/**
 * Version of https://gitlab.com/gitlab-org/security-products/security-report-schemas (dast-report-format.json) whose rules
 * the writer keeps and the tests check. GitLab validates by it, else by the newest that it has of the same major and minor.
 */
export const schemaVersion = '15.0.7';
const severityOf: Readonly<Record<Severity, string>> = {
  critical: 'Critical',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
  info: 'Info',
};
/** In characters, of each text; GitLab takes 7,000 of a solution and 255 of a name. */
const textMax = 4_000;
const nameMax = 250;
const headersMax = 50;
/** Exchanges before the decisive one. */
const supportingMax = 10;
/** Operations that are named as looked at. */
const resourcesMax = 5_000;

/**
 * GitLab's DAST report, for `artifacts:reports:dast`: what probes and traffic show, with the decisive exchange. What stands
 * in documents alone belongs into Code Quality or SARIF. Bodies stay out, and values are tags as everywhere.
 */
export function renderGitlabDast(run: Run): string {
  const vulnerabilities = run.apis.flatMap((api) =>
    standing(run, api)
      .filter(({ kind }) => kind === 'probe' || kind === 'traffic')
      .map((finding) => vulnerability(run, api, finding)),
  );
  const tool = {
    id: 'sallyport',
    name: 'sallyport',
    url: 'https://www.npmjs.com/package/sallyport',
    version: run.tool.version,
    vendor: { name: 'sallyport' },
  };
  // GitLab takes neither fractions nor a zone.
  const time = run.startedAt.slice(0, 19);
  const messages = run.incomplete.map(({ message }) => ({ level: 'warn', value: textOf(message) }));
  const scan = {
    analyzer: tool,
    scanner: tool,
    start_time: time,
    end_time: time,
    status: run.complete ? 'success' : 'failure',
    type: 'dast',
    ...(messages.length === 0 ? {} : { messages }),
    scanned_resources: resourcesOf(run),
  };
  return `${toJson({ version: schemaVersion, scan, vulnerabilities }, 2)}\n`;
}

/** GitLab refuses a whole report for one text that is empty where its schema wants a character. */
function textOf(text: string, max = textMax): string {
  return cut(forLine(text), max).trim() || '-';
}

/** Descriptions and solutions are GitLab's Markdown: whatever else stands in them shows as it is. */
function markdownOf(text: string): string {
  return forMarkdown(cut(text, textMax)).trim() || '-';
}

/** Operations that a probe or a call decided on. */
function resourcesOf({ apis }: Run): readonly object[] {
  const seen = new Map<string, object>();
  for (const { name, api, outcomes } of apis) {
    for (const { kind, result, subject, subjects = [subject] } of outcomes) {
      if ((kind !== 'probe' && kind !== 'traffic') || (result !== 'passed' && result !== 'failed')) continue;
      for (const id of subjects) {
        const operation = operationById(api, id);
        if (operation === undefined || seen.size === resourcesMax) continue;
        seen.set(`${name} ${id}`, { method: textOf(operation.method, 50), type: 'url', url: textOf(operation.path) });
      }
    }
  }
  return [...seen.values()];
}

/**
 * GitLab takes two for one that have a location (path, method and `param`) and an identifier in common, CWEs aside: the
 * fingerprint is the `param`, and the rule the only other identifier. Categories of OWASP would join different findings.
 */
function vulnerability(run: Run, api: ApiRun, finding: Finding): object {
  const meta = run.rules.get(finding.rule);
  const operation = finding.operation === undefined ? undefined : operationById(api.api, finding.operation);
  const [decisive, ...before] = finding.evidence.filter(({ kind }) => kind === 'exchange').toReversed() as Shown[];
  const { rule, message, severity, fingerprint } = finding;
  const cwe = String(meta?.cwe ?? 0);
  return {
    id: uuidOf(fingerprint),
    name: textOf(meta?.title ?? rule, nameMax),
    description: markdownOf(`${message}${ownedBy(api)} ${plain(meta?.why ?? '')}`),
    severity: severityOf[severity],
    solution: markdownOf(fixText(rule, meta)),
    identifiers: [
      { type: 'sallyport', name: rule, value: rule },
      { type: 'cwe', name: `CWE-${cwe}`, value: cwe, url: `https://cwe.mitre.org/data/definitions/${cwe}.html` },
    ],
    location: {
      ...(decisive === undefined ? {} : { hostname: textOf(decisive.exchange.request.origin, nameMax) }),
      ...(operation === undefined ? {} : { method: textOf(operation.method, 50) }),
      param: fingerprint,
      path: textOf(operation?.path ?? '/', 1_024),
    },
    ...(decisive === undefined ? {} : { evidence: evidenceOf(decisive, before.slice(0, supportingMax).toReversed()) }),
  };
}

function plain(markdown: string): string {
  return markdown.replace(/[`*]/g, '').replace(/\s+/g, ' ').trim();
}

type Shown = Extract<Evidence, { kind: 'exchange' }>;

function evidenceOf({ note, exchange }: Shown, before: readonly Shown[]): object {
  return {
    summary: textOf(note),
    ...messagesOf(exchange),
    ...(before.length === 0
      ? {}
      : {
          supporting_messages: before.map((one) => ({ name: textOf(one.note, nameMax), ...messagesOf(one.exchange) })),
        }),
  };
}

function messagesOf(exchange: Exchange): object {
  const { request, response } = exchange;
  return {
    request: { headers: headersOf(request.headers), method: textOf(request.method, 50), url: urlOf(exchange) },
    ...(response === undefined
      ? {}
      : {
          response: {
            headers: headersOf(response.headers),
            // Not kept: the code says it.
            reason_phrase: '',
            status_code: response.status,
          },
        }),
  };
}

/** A value may be empty, a name may not. */
function headersOf(headers: readonly Field[]): readonly object[] {
  return headers
    .slice(0, headersMax)
    .map(([name, value]) => ({ name: textOf(name, nameMax), value: cut(forLine(value), 1_000) }));
}

function urlOf({ request }: Exchange): string {
  const query = request.query.map(([name, value]) => `${name}=${value}`).join('&');
  return textOf(`${request.origin}${request.path}${query === '' ? '' : `?${query}`}`);
}

/** The fingerprint as a UUID: GitLab follows a vulnerability by it. */
function uuidOf(fingerprint: string): string {
  const hash = createHash('sha256').update(fingerprint).digest('hex');
  const variant = ((Number.parseInt(hash.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `8${hash.slice(13, 16)}`,
    variant + hash.slice(17, 20),
    hash.slice(20, 32),
  ].join('-');
}
