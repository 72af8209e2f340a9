import { stat } from 'node:fs/promises';
import path from 'node:path';
import { readCapture } from '../../load/har/capture.ts';
import { findInputs } from '../../load/inputs.ts';
import { createRedactor } from '../../model/redact.ts';
import type { Io } from '../io.ts';

/** Larger captures are not looked into, in bytes: init is asked for a config and not for a judgement. */
const lookedAtBytesMax = 64 * 1024 * 1024;

/** Captures of the repository that hold credentials; what `har redact` wrote holds none. */
export async function withSecrets(
  root: string,
  captures: readonly string[],
  { stdin }: Io,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const file of captures) {
    const { size } = await stat(path.join(root, file));
    if (size <= lookedAtBytesMax && (await holdsCredentials(root, file, stdin))) found.push(file);
  }
  return found;
}

async function holdsCredentials(root: string, file: string, stdin: Io['stdin']): Promise<boolean> {
  try {
    const options = { cwd: root, root, remoteHosts: [], names: new Map<string, string>(), stdin };
    const { inputs } = await findInputs([path.join(root, file)], options);
    for (const input of inputs) {
      const reader = readCapture(input, createRedactor(), {});
      for await (const { credentials } of reader.exchanges())
        if (credentials === 'present' && reader.creator !== 'sallyport') return true;
    }
  } catch {
    // A capture that cannot be read is told by the run that reads it.
  }
  return false;
}
