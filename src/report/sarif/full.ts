import type { ReportingDescriptor, Result, Run as SarifRun, WebRequest, WebResponse } from 'sarif';
import type { Finding } from '../../finding/finding.ts';
import type { RuleMeta } from '../../finding/rule-meta.ts';
import type { Suppressed } from '../../finding/run.ts';
import type { Exchange, Field } from '../../model/exchange.ts';
import { cut, forLine, forSarifText } from '../escape.ts';

/** Of one exchange. */
const headersMax = 50;
/** In characters, of a header or a target. */
const valueMax = 1_000;
const reasonMax = 500;

const cweName = 'CWE';
const owaspName = 'OWASP API Security Top 10';

/** What a rule is an instance of, by taxonomy (SARIF 2.1.0 section 3.52). */
export function withRelationships(descriptor: ReportingDescriptor, { cwe, owasp }: RuleMeta): ReportingDescriptor {
  const target = (id: string, name: string): NonNullable<ReportingDescriptor['relationships']>[number] => ({
    target: { id, toolComponent: { name } },
    kinds: ['superset'],
  });
  return {
    ...descriptor,
    relationships: [target(String(cwe), cweName), ...owasp.map((category) => target(category, owaspName))],
  };
}

/** The taxa that the rules of a run name. */
export function taxonomiesOf(metas: readonly RuleMeta[]): Pick<SarifRun, 'taxonomies'> {
  const cwes = [...new Set(metas.map(({ cwe }) => cwe))].sort((a, b) => a - b);
  const categories = [...new Set(metas.flatMap(({ owasp }) => owasp))].sort();
  return {
    taxonomies: [
      {
        name: cweName,
        organization: 'MITRE',
        informationUri: 'https://cwe.mitre.org/',
        shortDescription: { text: 'Common Weakness Enumeration.' },
        taxa: cwes.map((cwe) => ({
          id: String(cwe),
          helpUri: `https://cwe.mitre.org/data/definitions/${cwe}.html`,
        })),
      },
      {
        name: owaspName,
        version: '2023',
        organization: 'OWASP',
        informationUri: 'https://owasp.org/API-Security/editions/2023/en/0x11-t10/',
        shortDescription: { text: 'OWASP API Security Top 10 of 2023.' },
        taxa: categories.map((id) => ({ id })),
      },
    ],
  };
}

export const supportedTaxonomies = [
  { name: cweName, index: 0 },
  { name: owaspName, index: 1 },
];

/** The decisive exchange, without bodies; values are tags as everywhere. */
export function exchangeOf({ evidence }: Finding): Pick<Result, 'webRequest' | 'webResponse'> {
  const last = evidence.findLast((entry) => entry.kind === 'exchange');
  if (last === undefined) return {};
  const { exchange } = last;
  return {
    webRequest: requestOf(exchange),
    webResponse: responseOf(exchange),
  };
}

function requestOf({ request }: Exchange): WebRequest {
  const query = request.query.map(([name, value]) => `${name}=${value}`).join('&');
  return {
    protocol: 'HTTP',
    target: textOf(`${request.origin}${request.path}${query === '' ? '' : `?${query}`}`),
    method: textOf(request.method),
    headers: headersOf(request.headers),
  };
}

function responseOf({ response, failure = 'no response' }: Exchange): WebResponse {
  if (response === undefined) return { noResponseReceived: true, reasonPhrase: textOf(failure) };
  return { protocol: 'HTTP', statusCode: response.status, headers: headersOf(response.headers) };
}

/** Of several of one name the last. */
function headersOf(headers: readonly Field[]): Record<string, string> {
  return Object.fromEntries(headers.slice(0, headersMax).map(([name, value]) => [textOf(name), textOf(value)]));
}

function textOf(text: string): string {
  return forLine(cut(text, valueMax).toWellFormed());
}

/** Who took a finding out and why. */
export function suppressionsOf({ by, reason, owner, expires }: Suppressed): Pick<Result, 'suppressions'> {
  const justification = forSarifText(cut(forLine(reason), reasonMax));
  return {
    suppressions: [
      {
        kind: by === 'document' ? 'inSource' : 'external',
        status: 'accepted',
        justification,
        properties: { expires, ...(owner === undefined ? {} : { owner: textOf(owner) }) },
      },
    ],
  };
}
