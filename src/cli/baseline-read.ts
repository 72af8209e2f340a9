import { open } from 'node:fs/promises';
import { BaselineError, parseBaseline, type Baseline } from '../finding/baseline.ts';
import { UserError } from './user-error.ts';

/** The largest baseline, of a hundred thousand findings. */
const baselineBytesMax = 64 * 1024 * 1024;

export interface BaselinePlace {
  /** Absolute. */
  readonly file: string;
  /** As reports show it. */
  readonly shown: string;
}

/** Its text; undefined where there is no such file. Throws UserError for one that is too large. */
export async function baselineText({ file, shown }: BaselinePlace): Promise<string | undefined> {
  const handle = await open(file, 'r').catch(() => undefined);
  if (handle === undefined) return undefined;
  try {
    const found = await handle.stat();
    if (!found.isFile()) throw new UserError('baseline', 'is no file', { place: { uri: shown } });
    if (found.size > baselineBytesMax) {
      const message = `larger than ${baselineBytesMax / 1024 ** 2} MB`;
      throw new UserError('baseline', message, { place: { uri: shown } });
    }
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}

/** Throws UserError with the file where it cannot be read. */
export function baselineIn(text: string, { shown }: BaselinePlace): Baseline {
  try {
    return parseBaseline(text);
  } catch (error) {
    if (error instanceof BaselineError) throw new UserError('baseline', error.message, { place: { uri: shown } });
    throw error;
  }
}
