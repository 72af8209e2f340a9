import { createHmac } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readFile, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { readCapture } from '../../load/har/capture.ts';
import type { Input } from '../../load/inputs.ts';
import { createRedactor, holdsKnown, type Redactor } from '../../model/redact.ts';
import { forLine } from '../../report/escape.ts';
import { harEntry, harFrame } from '../../report/har.ts';
import type { Io } from '../io.ts';
import { counting, progressOn, type Progress } from '../progress.ts';
import { UserError } from '../user-error.ts';
import { version } from '../version.ts';
import { capturesOf, filterOf, type FilterFlags } from './captures.ts';

export interface RedactFlags extends FilterFlags {
  readonly output: string;
  readonly redactKeyFile?: string;
  readonly force?: boolean;
}

/** Shortest key that tags may be made with, in bytes: 128 bits. */
const keyBytesMin = 16;
const keyBytesMax = 4_096;
/** Values that are remembered, so that they are found again where no name speaks. */
const valuesMax = 500_000;
const charsMax = 100_000_000;

/**
 * Writes captures as one, with tags in place of sensitive values. Read twice: what a late entry names may stand unnamed in
 * an early one. What was written is read again and looked through for every known value; if one is left there is no file.
 * 0, 2 for a mistake, 3 where a value was left, 130 interrupted.
 */
export async function redactCaptures(args: readonly string[], flags: RedactFlags, io: Io): Promise<number> {
  const file = path.resolve(io.cwd, flags.output);
  await refuseToReplace(file, flags);
  const inputs = await capturesOf(args, io);
  const keyed = await keyedBy(flags.redactKeyFile, io);
  const redactor = createRedactor({ valuesMax, charsMax, ...(keyed === undefined ? {} : { keyed }) });
  const progress = progressOn(io, flags.quiet === true);
  const redaction = new Redaction(inputs, redactor, { ...flags, progress });
  const unfinished = `${file}.${process.pid}.part`;
  try {
    await redaction.learn(io.signal);
    const entries = await redaction.write(unfinished, io.signal);
    if (io.signal.aborted) return 130;
    progress.at(`looking through ${flags.output}`);
    const leftAt = await lineWithValue(unfinished, redactor);
    progress.end();
    if (leftAt !== undefined) {
      io.stderr.write(`sallyport: a known value was left in entry ${leftAt - 1}; nothing was written\n`);
      return 3;
    }
    await rename(unfinished, file);
    for (const note of redaction.notes) io.stderr.write(`${forLine(note)}\n`);
    io.stderr.write(`${entries} entries redacted: ${forLine(flags.output)}\n`);
    return 0;
  } finally {
    progress.end();
    await rm(unfinished, { force: true });
  }
}

/** Tags by HMAC-SHA-256, cut to 48 bits: equal values can be told in several files, and no value be tried without the key. */
async function keyedBy(name: string | undefined, io: Io): Promise<((value: string) => string) | undefined> {
  if (name === undefined) return undefined;
  const place = { uri: name };
  const key = await readFile(path.resolve(io.cwd, name)).catch(() => undefined);
  if (key === undefined) throw new UserError('flag', '--redact-key-file cannot be read', { place });
  if (key.length < keyBytesMin || key.length > keyBytesMax) {
    const hint = 'make one: head -c 32 /dev/urandom > redact.key';
    throw new UserError('flag', `--redact-key-file wants ${keyBytesMin} to ${keyBytesMax} bytes`, { place, hint });
  }
  return (value) => createHmac('sha256', key).update(value).digest('hex').slice(0, 12);
}

class Redaction {
  readonly #inputs: readonly Input[];
  readonly #redactor: Redactor;
  readonly #flags: FilterFlags & { readonly progress: Progress };
  notes: readonly string[] = [];

  constructor(inputs: readonly Input[], redactor: Redactor, flags: FilterFlags & { readonly progress: Progress }) {
    this.#inputs = inputs;
    this.#redactor = redactor;
    this.#flags = flags;
  }

  async learn(signal: AbortSignal): Promise<void> {
    for await (const _ of this.#entries('reading', signal));
  }

  /** How many entries were written. */
  async write(file: string, signal: AbortSignal): Promise<number> {
    // For its owner alone, and never over what is there.
    const handle = await open(file, 'wx', 0o600);
    try {
      return await this.#into(handle, signal);
    } finally {
      await handle.close();
    }
  }

  async #into(handle: FileHandle, signal: AbortSignal): Promise<number> {
    const { before, after } = harFrame(version);
    let entries = 0;
    await handle.write(before);
    for await (const entry of this.#entries('redacting', signal)) {
      await handle.write(entries === 0 ? entry : `,\n${entry}`);
      entries += 1;
    }
    await handle.write(after);
    return entries;
  }

  async *#entries(doing: string, signal: AbortSignal): AsyncGenerator<string> {
    const notes: string[] = [];
    for (const input of this.#inputs) {
      const reader = readCapture(input, this.#redactor, { filter: filterOf(this.#flags) });
      for await (const exchange of counting(reader.exchanges(), this.#flags.progress, `${doing} ${input.uri}`)) {
        if (signal.aborted) return;
        yield harEntry(exchange);
      }
      notes.push(...reader.notes);
    }
    this.notes = notes;
  }
}

/** The first line with a value that is known, as it stands or behind percent-encoding; from 1. */
async function lineWithValue(file: string, redactor: Redactor): Promise<number | undefined> {
  let line = 0;
  for await (const text of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    line += 1;
    if (holdsKnown(redactor, text) || holdsKnown(redactor, withoutEncoding(text))) return line;
  }
  return undefined;
}

function withoutEncoding(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
    try {
      return decodeURIComponent(run);
    } catch {
      return run;
    }
  });
}

/** Asked before the work: nobody waits for minutes to hear of it. */
async function refuseToReplace(file: string, { force, output }: RedactFlags): Promise<void> {
  const isThere = (await stat(file).catch(() => undefined)) !== undefined;
  if (isThere && force !== true)
    throw new UserError('output', 'is there already', { place: { uri: output }, hint: 'name another, or add --force' });
}
