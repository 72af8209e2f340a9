import { setImmediate } from 'node:timers/promises';
import { oldFindings, readPrevious, updatedBaseline } from './baseline-file.ts';
import { veiledRun } from '../report/veiled.ts';
import { exitCodeOf } from './exit-code.ts';
import type { Io } from './io.ts';
import { announce, showDiff, writeReports } from './outputs.ts';
import type { Request } from './request.ts';
import { kindsOf, rulesNotRun, selectRules, type Rules } from './rule-selection.ts';
import { isApart, judgeApart } from './stages/apart.ts';
import { changesSinceBase, pairSubjects } from './stages/base.ts';
import { gateDrift } from './stages/gate-drift.ts';
import { lintDocument } from './stages/lint.ts';
import { findDocuments, readAll, type Found } from './stages/load.ts';
import type { MendingDone } from './stages/mend.ts';
import { newJournal, type Journal, type Subject } from './stages/subject.ts';
import { verdictOver, type Checked } from './stages/verdict.ts';

/** The page to read first: bytes -> model -> checks -> gate -> reports -> exit code. */
export async function runPipeline(asked: Request, io: Io): Promise<number> {
  const mended = asked.mend === undefined ? undefined : await mendFirst(asked, io);
  const request = mended?.request ?? asked;
  const checked = await check(request, io);
  const { journal } = checked;
  journal.notes.push(...(mended?.notes ?? []));

  let run = veiledRun(verdictOver(checked, request));
  const renewed = await updatedBaseline(run, { gate: request.gate, judged: checked.baseline }, io.cwd);
  if (renewed !== undefined) run = veiledRun(verdictOver({ ...checked, baseline: renewed }, request));

  request.progress.end();
  announce(journal, request.report, io);
  if (mended?.diff === undefined) await writeReports(run, request.report, io);
  else showDiff(mended.diff, run, io);
  const { evidence } = request.report;
  if (evidence !== undefined) await (await import('./evidence-files.ts')).writeEvidence(run, evidence);
  const { exitZero } = request.gate;
  return exitCodeOf({ run, interrupted: request.signal.aborted, unreadable: journal.unreadable.length, exitZero });
}

/** All that is found, before anybody judges it. */
async function check(request: Request, io: Io): Promise<Checked> {
  const journal = newJournal();
  const { baseline, drift: baselineDrift } = await oldFindings(request.gate, io.cwd);
  const earlier = await readPrevious(request.gate, io.cwd);

  const found = await findDocuments(request, journal);
  const { captures } = found;
  const rules = await selectRules(kindsOf(request, captures.length), request.check);
  const judge = isApart(found, request) ? judgeApart : judgeTogether;
  const subjects = await judge(found, { rules, journal }, request);
  if (captures.length > 0 || request.target !== undefined) {
    // What reads captures and talks to targets is loaded only where there are some.
    const { judgeExchanges } = await import('./stages/exchanges.ts');
    const known = [...baseline.values(), ...earlier.findings];
    await judgeExchanges({ subjects, captures, rules, journal, known }, request);
  }
  if (request.explain) (await import('./stages/explain.ts')).explainIds(subjects, journal);
  subjects.push(...(await gateDrift(subjects, { rules, baselineDrift }, request)));
  const otherRules = await rulesNotRun([...baseline.values(), ...earlier.findings], rules);
  const judged = subjects.filter(({ isOwn, outcomes }) => isOwn || outcomes.length > 0);
  return { subjects: judged, rules, journal, baseline, earlier, otherRules };
}

/** All documents at once: a base, captures and targets speak of several, or of their text once more. */
async function judgeTogether(
  found: Found,
  { rules, journal }: { readonly rules: Rules; readonly journal: Journal },
  request: Request,
): Promise<Subject[]> {
  const loaded = await readAll(found, request, journal);
  const subjects = await pairSubjects({ ...found, subjects: loaded }, request, journal);
  for (const [index, subject] of subjects.entries()) {
    if (request.signal.aborted) break;
    request.progress.at(`linting ${subject.name}`, { done: index + 1, of: subjects.length, unit: 'documents' });
    const asked = subject.isOwn ? rules : { ...rules, lint: [], diff: [] };
    lintDocument(subject, asked);
    await changesSinceBase(subject, { rules: asked, journal }, request);
    // Lets Ctrl-C and the progress line in between two documents.
    await setImmediate();
  }
  return subjects;
}

/** What can be mended without asking is, before the rest is judged. */
async function mendFirst(request: Request, io: Io): Promise<MendingDone> {
  const { mendDocuments } = await import('./stages/mend.ts');
  return mendDocuments(request, async (now) => {
    const checked = await check(now, io);
    return { subjects: checked.subjects, run: verdictOver(checked, now) };
  });
}
