import type { Evidence, Finding } from '../finding/finding.ts';
import { forLine } from './escape.ts';
import { harEntry, harFrame } from './har.ts';

type Shown = Extract<Evidence, { readonly kind: 'exchange' }>;

/** What one finding was proven by, as files that somebody else can follow. */
export interface EvidenceFiles {
  /** A shell script that sends the same requests in the same order; credentials are variables of the environment. */
  readonly script: string;
  /** The exchanges as HAR 1.2, redacted, each with what it shows as its comment. */
  readonly har: string;
}

/** Undefined where no exchange stands behind it. */
export function evidenceOf(finding: Finding, version: string): EvidenceFiles | undefined {
  const shown = finding.evidence.filter((one): one is Shown => one.kind === 'exchange' && one.curl !== '');
  if (shown.length === 0) return undefined;
  const { before, after } = harFrame(version);
  const entries = shown.map(({ exchange, note }) => harEntry(exchange, note));
  return { script: scriptOf(finding, shown, version), har: `${before}${entries.join(',\n')}${after}` };
}

function scriptOf(finding: Finding, shown: readonly Shown[], version: string): string {
  const variables = [...new Set(shown.flatMap(({ curl }) => variablesIn(curl)))];
  const hasTags = shown.some(({ curl }) => /<[A-Z]{2,4}\.[A-Z0-9-]+:/.test(curl));
  const comparisons = finding.evidence.flatMap((one) =>
    one.kind === 'comparison' ? [`${one.note}:`, `  ${one.before}`, `  ${one.after}`] : [],
  );
  return [
    '#!/bin/sh',
    ...[
      `${finding.rule}: ${finding.message}`,
      `Fingerprint ${finding.fingerprint}; written by sallyport ${version}.`,
      ...(hasTags
        ? ['What stands in angle brackets was sensitive and is left out: put a value of your own there.']
        : []),
      ...(comparisons.length > 0 ? ['What decided:', ...comparisons] : []),
    ].map((line) => `# ${forLine(line)}`),
    'set -u',
    ...variables.map((name) => `: "\${${name}:?${meaningOf(name)}}"`),
    ...shown.flatMap((one, index) => stepOf(one, index + 1)),
    '',
  ].join('\n');
}

function stepOf({ note, curl, exchange }: Shown, number: number): readonly string[] {
  const { response, failure } = exchange;
  const answer = response === undefined ? (failure ?? 'no answer') : String(response.status);
  return [
    '',
    `echo ${quoted(`${number}. ${forLine(note)} Then: ${forLine(answer)}; now:`)}`,
    curl.replace(/^curl /, `curl -w '\\n%{http_code}\\n' `),
  ];
}

/** Those that our own lines of curl hold: `$TARGET`, `$ALICE_TOKEN`, `$ALICE_TOKEN_JWT_NONE`. */
function variablesIn(curl: string): readonly string[] {
  return [...curl.matchAll(/"\$(TARGET|[A-Z0-9_]+_TOKEN(?:_[A-Z0-9_]+)?)"/g)].map(([, name]) => name ?? '');
}

function meaningOf(name: string): string {
  if (name === 'TARGET') return 'the address of the target, such as https://staging.example.com';
  const [, caller = '', change] = /^(.+)_TOKEN(?:_(.+))?$/.exec(name) ?? [];
  const whose = `the credential of ${caller.toLowerCase()}`;
  return change === undefined ? whose : `${whose}, changed: ${change.toLowerCase().replaceAll('_', ' ')}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
