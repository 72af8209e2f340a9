import type { ReportingDescriptor } from 'sarif';
import type { Finding } from '../../finding/finding.ts';
import type { RuleMeta, Severity } from '../../finding/rule-meta.ts';
import { cut } from '../escape.ts';

/** Numbers that GitHub shows as critical (over 9), high (7 to 8.9), medium (4 to 6.9) and low. */
const securitySeverity: Readonly<Record<Severity, string>> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '2.5',
  info: '0.5',
};

/** GitHub cuts longer texts and refuses empty ones. */
const textMax = 1_000;
/** GitHub keeps ten. */
const tagsMax = 10;

export function levelOf(severity: Severity): 'error' | 'warning' | 'note' {
  if (severity === 'critical' || severity === 'high') return 'error';
  return severity === 'medium' ? 'warning' : 'note';
}

/** GitHub ranks by rule, not by result: a rule whose severity depends on use has one id a tier. */
export function sarifRuleId(rule: string, tier: string | undefined): string {
  return tier === undefined ? rule : `${rule}/${tier}`;
}

/** The rule as the finding shows it: its tier, and its severity also where the config changed that. */
export function descriptor(meta: RuleMeta, { tier, severity }: Finding): ReportingDescriptor {
  const markdown = `${meta.why}\n\n**Fix**\n\n${meta.fix}${controlsLine(meta)}`;
  return {
    id: sarifRuleId(meta.id, tier),
    name: pascal(meta.id),
    shortDescription: { text: cut(`${meta.title}.`, textMax) },
    fullDescription: { text: cut(plain(meta.why), textMax) },
    help: { text: plain(markdown), markdown },
    defaultConfiguration: { level: levelOf(severity) },
    properties: {
      tags: [
        'security',
        `external/cwe/cwe-${meta.cwe}`,
        ...meta.owasp.map((category) => `OWASP-${category.replace(':', '-')}`),
      ].slice(0, tagsMax),
      precision: 'high',
      'problem.severity': levelOf(severity) === 'note' ? 'recommendation' : levelOf(severity),
      'security-severity': securitySeverity[severity],
    },
  };
}

function controlsLine({ controls }: RuleMeta): string {
  return controls === undefined || controls.length === 0 ? '' : `\n\nEvidence towards ${controls.join(', ')}.`;
}

function plain(markdown: string): string {
  return markdown.replace(/```[a-z]*\n?/g, '').replace(/[`*]/g, '');
}

function pascal(id: string): string {
  return id.replace(/(^|-)(\w)/g, (_, _dash, letter: string) => letter.toUpperCase());
}
