import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { ApiModel } from '../model/api.ts';
import { loadApi } from './document.ts';
import { commitOf, fileAt, mergeBase } from './git.ts';
import { findInputs, refInput, splitRef, type Input, type LoadOptions } from './inputs.ts';

/**
 * The document as it was at `base`: a file, a folder (the file of the same path in it), `ref:path`, or a git ref (the
 * same path where this branch left it). Undefined: the document is new. It bears the name of the new one, so that
 * fingerprints of both compare.
 */
export async function loadBase(input: Input, base: string, options: LoadOptions): Promise<ApiModel | undefined> {
  const named = await baseInput(input, base, options);
  if (named === undefined) return undefined;
  const api = await loadApi(named, options);
  const names = options.names.get(input.path) ?? input.path.replace(/\.(ya?ml|json)$/i, '');
  return { ...api, name: names };
}

async function baseInput(input: Input, base: string, options: LoadOptions): Promise<Input | undefined> {
  const found = await stat(path.resolve(options.cwd, base)).catch(() => undefined);
  if (found?.isDirectory() === true) {
    const file = path.join(base, path.basename(input.path));
    const there = await stat(path.resolve(options.cwd, file)).catch(() => undefined);
    return there === undefined ? undefined : only([file], options);
  }
  const ref = splitRef(base);
  const isRange = ref !== undefined && (await commitOf(options.root, ref.ref)) !== undefined;
  if (found !== undefined || isRange || /^https?:\/\//i.test(base)) return only([base], options);
  const commit = await mergeBase(options.root, base);
  const bytes = await fileAt(options.root, commit, input.path);
  return bytes === undefined ? undefined : refInput({ name: base, commit }, input.path, bytes);
}

async function only(args: readonly string[], options: LoadOptions): Promise<Input | undefined> {
  return (await findInputs(args, options)).inputs[0];
}
