import { forLine } from '../report/escape.ts';
import type { Io } from './io.ts';

/** A run that is done within this time says nothing of its progress, in milliseconds. */
const silentMs = 1_000;
/** Between two lines where there is no terminal to write over. */
const lineMs = 10_000;

export interface Progress {
  /** What is being done now, and how much of it is; written if the run takes long. */
  at(what: string, count?: Count): void;
  /** Takes the line away: a report or an error follows. */
  end(): void;
}

/** Says nothing. */
export const noProgress: Progress = { at: () => undefined, end: () => undefined };

/** How far a stage is. Its rate is over the time since its first count. */
export interface Count {
  readonly done: number;
  /** Absent: nobody knows before the end. */
  readonly of?: number;
  /** What is counted, in the plural; another one begins another stage, as a lower `done` does. */
  readonly unit: string;
}

interface Stage {
  readonly unit: string;
  readonly since: number;
  readonly first: number;
  readonly last: number;
}

/** The line is written anew after as many exchanges of a capture. */
const toldEvery = 200;

/** The exchanges of a capture, counted on the way. */
export async function* counting<T>(exchanges: AsyncIterable<T>, progress: Progress, what: string): AsyncGenerator<T> {
  let done = 0;
  for await (const exchange of exchanges) {
    done += 1;
    if (done % toldEvery === 0) progress.at(what, { done, unit: 'exchanges' });
    yield exchange;
  }
}

/** `: 12 of 233 documents, 4.1 a second`; the rate where a second's worth is known. */
function countText({ done, of, unit }: Count, { since, first }: Stage, time: number): string {
  if (of === 1) return '';
  const seconds = (time - since) / 1_000;
  const rate = (done - first) / seconds;
  const shown = rate >= 10 ? String(Math.round(rate)) : rate.toFixed(1);
  const total = of === undefined ? '' : ` of ${of}`;
  return `: ${done}${total} ${unit}${seconds >= 1 && rate > 0 ? `, ${shown} a second` : ''}`;
}

/** One line on standard error: written over on a terminal, every ten seconds elsewhere. */
export function progressOn({ stderr, now }: Pick<Io, 'stderr' | 'now'>, quiet: boolean): Progress {
  if (quiet) return noProgress;
  const started = now().getTime();
  let doing = '';
  let shown = '';
  let lastLine = started - lineMs;
  let stage: Stage | undefined;
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
    at: (what, count) => {
      const time = now().getTime();
      const goesOn = count !== undefined && stage?.unit === count.unit && count.done >= stage.last;
      if (count === undefined) stage = undefined;
      else if (goesOn && stage !== undefined) stage = { ...stage, last: count.done };
      else stage = { unit: count.unit, since: time, first: count.done, last: count.done };
      doing = what + (count === undefined || stage === undefined ? '' : countText(count, stage, time));
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
