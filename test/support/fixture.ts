import { Readable } from 'node:stream';
import { loadApi } from '../../src/load/document.ts';
import { findInputs, type LoadOptions } from '../../src/load/inputs.ts';
export { expectations } from '../../src/selftest/twin-document.ts';
import type { ApiModel } from '../../src/model/api.ts';

/** How documents are read in tests: confined to `root`, without network or standard input. */
export function loadOptions(root: string): LoadOptions {
  return { cwd: root, root, remoteHosts: [], names: new Map(), stdin: Readable.from([]) };
}

export async function loadFixture(path: string, root = process.cwd()): Promise<ApiModel> {
  const options = loadOptions(root);
  const { inputs } = await findInputs([path], options);
  const [input] = inputs;
  if (input === undefined) throw new Error(`${path} is no input`);
  return loadApi(input, options);
}
