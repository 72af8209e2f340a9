import type { Known } from '../../finding/coverage.ts';
import type { Input } from '../../load/inputs.ts';
import { createRedactor } from '../../model/redact.ts';
import type { Request } from '../request.ts';
import type { Rules } from '../rule-selection.ts';
import type { Journal, Subject } from './subject.ts';
import { watchCaptures } from './traffic.ts';

export interface Witnesses {
  /** Grows by the APIs that captures show and no document describes. */
  readonly subjects: Subject[];
  readonly captures: readonly Input[];
  readonly rules: Rules;
  readonly journal: Journal;
  /** What earlier runs found. */
  readonly known: readonly Known[];
}

/** Captures, then the target: one redactor over both, so that one value has one tag in the whole run. */
export async function judgeExchanges(witnesses: Witnesses, request: Request): Promise<void> {
  const { subjects, journal } = witnesses;
  const secretNames = subjects.flatMap(({ api }) =>
    [...api.authSchemes.values()].flatMap(({ parameterName }) => parameterName ?? []),
  );
  const redactor = createRedactor({ secretNames });
  subjects.push(...(await watchCaptures({ ...witnesses, redactor }, request)));
  if (request.target !== undefined) {
    const { probeTarget } = await import('./probe.ts');
    await probeTarget({ ...witnesses, redactor }, request.target, request);
  }
  const dropped = redactor.dropped();
  if (dropped > 0)
    journal.notes.push(`${dropped} parts of exchanges were left out: a secret in them could not be masked.`);
}
