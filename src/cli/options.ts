import type { Command } from 'commander';
import { severities, type Severity } from '../finding/rule-meta.ts';
import type { Profile } from '../target/config.ts';
import type { ListenAddress } from '../target/listener/listener.ts';
import { profiles, thresholds } from './config/sallyport-shape.ts';
import { failOn, failOns, type FailOn } from './fail-on.ts';
import { collect, countIn, everyRule, listenAddress, numberIn, offering, oneOf } from './flag-values.ts';
import { networkFlags } from './network.ts';
import { rulesetNames, type RulesetName } from './rulesets.ts';

export { choicesOf, collect, everyRule, offering, oneOf } from './flag-values.ts';

export const formats = [
  'text',
  'json',
  'sarif',
  'junit',
  'markdown',
  'html',
  'changelog',
  'github',
  'gitlab',
  'csv',
  'evidence',
  'evidence-csv',
  'gitlab-dast',
] as const;
export type Format = (typeof formats)[number];
export type ColorMode = 'auto' | 'always' | 'never';

/** The flags of scan, lint, probe and diff; a command has those that it offers. */
export interface Flags {
  readonly config?: string | boolean;
  readonly specPath?: string;
  readonly refRoot?: string;
  readonly allowRemoteRefs: readonly string[];
  readonly base?: string;
  /** Of commands that know a base. */
  readonly configFrom?: 'base' | 'head';
  readonly baseline?: string;
  readonly updateBaseline?: boolean;
  readonly allowCritical?: boolean;
  readonly previous?: string;
  readonly failOn?: FailOn;
  readonly failOnNew?: Severity | 'none';
  readonly minCertainty?: 'proven' | 'firm';
  readonly gate: 'new' | 'all';
  readonly exitZero?: boolean;
  readonly ruleset: readonly RulesetName[];
  readonly rule: readonly string[];
  readonly skipRule: readonly string[];
  readonly format: Format;
  readonly output: readonly string[];
  /** `operation`: operations with what is said of each. */
  readonly by?: 'change' | 'operation';
  /** Of diff: the format of this name. */
  readonly changelog?: boolean;
  readonly sarifFull?: boolean;
  readonly minSeverity: Severity;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly color: ColorMode;
  readonly ascii?: boolean;
  readonly target?: string;
  /** Only of commands that probe, as all that follows. */
  readonly identity?: readonly string[];
  /** Web Fuzzing Commons' auth.yaml. */
  readonly authFile?: string;
  readonly ca?: string;
  readonly insecure?: boolean;
  readonly allowHost: readonly string[];
  readonly listen?: ListenAddress;
  readonly evidence?: string;
  readonly explain?: boolean;
  readonly changed?: boolean;
  readonly iAmAuthorised?: boolean;
  readonly maxRequestsPerOperation?: number;
  readonly allowEnv: readonly string[];
  readonly profile: Profile;
  readonly dryRun?: boolean;
  /** Of lint. */
  readonly fix?: boolean;
  readonly fixLimits?: boolean;
  readonly watch?: boolean;
  readonly maxRequests?: number;
  readonly rate?: number;
  readonly runId: boolean;
  readonly seed?: string;
  /** Of lint, diff, scan and probe. */
  readonly shard?: string;
  /** Of lint and scan. */
  readonly jobs?: number;
}

export function inputFlags(command: Command): Command {
  return command
    .optionsGroup('Input:')
    .option('-c, --config <file>', 'read this config instead of sallyport.yaml at the top of the repository')
    .option('--no-config', 'read no config')
    .option('--spec-path <file>', 'the file of the repository that a document from standard input or a URL stands for')
    .option(
      '--ref-root <folder>',
      'read files that documents refer to below this folder alone (default: the repository)',
    )
    .option(
      '--allow-remote-refs <host>',
      'fetch files that documents refer to from this host (repeatable)',
      collect,
      [],
    );
}

export function baseFlag(command: Command): Command {
  return configFromFlag(
    command.option('--base <ref or file>', 'compare with this git ref, file or folder: what was there is old'),
  );
}

export function configFromFlag(command: Command): Command {
  return command.option(
    '--config-from <side>',
    'whose gate counts (threshold, rules, exceptions, policy): base or head',
    oneOf(['base', 'head'], '--config-from'),
    'base',
  );
}

export function shardFlag(command: Command): Command {
  return command.option(
    '--shard <part>',
    'judge one part, such as 2/5, for sallyport merge to join; auto: the part that GitLab, CircleCI, Buildkite or a Kubernetes Job names, as without the flag; off: all',
    offering((part: string) => part, ['auto', 'off']),
  );
}

export function ruleFlags(command: Command): Command {
  const ruleset = (value: string, before: readonly RulesetName[]): readonly RulesetName[] => [
    ...before,
    oneOf(rulesetNames, '--ruleset')(value),
  ];
  const ids = offering((id: string, before: readonly string[]) => collect(id, before), [everyRule]);
  return command
    .optionsGroup('Rules:')
    .option(
      '--ruleset <name>',
      `which rules run: ${rulesetNames.join(', ')} (repeatable; default: the config's, else recommended)`,
      offering(ruleset, rulesetNames),
      [],
    )
    .option('--rule <id>', 'run this rule alone (repeatable)', ids, [])
    .option('--skip-rule <id>', 'leave this rule out (repeatable)', ids, []);
}

/** What is asked of findings that are there, in a run or in saved results. */
export function thresholdFlags(command: Command): Command {
  return command
    .optionsGroup('Gate:')
    .option(
      '--fail-on <severity>',
      `fail at this severity and above: ${thresholds.join(', ')} (default: high); breaking: what breaks clients fails as well; overdue: also what the config's sla says should be mended (repeatable)`,
      offering(failOn, failOns),
    )
    .option(
      '--fail-on-new <severity>',
      'fail at this severity and above where a finding is new (default: as --fail-on)',
      oneOf(thresholds, '--fail-on-new'),
    )
    .option(
      '--min-certainty <certainty>',
      'fail for what is at least so sure: firm, proven (default: firm; what is tentative never fails)',
      oneOf(['firm', 'proven'], '--min-certainty'),
    )
    .option('--exit-zero', 'exit with 0 where findings fail the gate');
}

export function gateFlags(command: Command): Command {
  return thresholdFlags(command)
    .option(
      '--gate <what>',
      'new: what was there before does not fail; all: it does',
      oneOf(['new', 'all'], '--gate'),
      'new',
    )
    .option('--baseline <file>', 'findings in this file are old')
    .option('--update-baseline', 'write what stands now to the baseline file')
    .option('--allow-critical', 'with --update-baseline: take new critical findings in as well')
    .option('--previous <report>', 'tell what is new since this JSON or SARIF report; it has no say in the gate');
}

export function reportFlags(command: Command): Command {
  return command
    .optionsGroup('Report:')
    .option(
      '-f, --format <format>',
      `what standard output gets: ${formats.join(', ')}`,
      oneOf(formats, '--format'),
      'text',
    )
    .option(
      '-o, --output <file>',
      'also write a report: file.sarif, .xml, .json, .md, .html, .csv, .txt or format=file (repeatable)',
      collect,
      [],
    )
    .option(
      '--by <what>',
      'change: findings with their operations; operation: operations with their findings',
      oneOf(['change', 'operation'], '--by'),
      'change',
    )
    .option(
      '--min-severity <severity>',
      'leave less severe findings out of the text, never out of the gate',
      oneOf(severities, '--min-severity'),
      'info',
    )
    .option('--sarif-full', 'SARIF with taxonomies, exchanges and exceptions: for readers other than GitHub')
    .option('-q, --quiet', 'no progress and no notes on standard error')
    .option('-v, --verbose', 'every finding, every reason')
    .option('--color <when>', 'auto, always, never', oneOf(['auto', 'always', 'never'], '--color'), 'auto')
    .option('--ascii', 'write text in ASCII alone, as terminals get it whose locale is not UTF-8');
}

export function fixFlags(command: Command): Command {
  return command
    .optionsGroup('Fix:')
    .option('--fix', 'edit the documents where a finding has one right answer, then judge what remains')
    .option('--fix-limits', "with --fix: also write the limits of the config's profile where requests have none")
    .option('--dry-run', 'with --fix: print the edits as a unified diff and write nothing');
}

/** Where the target is and who asks: of all commands that contact it. */
export function targetFlags(command: Command): Command {
  return command
    .optionsGroup('Target:')
    .option('--target <url>', 'the staging system to probe (or SALLYPORT_TARGET); nothing is sent without it')
    .option('--identity <name=source>', 'a caller: name=env:VARIABLE or name=file:path (repeatable)', collect, [])
    .option('--auth-file <file>', "callers of Web Fuzzing Commons' auth.yaml")
    .option(
      '--allow-host <host>',
      'a host besides the target that calls may go to, such as a login (repeatable)',
      collect,
      [],
    )
    .option(
      '--allow-env <name>',
      'a variable that the config may read besides SALLYPORT_... (repeatable)',
      collect,
      [],
    );
}

export function probeFlags(command: Command): Command {
  return networkFlags(targetFlags(command))
    .option(
      '--listen <host[:port]>',
      'where the target reaches this machine, for probes that wait for a call (on this machine: not needed)',
      listenAddress,
    )
    .option(
      '--profile <profile>',
      `how much a probe may do: ${profiles.join(', ')}`,
      oneOf(profiles, '--profile'),
      'read-only',
    )
    .option('--i-am-authorised', "probe a host that the document's servers name as the one that customers use")
    .option('--dry-run', 'print what would be sent and send nothing')
    .option(
      '--explain',
      'print which answers give the ids that other calls need, and where those of each operation came from',
    )
    .option('--max-requests <count>', 'most requests of the run', countIn('--max-requests', 1, 1_000_000))
    .option(
      '--max-requests-per-operation <count>',
      'most requests that probes send to one operation (default: 600)',
      countIn('--max-requests-per-operation', 1, 1_000_000),
    )
    .option(
      '--rate <per second>',
      'most requests a second (default: 10; 200 on this machine)',
      numberIn('--rate', 0.1, 1_000),
    )
    .option('--evidence <folder>', 'for each proven finding a script of curl calls and a HAR of its exchanges')
    .option('--changed', 'with --base: ask what the change touches, what was proven before and a sample')
    .option('--no-run-id', 'send no header that names the run')
    .option('--seed <text>', 'makes the values that probes send the same on every run');
}
