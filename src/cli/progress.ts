import { forLine } from '../report/escape.ts';
import type { Io } from './io.ts';

/** A run that is done within this time says nothing of its progress, in milliseconds. */
const silentMs = 1_000;
/** Between two lines where there is no terminal to write over. */
const lineMs = 10_000;

export interface Progress {
  /** What is being done now; written if the run takes long. */
  at(what: string): void;
  /** Takes the line away: a report or an error follows. */
  end(): void;
}

/** One line on standard error: written over on a terminal, every ten seconds elsewhere. */
export function progressOn({ stderr, now }: Pick<Io, 'stderr' | 'now'>, quiet: boolean): Progress {
  if (quiet) return { at: () => undefined, end: () => undefined };
  const started = now().getTime();
  let doing = '';
  let shown = '';
  let lastLine = started - lineMs;
  const paint = (): void => {
    const time = now().getTime();
    if (doing === '' || time - started < silentMs) return;
    if (stderr.isTTY) {
      const line = forLine(doing).slice(0, (stderr.columns ?? 80) - 1);
      if (line !== shown) stderr.write(`\r\u001b[2K${line}`);
      shown = line;
    } else if (time - lastLine >= lineMs) {
      lastLine = time;
      stderr.write(`${forLine(doing)} (${Math.round((time - started) / 1_000)} s)\n`);
    }
  };
  const timer = setInterval(paint, silentMs);
  timer.unref();
  return {
    at: (what) => {
      doing = what;
      paint();
    },
    end: () => {
      clearInterval(timer);
      if (shown !== '') stderr.write('\r\u001b[2K');
      shown = '';
      doing = '';
    },
  };
}
