import type { ApiModel } from '../model/api.ts';
import type { SourceId } from '../model/source.ts';
import { Documents } from './documents.ts';
import { workingTree, type FileRoom } from './files.ts';
import { gitRoom } from './git.ts';
import type { Input, LoadOptions } from './inputs.ts';
import { modelOf } from './openapi/model.ts';
import { remoteRoom } from './remote.ts';
import { readSource } from './source.ts';

/** One document and all it refers to as a model. Throws LoadError only where nothing of it can be read. */
export async function loadApi(input: Input, options: LoadOptions): Promise<ApiModel> {
  const root = await readSource(await input.read(), { id: input.id, uri: input.uri, inTree: input.inTree });
  const documents = await Documents.gather(root, roomOf(input, options));
  return modelOf(documents, nameOf(input, options), input.uri);
}

/** Where the files that a document refers to are read from: where it came from itself, and hosts that a flag names. */
function roomOf(input: Input, options: LoadOptions): FileRoom {
  const home = input.ref === undefined ? workingTree(options.root, options.pending) : gitRoom(options.root, input.ref);
  return remoteRoom(home, options.remoteHosts);
}

/** The identity in fingerprints: the config's name, else the path without extension, whatever it was read from. */
export function nameOf(input: Pick<Input, 'path'>, options: Pick<LoadOptions, 'names' | 'specPath'>): string {
  const path: SourceId = options.specPath ?? input.path;
  return options.names.get(path) ?? path.replace(/\.(ya?ml|json)$/i, '');
}
