/** The next step where a name leads to nothing. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { nearest } from '../model/nearest.ts';
import { LoadError } from './load-error.ts';
import { unignoredFiles } from './unignored.ts';

/** No file, folder or ref of this name; what else its folder holds under nearly that name. */
export async function notFound(arg: string, cwd: string): Promise<LoadError> {
  const folder = path.dirname(arg);
  const names = await readdir(path.resolve(cwd, folder)).catch(() => []);
  const near = nearest(path.basename(arg), names);
  return new LoadError('not-found', 'there is no such file, folder or git ref', {
    place: { uri: arg },
    ...(near === undefined ? {} : { hint: `did you mean ${path.join(folder, near)}?` }),
  });
}

/** Nothing was named and nothing is here; a document can be made of a capture that is. */
export async function noDocument(cwd: string): Promise<LoadError> {
  const { files } = await unignoredFiles(cwd);
  const capture = files.find((file) => file.endsWith('.har'));
  return new LoadError('nothing-found', 'no OpenAPI document in this repository', {
    hint:
      capture === undefined
        ? 'one has openapi or swagger at its top; name it where it lies elsewhere: sallyport lint ../api/openapi.yaml'
        : `a capture makes one: sallyport discover ${path.relative(cwd, capture)} -o openapi.yaml`,
  });
}
