import { processIo, type Io } from './io.ts';
import { version } from './version.ts';

export type { Io, Sink } from './io.ts';

/** Runs one command and resolves to the exit code. Throws nothing: a bug of ours is printed and is 4. */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
    io.stdout.write(`${version}\n`);
    return 0;
  }
  try {
    const { runProgram } = await import('./program.ts');
    return await runProgram(argv, io);
  } catch (error) {
    return tell(error, io);
  }
}

async function tell(error: unknown, { stderr }: Io): Promise<2 | 4> {
  const { bugLines, errorLines, userErrorsOf } = await import('./user-error.ts');
  const errors = userErrorsOf(error);
  if (errors === undefined) stderr.write(bugLines(error));
  else for (const each of errors) stderr.write(errorLines(each));
  return errors === undefined ? 4 : 2;
}

/** The process: what bin/sallyport.js calls. What is thrown where nobody waits for it is a bug, and no failed gate. */
export async function start(): Promise<void> {
  const io = processIo(new URL('./thread.mjs', import.meta.url));
  let isBug = false;
  process.on('uncaughtException', (error) => {
    isBug = true;
    void tell(error, io);
  });
  process.exitCode = 4;
  const code = await main(process.argv.slice(2), io);
  process.exitCode = isBug ? 4 : code;
}
