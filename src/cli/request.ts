import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { RuleKind, Severity } from '../finding/rule-meta.ts';
import type { DeprecationDays } from '../check/rule.ts';
import type { OwnProbe } from '../check/own-probes/own-probe.ts';
import type { OwnRule } from '../check/own-rules/own-rule.ts';
import type { LimitProfile } from '../model/limit-profile.ts';
import type { Policy } from '../model/policy.ts';
import type { Override } from '../finding/override.ts';
import type { Sla } from '../finding/sla.ts';
import type { Ignore } from '../finding/suppress.ts';
import { ownPrefix } from '../check/own-rules/own-rule.ts';
import { commitOf } from '../load/git.ts';
import type { LoadOptions } from '../load/inputs.ts';
import type { Config, InputsPart } from './config/config.ts';
import type { BaselineInBase } from './gate-drift/base-baseline.ts';
import { commitBehind, configDrift, underBase, type ConfigDrift } from './gate-drift/base-config.ts';
import { readConfig } from './config/read-config.ts';
import { gateOf } from './gate-request.ts';
import type { Io } from './io.ts';
import { fromRoot, loadOptions, rootOf } from './load-options.ts';
import type { Flags, Format } from './options.ts';
import { outputsOf, type ReportRequest } from './outputs.ts';
import { progressOn, type Progress } from './progress.ts';
import { checkRuleIds } from './rule-ids.ts';
import { usesLinks, withLinks } from './screen.ts';
import { rulesetDefault, type RulesetName } from './rulesets.ts';
import { digestOfAsked } from './shard/asked.ts';
import { sharingOf, type ShardRequest } from './shard/flag.ts';
import { wholeOf } from './shard/whole.ts';
import { targetOf, type TargetRequest } from './target-request.ts';
import { threadsOf, type Threads } from './threads/flag.ts';
import { UserError } from './user-error.ts';

/** What one run shall do: argv, config and environment, read and checked. Each stage is given its own part. */
export interface Request {
  readonly load: LoadRequest;
  readonly check: CheckRequest;
  /** One part of the run alone. */
  readonly shard?: ShardRequest;
  /** Absent: no request is sent. */
  readonly target?: TargetRequest;
  readonly gate: GateRequest;
  /** With a base in git: the settings there and here. */
  readonly drift?: ConfigDrift;
  /** Edit what has one right answer; `dry`: show the edits and write nothing. Absent: nothing is edited. */
  readonly mend?: 'write' | 'dry';
  readonly report: ReportRequest;
  /** Say which answers give the ids that other calls need. */
  readonly explain: boolean;
  /** What the reader should know of what was asked. */
  readonly notes: readonly string[];
  /** What is checked out, where a report names it. */
  readonly commit?: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly signal: AbortSignal;
  readonly progress: Progress;
  readonly threads: Threads;
}
export interface LoadRequest {
  /** As the user typed them; none: what the config names, else what the repository holds. */
  readonly args: readonly string[];
  readonly named: InputsPart['files'];
  readonly templates: readonly string[];
  /** Of documents that the config names, by path from the root. */
  readonly owners: ReadonlyMap<string, string>;
  readonly options: LoadOptions;
}
export interface CheckRequest {
  /** The kinds that this command knows; which of them run depends on what there is to judge. */
  readonly kinds: ReadonlySet<RuleKind>;
  /** Documents are held against captures: without either there is nothing to tell. */
  readonly isComparison: boolean;
  readonly base?: string;
  /** `--rule`; empty: all that are not switched off. */
  readonly only: readonly string[];
  readonly rulesets: readonly RulesetName[];
  readonly on: readonly string[];
  readonly off: readonly string[];
  readonly severities: ReadonlyMap<string, Severity>;
  readonly overrides: readonly Override[];
  readonly policy?: Policy;
  /** With `--fix-limits`. */
  readonly limits?: LimitProfile;
  readonly deprecation?: DeprecationDays;
  readonly own: readonly OwnRule[];
  readonly ownProbes: readonly OwnProbe[];
}
export interface GateRequest {
  readonly threshold: Severity | 'none';
  readonly thresholdNew?: Severity | 'none';
  readonly minCertainty: 'proven' | 'firm';
  readonly breaking: boolean;
  readonly mode: 'new' | 'all';
  readonly sla: Sla;
  readonly overdueFails: boolean;
  readonly maxAge: Sla;
  readonly ignores: readonly Ignore[];
  /** `x-sallyport-ignore` counts as the base's documents have it. */
  readonly inlineFromBase: boolean;
  readonly baseline?: string;
  /** With a base in git: where it has that file. */
  readonly baselineInBase?: BaselineInBase;
  readonly updateBaseline: boolean;
  /** What is critical gets into the baseline. */
  readonly allowCritical: boolean;
  /** Absolute: a report of the run before. */
  readonly previous?: string;
  readonly exitZero: boolean;
}
export interface Asked {
  readonly args: readonly string[];
  readonly kinds: readonly RuleKind[];
  readonly base?: string;
  readonly isComparison?: boolean;
  readonly replays?: { readonly operation?: string };
  /** Parts of it can be parts of one run: of commands with `--shard`. */
  readonly isShared?: boolean;
}

/** Throws UserError for whatever is wrong with flags and config, before anything is read, sent or written. */
export async function requestOf(asked: Asked, flags: Flags, io: Io): Promise<Request> {
  checkRuleIds([...flags.rule, ...flags.skipRule].filter((id) => !id.startsWith(ownPrefix)));
  await checkHeads(asked, io);
  const { part, notes: sharing } = sharingOf(flags.shard, { env: io.env, ...wholeOf(asked, flags) });
  const report = await outputsOf(flags, io);
  const root = await rootOf(flags, io);
  const options = { cwd: io.cwd, root, file: configFlag(flags) };
  const config = await readConfig(options);
  const base = asked.base ?? flags.base;
  const commit = base === undefined ? undefined : await commitBehind(base, options);
  const drift = base === undefined ? undefined : await configDrift(config, { base, commit }, options);
  const decided = drift === undefined || flags.configFrom === 'head' ? config : underBase(config, drift.before);
  const named = asked.kinds.includes('probe') ? await targetOf(config.probing, flags, io) : undefined;
  const target = named && asked.replays ? { ...named, replays: asked.replays } : named;
  const check = checkOf(asked, flags, decided);
  return {
    load: {
      args: asked.args,
      named: config.inputs.files,
      templates: config.inputs.templates,
      owners: fromRoot(config.inputs.owners, root),
      options: loadOptions(flags, io, { root, config }),
    },
    check,
    ...(part === undefined ? {} : { shard: { ...part, asked: digestOfAsked({ check, commit, target }) } }),
    ...(target === undefined ? {} : { target }),
    gate: {
      ...gateOf(decided, flags, { cwd: io.cwd, root, commit }),
      inlineFromBase: base !== undefined && flags.configFrom !== 'head',
    },
    ...(drift === undefined ? {} : { drift }),
    ...mendOf(flags),
    explain: flags.explain === true,
    report: usesLinks(io) ? withLinks(report, root) : report,
    notes: [...notesOf(asked, { flags, config: decided, target }), ...(drift?.notes ?? []), ...sharing],
    ...(await headOf(root, report)),
    startedAt: io.now().toISOString(),
    signal: io.signal,
    progress: progressOn(io, flags.quiet === true),
    threads: threadsOf(flags, io),
  };
}

function checkOf(asked: Asked, flags: Flags, { rules, ...config }: Config): CheckRequest {
  const base = asked.base ?? flags.base;
  return {
    kinds: new Set(asked.kinds),
    isComparison: asked.isComparison === true,
    ...(base === undefined ? {} : { base }),
    only: flags.rule,
    rulesets: rulesetsOf(flags, { rules, ...config }),
    on: rules.on,
    off: [...rules.off, ...flags.skipRule],
    severities: rules.severities,
    overrides: rules.overrides,
    own: rules.own,
    ownProbes: rules.ownProbes,
    ...(rules.policy === undefined ? {} : { policy: rules.policy }),
    ...(flags.fixLimits === true ? { limits: rules.limits } : {}),
    ...(rules.deprecation === undefined ? {} : { deprecation: rules.deprecation }),
  };
}

/** Reports that name what was checked out; git is not asked for the others. */
const naming: readonly Format[] = ['json', 'sarif', 'html', 'evidence', 'evidence-csv'];

async function headOf(root: string, { stdout, files }: ReportRequest): Promise<Pick<Request, 'commit'>> {
  if (![stdout, ...files.map(({ format }) => format)].some((format) => naming.includes(format))) return {};
  const commit = await commitOf(root, 'HEAD').catch(() => undefined);
  return commit === undefined ? {} : { commit };
}

/** One file is the older version of one document, which only the user can name. */
async function checkHeads({ args, base }: Asked, { cwd }: Io): Promise<void> {
  if (base === undefined || args.length > 0) return;
  const found = await stat(path.resolve(cwd, base)).catch(() => undefined);
  if (base !== '-' && found?.isFile() !== true) return;
  throw new UserError('flag', 'missing required argument head', { hint: `sallyport diff ${base} openapi.yaml` });
}

function mendOf({ fix = false, dryRun = false, format, output, updateBaseline }: Flags): Pick<Request, 'mend'> {
  if (!fix) return {};
  if (!dryRun) return { mend: 'write' };
  if (format !== 'text' || output.length > 0 || updateBaseline === true)
    throw new UserError('flag', '--fix --dry-run prints a diff alone', {
      hint: 'leave --format, --output and --update-baseline out',
    });
  return { mend: 'dry' };
}

function rulesetsOf({ ruleset }: Flags, { rules }: Config): readonly RulesetName[] {
  if (ruleset.length > 0) return ruleset;
  return rules.rulesets.length > 0 ? rules.rulesets : [rulesetDefault];
}

function notesOf(
  { kinds }: Asked,
  {
    flags,
    config,
    target,
  }: { readonly flags: Flags; readonly config: Config; readonly target: TargetRequest | undefined },
): readonly string[] {
  const off = [...new Set([...config.rules.off, ...flags.skipRule])];
  const callers = (flags.identity ?? []).length + config.probing.identities.length;
  const isLeftOut = kinds.includes('probe') && target === undefined && callers > 0;
  return [
    ...(off.length > 0 ? [`Switched off: ${off.join(', ')}.`] : []),
    ...(isLeftOut ? ['Nothing was probed: there are identities, but no --target.'] : []),
  ];
}

function configFlag({ config }: Flags): string | false | undefined {
  return config === true ? undefined : config;
}
