/**
 * `npm run live-drift`: judges $SALLYPORT_LIVE_DRIFT/traffic.har against the openapi.json beside it, and counts how many
 * kinds of drift were found and how many findings nobody labelled. The label of an entry stands in its `comment`, which
 * this script alone reads: rules and reader never see it. Without the variable it says where the data come from.
 */
import { readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { watch } from '../src/check/traffic.ts';
import type { Finding } from '../src/finding/finding.ts';
import { loadApi } from '../src/load/document.ts';
import { readCapture } from '../src/load/har/capture.ts';
import { findInputs, type LoadOptions } from '../src/load/inputs.ts';
import { createRedactor } from '../src/model/redact.ts';
import { loadRules } from '../rules/index.ts';

const folder = process.env['SALLYPORT_LIVE_DRIFT'];
if (folder === undefined) {
  process.stdout.write(readFileSync(new URL('./live-drift-sources.md', import.meta.url), 'utf8'));
  process.exit(0);
}

/** The rules that may say a label's kind. */
const rulesOf: ReadonlyMap<string, readonly string[]> = new Map([
  ['undocumented-endpoint', ['shadow-endpoint']],
  ['undocumented-method', ['shadow-method']],
  ['undocumented-query-param', ['undocumented-query-parameter']],
  ['undocumented-response-field', ['undocumented-response-property', 'undeclared-sensitive-property']],
  ['undocumented-status', ['undocumented-status']],
  ['undocumented-content-type', ['undocumented-media-type']],
  ['auth-mismatch-anonymous-200', ['protected-but-anonymous']],
  ['deprecated-alive', ['zombie-operation']],
  ['undocumented-response-header', ['undocumented-response-header']],
  ['undocumented-request-field-accepted', ['undocumented-request-property']],
  ['required-header-not-enforced', ['required-not-enforced']],
  ['constraint-not-enforced', ['constraint-not-enforced']],
  ['response-type-mismatch', ['response-type-differs']],
  ['mask-violated-full-pan', ['mask-broken']],
  ['plaintext-scheme', ['cleartext-traffic']],
  ['internal-op-exposed', ['internal-operation-reachable']],
  ['other-host', ['undocumented-host']],
]);

const root = realpathSync(folder);
const options: LoadOptions = { cwd: root, root, remoteHosts: [], names: new Map(), stdin: Readable.from([]) };
const { inputs } = await findInputs(['openapi.json', 'traffic.har'], options);
const [document, capture] = ['document', 'capture'].map((kind) => inputs.find((input) => input.kind === kind));
if (document === undefined || capture === undefined) throw new Error(`${folder} has no openapi.json or no traffic.har`);
const api = await loadApi(document, options);
const watching = watch(api, await loadRules.traffic());
for await (const exchange of readCapture(capture, createRedactor()).exchanges()) watching.see(exchange);
const outcomes = watching.end({ captured: true });

interface Labelled {
  readonly log: { readonly entries: readonly { readonly comment?: string }[] };
}
const { log } = JSON.parse(readFileSync(path.join(root, 'traffic.har'), 'utf8')) as Labelled;
const labels = log.entries.map(({ comment = '' }) => comment);
const findings = outcomes.flatMap((outcome) => outcome.findings);

function labelsOf({ related }: Finding): readonly string[] {
  return related.flatMap(({ at }) => labels[Number(/^\/log\/entries\/(\d+)$/.exec(at.path)?.[1] ?? -1)] ?? []);
}
const isLabelled = (finding: Finding): boolean =>
  labelsOf(finding).some((label) => rulesOf.get(label)?.includes(finding.rule) === true);

const kinds = [...new Set(labels)].filter((label) => label !== 'conforming');
const missed = kinds.filter(
  (label) =>
    !findings.some(
      (finding) => labelsOf(finding).includes(label) && rulesOf.get(label)?.includes(finding.rule) === true,
    ),
);
const alarms = findings.filter((finding) => !isLabelled(finding));
const onConforming = findings.filter((finding) => labelsOf(finding).every((label) => label === 'conforming'));
const crashed = outcomes.filter(({ result }) => result === 'crashed');

for (const finding of findings) {
  const mark = isLabelled(finding) ? 'found' : 'other';
  console.log(
    `${mark}  ${finding.severity.padEnd(8)} ${finding.rule.padEnd(30)} ${finding.message}  [${labelsOf(finding).join()}]`,
  );
}
console.log(
  `\n${kinds.length - missed.length} of ${kinds.length} kinds found${missed.length > 0 ? `; missed: ${missed.join(', ')}` : ''}`,
);
console.log(`${alarms.length} findings that no label names, ${onConforming.length} on conforming entries`);
if (crashed.length > 0 || missed.length > 0 || onConforming.length > 0) process.exitCode = 1;
