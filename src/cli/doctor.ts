import { examine, type Checked } from '../target/doctor.ts';
import { TargetUrlError } from '../target/scope.ts';
import { createRedactor } from '../model/redact.ts';
import { forLine, toJson } from '../report/escape.ts';
import type { Io } from './io.ts';
import { networkNotes } from './network.ts';
import type { Flags } from './options.ts';
import { requestOf } from './request.ts';
import { loadInputs } from './stages/load.ts';
import { optionsOf } from './stages/probe.ts';
import { newJournal, type Subject } from './stages/subject.ts';
import { UserError, UserErrors } from './user-error.ts';

export type DoctorFormat = 'text' | 'json';

/** Requests of one examination: enough for many identities and seeds. */
const requestsMax = 500;

interface Asked {
  readonly format: DoctorFormat;
  /** Makes the objects of the config's seeds, and deletes them; else nothing is written to the target but logins. */
  readonly makes: boolean;
  readonly flags: Flags;
}

/** 0 where all is there that probes need, 3 where it is not, 2 for a mistake in flags, config or documents. */
export async function runDoctor(args: readonly string[], { format, makes, flags }: Asked, io: Io): Promise<number> {
  const request = await requestOf({ args, kinds: ['probe'] }, flags, io);
  const { target } = request;
  if (target === undefined)
    throw new UserError('target', 'doctor needs a target', { hint: '--target https://staging.example.com' });
  const journal = newJournal();
  const { subjects } = await loadInputs(request, journal);
  request.progress.end();
  if (journal.unreadable.length > 0) throw new UserErrors(journal.unreadable);
  const all: (Checked & { readonly document: string })[] = [];
  const say = (subject: Subject, checked: Checked): void => {
    all.push({ ...checked, document: subject.name });
    if (format === 'text') io.stdout.write(lineOf(checked, subjects.length > 1 ? subject.name : undefined));
  };
  for (const subject of subjects) {
    if (request.signal.aborted) break;
    const { seeds, ...options } = optionsOf(subject, { request, target, requestsLeft: requestsMax });
    const asked = { ...options, seeds: makes ? seeds : [], redactor: createRedactor(), onExchange: () => undefined };
    for await (const checked of examined(asked)) say(subject, checked);
    for (const { call } of makes ? [] : seeds) say(subject, untried(call));
  }
  if (format === 'json') io.stdout.write(`${toJson(all, 2)}\n`);
  else for (const note of networkNotes(target.network, target.url)) io.stdout.write(`note    ${forLine(note)}\n`);
  if (request.signal.aborted) return 130;
  return all.some(({ result }) => result === 'failed') ? 3 : 0;
}

function untried(call: string): Checked {
  return {
    about: 'seed',
    result: 'note',
    said: `seeds: ${call} was not tried, as it writes`,
    mend: '--make makes such an object and deletes it',
  };
}

async function* examined(options: Parameters<typeof examine>[0]): AsyncGenerator<Checked> {
  try {
    yield* examine(options);
  } catch (error) {
    if (error instanceof TargetUrlError) throw new UserError('target', error.message);
    throw error;
  }
}

/** `failed  identity bob: ...: what mends it` */
function lineOf({ result, said, mend }: Checked, document: string | undefined): string {
  const parts = [...(document === undefined ? [] : [document]), said, ...(mend === undefined ? [] : [mend])];
  return `${result.padEnd(7)} ${forLine(parts.join(': '))}\n`;
}
