import { diff } from '../../check/diff.ts';
import type { Versions } from '../../check/rule.ts';
import { lint } from '../../check/lint.ts';
import type { Finding } from '../../finding/finding.ts';
import { override } from '../../finding/override.ts';
import { formerPrints } from '../../finding/former.ts';
import { isAsInBase, loadOlder, openBase, pairWithBase } from '../../load/base.ts';
import { LoadError, type LoadErrorCode } from '../../load/load-error.ts';
import type { ApiModel } from '../../model/api.ts';
import { relabelled } from '../../model/relabelled.ts';
import type { Request } from '../request.ts';
import type { Rules } from '../rule-selection.ts';
import { UserError } from '../user-error.ts';
import type { Found } from './load.ts';
import type { Journal, Subject } from './subject.ts';

/** With a base: finds each document's older version. What nobody named and did not change is left out. */
export async function pairSubjects(
  { subjects, heads: all }: Pick<Found, 'heads'> & { readonly subjects: Subject[] },
  request: Request,
  journal: Journal,
): Promise<Subject[]> {
  const { check, load } = request;
  const { options } = load;
  if (check.base === undefined) return subjects;
  const read = subjects.flatMap(({ input }) => input ?? []);
  // Also those of other parts: what is theirs was not renamed, nor is it gone.
  const heads = request.shard === undefined ? read : all;
  try {
    const base = await openBase(check.base, heads, options);
    const { older, gone } = await pairWithBase(heads, base, options);
    for (const subject of subjects) {
      const found = subject.input === undefined ? undefined : older.get(subject.input.id);
      if (found === undefined) continue;
      subject.older = found;
      if (found.renamedFrom !== undefined)
        journal.notes.push(`${subject.input?.uri ?? ''} was ${found.renamedFrom} in ${base.name}.`);
    }
    if (load.args.length === 0 || heads.some(({ below }) => below !== undefined))
      for (const file of gone)
        journal.notes.push(`${file} of ${base.name} is gone: what it described may still answer.`);
    if (!isNarrowed(request)) return subjects;
    const changed: Subject[] = [];
    for (const subject of subjects) if (!(await isAsInBase(subject.api, base, options))) changed.push(subject);
    const same = subjects.length - changed.length;
    journal.unchanged += same;
    const are = same === 1 ? '1 document is' : `${same} documents are`;
    if (same > 0) journal.notes.push(`${are} as in ${base.name} and left out; --gate all judges all.`);
    return changed;
  } catch (error) {
    throw error instanceof LoadError ? inWords(error, check.base) : error;
  }
}

/** Documents that are as they were have nothing new. Targets and captures speak of all of them, and so do names. */
function isNarrowed({ gate, load, target }: Request): boolean {
  return gate.mode === 'new' && !gate.updateBaseline && load.args.length === 0 && target === undefined;
}

function inWords(error: LoadError, base: string): Error {
  if (error.code !== 'git' || !/[./]/.test(base) || base.startsWith('origin/')) return error;
  return new UserError('input', 'there is no such file, folder or git ref', { place: { uri: base } });
}

/** With a base: what changed, and which lint findings the base document already had. */
export async function changesSinceBase(
  subject: Subject,
  { rules, journal }: { readonly rules: Rules; readonly journal: Journal },
  { check, load, progress, startedAt }: Request,
): Promise<void> {
  if (check.base === undefined || subject.input === undefined) return;
  progress.at(`comparing ${subject.name} with ${check.base}`);
  const base = await baseOf(subject, { base: check.base, journal }, load.options);
  if (base === undefined) return;
  // One name, one identity: fingerprints of both must compare.
  const { policy } = subject.api;
  const before = relabelled(base, { name: subject.name, ...(policy === undefined ? {} : { policy }) });
  subject.previous = before;
  for (const [id, source] of before.sources) if (!subject.sources.has(id)) subject.sources.set(id, source);
  const { deprecation } = check;
  const versions: Versions = {
    before,
    after: subject.api,
    today: startedAt.slice(0, 10),
    ...(deprecation === undefined ? {} : { deprecation }),
  };
  if (rules.diff.length > 0) subject.outcomes = [...subject.outcomes, ...diff(versions, rules.diff)];
  const uriOf = ({ at }: Finding): string => before.sources.get(at.source)?.uri ?? at.source;
  const findings = override(lint(before, rules.lint), check.overrides, uriOf).flatMap((outcome) => outcome.findings);
  for (const { fingerprint, severity } of findings) subject.old.set(fingerprint, severity);
  subject.former = { name: base.name, api: before, findings };
  const now = subject.outcomes.flatMap((outcome) => outcome.findings);
  for (const [print, was] of formerPrints(now, subject.api, subject.former)) {
    const [severity] = was.flatMap((each) => subject.old.get(each) ?? []);
    if (severity !== undefined) subject.old.set(print, severity);
  }
}

/** What is wrong with the text of the base, which nobody can mend any more. */
const broken: ReadonlySet<LoadErrorCode> = new Set(['empty', 'binary', 'syntax', 'not-a-document', 'too-deep']);

async function baseOf(
  { input, name, older }: Subject,
  { base, journal }: { readonly base: string; readonly journal: Journal },
  options: Request['load']['options'],
): Promise<ApiModel | undefined> {
  const uri = input?.uri ?? name;
  if (older === undefined) {
    journal.notes.push(`${uri} is not in ${base}: all that it has is new.`);
    return undefined;
  }
  try {
    return await loadOlder(older, options);
  } catch (error) {
    if (!(error instanceof LoadError) || !broken.has(error.code)) throw error;
    journal.notes.push(`${uri} cannot be read in ${base} (${error.message}): all that it has is new.`);
    return undefined;
  }
}
