import type { Outcome } from '../../finding/finding.ts';
import type { Former } from '../../finding/former.ts';
import type { Severity } from '../../finding/rule-meta.ts';
import type { ApiRun, Incomplete } from '../../finding/run.ts';
import type { Older } from '../../load/base.ts';
import type { Input } from '../../load/inputs.ts';
import type { ApiModel } from '../../model/api.ts';
import type { CaptureLineage } from '../../model/lineage/capture-lineage.ts';
import type { Source, SourceId } from '../../model/source.ts';
import type { Part } from '../shard/documents.ts';
import type { UserError } from '../user-error.ts';

/** One document, or an API known from a capture alone, on its way through the stages. */
export interface Subject {
  readonly name: string;
  readonly api: ApiModel;
  /** Absent for an API that no document describes. */
  readonly input?: Input;
  /** Replaced by a longer list, never pushed to: a spread of all outcomes would overflow the stack. */
  outcomes: readonly Outcome[];
  owner?: string;
  /** Is the document this part's to lint and compare? Its operations are shared out apart. */
  readonly isOwn: boolean;
  readonly sources: Map<SourceId, Source>;
  /** What the base document already had, by fingerprint, as grave as it was there. */
  readonly old: Map<string, Severity>;
  /** Where the document's older version is, where it has one. */
  older?: Older;
  /** The older version itself. */
  previous?: ApiModel;
  former?: Former;
  probed?: ApiRun['probed'];
  /** What captures say of where values come from, where somebody wants to know. */
  lineage?: CaptureLineage;
  edges?: ApiRun['edges'];
  /** Of a model without its schemas: see finding/packed.ts. */
  data?: NonNullable<ApiRun['data']>;
}

export function subjectOf(api: ApiModel, input?: Input, isOwn = true): Subject {
  return {
    name: api.name,
    api,
    ...(input === undefined ? {} : { input }),
    outcomes: [],
    isOwn,
    sources: new Map(api.sources),
    old: new Map(),
  };
}

/** What the stages say of the run as a whole. */
export interface Journal {
  readonly notes: string[];
  readonly incomplete: Incomplete[];
  /** Inputs that could not be read at all. */
  readonly unreadable: UserError[];
  /** Of a dry run: what would be sent. */
  readonly planned: string[];
  /** Which answers give the ids that other calls need, in lines. */
  readonly explained: string[];
  /** Documents that are as in the base and were left out. */
  unchanged: number;
  /** With `--shard`. */
  part?: Part;
}

export function newJournal(): Journal {
  return { notes: [], incomplete: [], unreadable: [], planned: [], explained: [], unchanged: 0 };
}
