import { diff } from '../../check/diff.ts';
import { lint } from '../../check/lint.ts';
import { loadBase } from '../../load/base.ts';
import type { Input, LoadOptions } from '../../load/inputs.ts';
import { LoadError, type LoadErrorCode } from '../../load/load-error.ts';
import type { ApiModel } from '../../model/api.ts';
import type { Request } from '../request.ts';
import type { Rules } from '../rule-selection.ts';
import { UserError } from '../user-error.ts';
import type { Journal, Subject } from './subject.ts';

/** With a base: what changed, and which lint findings the base document already had. */
export async function changesSinceBase(
  subject: Subject,
  { rules, journal }: { readonly rules: Rules; readonly journal: Journal },
  { check, load, progress }: Request,
): Promise<void> {
  const { input } = subject;
  if (check.base === undefined || input === undefined) return;
  progress.at(`comparing ${subject.name} with ${check.base}`);
  const base = await baseOf({ input, base: check.base, journal }, load.options);
  if (base === undefined) return;
  // One name, one identity: fingerprints of both must compare.
  const { policy } = subject.api;
  const before = { ...base, name: subject.name, ...(policy === undefined ? {} : { policy }) };
  subject.previous = before;
  for (const [id, source] of before.sources) if (!subject.sources.has(id)) subject.sources.set(id, source);
  if (rules.diff.length > 0)
    subject.outcomes = [...subject.outcomes, ...diff({ before, after: subject.api }, rules.diff)];
  for (const { findings } of lint(before, rules.lint)) {
    for (const { fingerprint } of findings) subject.old.add(fingerprint);
  }
}

/** What is wrong with the text of the base, which nobody can mend any more. */
const broken: ReadonlySet<LoadErrorCode> = new Set(['empty', 'binary', 'syntax', 'not-a-document', 'too-deep']);

interface Wanted {
  readonly input: Input;
  readonly base: string;
  readonly journal: Journal;
}

async function baseOf({ input, base, journal }: Wanted, options: LoadOptions): Promise<ApiModel | undefined> {
  try {
    const before = await loadBase(input, base, options);
    if (before === undefined) journal.notes.push(`${input.uri} is not in ${base}: all that it has is new.`);
    return before;
  } catch (error) {
    if (!(error instanceof LoadError)) throw error;
    if (broken.has(error.code)) {
      journal.notes.push(`${input.uri} cannot be read in ${base} (${error.message}): all that it has is new.`);
      return undefined;
    }
    if (error.code === 'git' && /[./]/.test(base) && !base.startsWith('origin/')) {
      throw new UserError('input', 'there is no such file, folder or git ref', { place: { uri: base } });
    }
    throw error;
  }
}
