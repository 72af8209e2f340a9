import { existsSync } from 'node:fs';

/** Where text goes: standard output or error, or a test's array. */
export interface Sink {
  write(text: string): void;
  readonly isTTY: boolean;
  /** Width in characters, where it is known. */
  readonly columns?: number;
}

/** All that the program knows of the world around it: tests pass their own. */
export interface Io {
  readonly stdin: NodeJS.ReadableStream;
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  now(): Date;
  /** Aborted by Ctrl-C: what is done until then is still reported. */
  readonly signal: AbortSignal;
  /** The program of a thread of documents (threads/thread.ts); absent where sallyport is not built. */
  readonly threadEntry?: URL;
}

/** The process itself. A reader of our output that goes away early (`| head`) is no error. */
export function processIo(threadEntry: URL): Io {
  const interrupt = new AbortController();
  // Once: a second Ctrl-C meets Node's own handler, which ends the process at once.
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => interrupt.abort());
  return {
    stdin: process.stdin,
    stdout: sinkOf(process.stdout),
    stderr: sinkOf(process.stderr),
    env: process.env,
    cwd: process.cwd(),
    now: () => new Date(),
    signal: interrupt.signal,
    ...(existsSync(threadEntry) ? { threadEntry } : {}),
  };
}

function sinkOf(stream: NodeJS.WriteStream): Sink {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  return {
    write: (text) => void stream.write(text),
    isTTY: stream.isTTY,
    ...(stream.columns > 0 ? { columns: stream.columns } : {}),
  };
}
