import { setImmediate } from 'node:timers/promises';
import { oldFindings, readPrevious, updatedBaseline } from './baseline-file.ts';
import { exitCodeOf } from './exit-code.ts';
import type { Io } from './io.ts';
import { announce, writeReports } from './outputs.ts';
import type { Request } from './request.ts';
import { kindsOf, rulesNotRun, selectRules } from './rule-selection.ts';
import { changesSinceBase, pairSubjects } from './stages/base.ts';
import { gateDrift } from './stages/gate-drift.ts';
import { lintDocument } from './stages/lint.ts';
import { loadInputs } from './stages/load.ts';
import { newJournal } from './stages/subject.ts';
import { verdictOver } from './stages/verdict.ts';

/** The page to read first: bytes -> model -> checks -> gate -> reports -> exit code. */
export async function runPipeline(request: Request, io: Io): Promise<number> {
  const journal = newJournal();
  const { baseline, drift: baselineDrift } = await oldFindings(request.gate, io.cwd);
  const earlier = await readPrevious(request.gate, io.cwd);

  const { subjects: all, captures } = await loadInputs(request, journal);
  const subjects = await pairSubjects(all, request, journal);
  const rules = await selectRules(kindsOf(request, captures.length), request.check);

  for (const subject of subjects) {
    if (request.signal.aborted) break;
    request.progress.at(`linting ${subject.name}`);
    lintDocument(subject, rules);
    await changesSinceBase(subject, { rules, journal }, request);
    // Lets Ctrl-C and the progress line in between two documents.
    await setImmediate();
  }
  if (captures.length > 0 || request.target !== undefined) {
    // What reads captures and talks to targets is loaded only where there are some.
    const { judgeExchanges } = await import('./stages/exchanges.ts');
    await judgeExchanges({ subjects, captures, rules, journal }, request);
  }
  subjects.push(...(await gateDrift(subjects, { rules, baselineDrift }, request)));

  const otherRules = await rulesNotRun([...baseline.values(), ...earlier.findings], rules);
  const checked = { subjects, rules, journal, earlier, otherRules };
  let run = verdictOver({ ...checked, baseline }, request);
  const renewed = await updatedBaseline(run, request.gate, io.cwd);
  if (renewed !== undefined) run = verdictOver({ ...checked, baseline: renewed }, request);

  request.progress.end();
  announce(journal, request.report, io);
  await writeReports(run, request.report, io);
  const { exitZero } = request.gate;
  return exitCodeOf({ run, interrupted: request.signal.aborted, unreadable: journal.unreadable.length, exitZero });
}
