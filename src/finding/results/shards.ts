import type { ApiRun, Incomplete } from '../run.ts';
import { ofPart, type Shard } from '../shard.ts';
import { compareText } from '../standing.ts';
import { ResultsError } from './fields.ts';
import type { Saved } from './read.ts';

/** Parts that are named one by one where they are missing; the others are counted. */
const namedMax = 20;

/**
 * `joined` as the whole that its parts make up: complete where none is missing. Throws ResultsError where they are no parts
 * of one run.
 */
export function wholeOf(runs: readonly Saved[], joined: Saved): Saved {
  const shards = runs.flatMap(({ shard }) => shard ?? []);
  const [first] = shards;
  if (first === undefined) return joined;
  if (shards.length < runs.length)
    throw new ResultsError('some of these results are parts of a run and others are not');
  checkParts(shards, first);
  const commits = new Set(runs.flatMap(({ commit }) => commit ?? []));
  if (commits.size > 1) throw new ResultsError('these are parts of different runs: they judged different commits');
  const incomplete = [...joined.incomplete, ...missing(shards, first), ...tooLittle(joined.apis, shards)];
  if (joined.apis.length + incomplete.length === 0)
    throw new ResultsError('there is nothing to judge: no part of this run has a document');
  const { shard: _shard, ...whole } = joined;
  const notes = joined.notes.filter((note) => !note.endsWith(ofPart));
  // In the same order however many parts there were.
  const apis = joined.apis.toSorted((a, b) => compareText(a.api.at.source, b.api.at.source));
  return { ...whole, apis, notes, incomplete, complete: joined.complete && incomplete.length === 0 };
}

function checkParts(shards: readonly Shard[], { total, plan }: Shard): void {
  const seen = new Set<number>();
  for (const shard of shards) {
    if (shard.total !== total || shard.plan !== plan)
      throw new ResultsError(
        'these are parts of different runs: other documents or texts of them, other flags or rules, another sallyport or another number',
      );
    if (seen.has(shard.index)) throw new ResultsError(`part ${shard.index} of ${total} is there twice`);
    seen.add(shard.index);
  }
}

function missing(shards: readonly Shard[], { total, documents }: Shard): readonly Incomplete[] {
  const there = new Set(shards.map(({ index }) => index));
  const gone = Array.from({ length: total }, (_, index) => index + 1).filter((index) => !there.has(index));
  if (gone.length === 0) return [];
  const judged = shards.reduce((sum, { own }) => sum + own, 0);
  const named = gone.slice(0, namedMax).join(', ') + (gone.length > namedMax ? ' and more' : '');
  const parts = gone.length === 1 ? `Part ${named} of ${total} is` : `${gone.length} of ${total} parts are`;
  const which = gone.length === 1 ? '' : ` (${named})`;
  const left = documents - judged;
  return [
    {
      what: 'missing-shard',
      message: `${parts} missing${which}: ${left} of ${documents} documents were not judged, and what else was theirs.`,
    },
  ];
}

/** What `coverage.min` asks, of all parts together. */
function tooLittle(apis: readonly ApiRun[], shards: readonly Shard[]): readonly Incomplete[] {
  const min = Math.max(0, ...shards.map(({ coverageMin = 0 }) => coverageMin));
  return apis.flatMap(({ name, probed }): readonly Incomplete[] => {
    if (probed === undefined || probed.operations === 0 || probed.decided / probed.operations >= min) return [];
    const message = `${name}: ${probed.decided} of ${probed.operations} operations were decided, coverage.min is ${min}`;
    return [{ what: 'coverage', message }];
  });
}
