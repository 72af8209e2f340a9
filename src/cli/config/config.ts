import type { Severity } from '../../finding/rule-meta.ts';
import type { DeprecationDays } from '../../check/rule.ts';
import type { OwnRule } from '../../check/own-rules/own-rule.ts';
import { limitProfileDefault, type LimitProfile } from '../../model/limit-profile.ts';
import type { Policy } from '../../model/policy.ts';
import type { Override } from '../../finding/override.ts';
import type { Sla } from '../../finding/sla.ts';
import type { Ignore } from '../../finding/suppress.ts';
import type { LoadPlace } from '../../load/load-error.ts';
import type { PolicyConfig, SeedConfig } from '../../target/config.ts';
import type { RulesetName } from '../rulesets.ts';
import type { Pointer, Source } from '../../model/source.ts';
import type { CheckedFlow, CheckedIdentity } from './sallyport-shape.ts';

/** An exception and where it is written. */
export interface PlacedIgnore extends Ignore {
  readonly at: Pointer;
}

/** sallyport.yaml in parts, one for each stage that reads it. */
export interface Config {
  readonly inputs: InputsPart;
  readonly rules: RulesPart;
  readonly gate: GatePart;
  readonly probing: ProbingPart;
  /** The files that were read; the first is the config itself, where there is one. */
  readonly sources: readonly Source[];
}
export interface InputsPart {
  /** Absolute paths, each with the place that names it. Never a URL or a git ref: the file is written by strangers too. */
  readonly files: readonly { readonly file: string; readonly at: () => LoadPlace }[];
  /** Names of documents in fingerprints, by absolute path. */
  readonly names: ReadonlyMap<string, string>;
  /** Owners of documents, by absolute path. */
  readonly owners: ReadonlyMap<string, string>;
  /** Path templates that discovery takes as given. */
  readonly templates: readonly string[];
}
export interface RulesPart {
  /** Names of rulesets; none: the default one. */
  readonly rulesets: readonly RulesetName[];
  /** Rules that run besides. */
  readonly on: readonly string[];
  readonly off: readonly string[];
  readonly severities: ReadonlyMap<string, Severity>;
  readonly overrides: readonly Override[];
  readonly policy?: Policy;
  /** The default profile with what the team says otherwise. */
  readonly limits: LimitProfile;
  readonly deprecation?: DeprecationDays;
  /** Absolute paths of files with own rules, then the rules themselves. */
  readonly ownFiles: readonly string[];
  readonly own: readonly OwnRule[];
}
export interface GatePart {
  readonly failOn?: Severity | 'none';
  readonly ignores: readonly PlacedIgnore[];
  readonly sla: Sla;
  /** Of exceptions. */
  readonly maxAge: Sla;
  /** Absolute. */
  readonly baseline?: string;
}
/** Identities keep their `${VAR}`s until a target is to be probed. */
export interface ProbingPart {
  readonly identities: readonly IdentityPart[];
  readonly seeds: readonly SeedConfig[];
  /** They keep their `${VAR}`s as well. */
  readonly flows: readonly FlowPart[];
  readonly policy: PolicyConfig;
  readonly requestsMax?: number;
  readonly ratePerSecond?: number;
  readonly coverageMin?: number;
}
/** One flow as written, `${VAR}`s and all. */
export interface FlowPart {
  readonly name: string;
  readonly flow: CheckedFlow;
  readonly at: () => LoadPlace;
}
/** One identity as written, `${VAR}`s and all. */
export interface IdentityPart {
  readonly name: string;
  readonly identity: CheckedIdentity;
  readonly at: () => LoadPlace;
  /** A file that it names, as an absolute path in the repository. Throws UserError for others. */
  readonly fileOf: (file: string) => string;
}

export const emptyConfig: Config = {
  inputs: { files: [], names: new Map(), owners: new Map(), templates: [] },
  rules: {
    rulesets: [],
    on: [],
    off: [],
    severities: new Map(),
    overrides: [],
    ownFiles: [],
    own: [],
    limits: limitProfileDefault,
  },
  gate: { ignores: [], sla: {}, maxAge: {} },
  probing: { identities: [], seeds: [], flows: [], policy: { public: [], shared: [], privileged: [], never: [] } },
  sources: [],
};
