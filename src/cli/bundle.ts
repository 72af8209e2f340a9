import { bundle } from '../load/bundle.ts';
import { findInputs, repositoryRoot } from '../load/inputs.ts';
import { forTerminal } from '../report/escape.ts';
import type { Io } from './io.ts';
import { UserError } from './user-error.ts';

/** One JSON document out of many files, as text. */
export async function bundleDocument(document: string, io: Io): Promise<string> {
  const options = {
    cwd: io.cwd,
    root: await repositoryRoot(io.cwd),
    remoteHosts: [],
    names: new Map(),
    stdin: io.stdin,
  };
  const [input] = (await findInputs([document], options)).inputs;
  if (input?.kind !== 'document' || !input.inTree) {
    throw new UserError('input', 'one OpenAPI document of the repository belongs here', { place: { uri: document } });
  }
  return forTerminal(`${JSON.stringify(await bundle(input, options), null, 2)}\n`);
}
