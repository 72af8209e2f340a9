import path from 'node:path';
import { canonicalPath } from '../model/operation.ts';
import { own, ownText } from '../model/json.ts';
import { blobId } from './git.ts';
import type { Input, TreeFile } from './inputs.ts';
import { LoadError } from './load-error.ts';
import { readSource } from './source.ts';

/** What tells a document from others, whatever its file is called. */
interface Signature {
  readonly title: string | undefined;
  /** `GET /cards/{}` */
  readonly operations: ReadonlySet<string>;
}

/** Of all operations of both, those that both have: as git follows files from a half on; a title in common weighs much. */
const sharedMin = { sameTitle: 0.3, otherTitle: 0.5 } as const;

/** Renamed documents: the same content, else most alike of what is gone, each at most once. */
export async function followRenames(
  heads: readonly Input[],
  lost: readonly TreeFile[],
): Promise<ReadonlyMap<Input, TreeFile>> {
  const followed = new Map<Input, TreeFile>();
  if (heads.length === 0 || lost.length === 0) return followed;
  const taken = new Set<TreeFile>();
  const take = (head: Input, file: TreeFile): void => {
    taken.add(file);
    followed.set(head, file);
  };
  for (const head of heads) {
    const bytes = await head.read();
    const same = lost.find((file) => file.id !== undefined && !taken.has(file) && blobId(bytes, file.id) === file.id);
    if (same !== undefined) take(head, same);
  }
  const open = heads.filter((head) => !followed.has(head));
  if (open.length === 0) return followed;
  for (const { head, file } of await likeness(
    open,
    lost.filter((one) => !taken.has(one)),
  ))
    if (!followed.has(head) && !taken.has(file)) take(head, file);
  return followed;
}

interface Alike {
  readonly head: Input;
  readonly file: TreeFile;
  readonly score: number;
}

/** Every pair that is alike enough, the most alike first. */
async function likeness(heads: readonly Input[], files: readonly TreeFile[]): Promise<readonly Alike[]> {
  const before: { readonly file: TreeFile; readonly signature: Signature | undefined }[] = [];
  for (const file of files) before.push({ file, signature: await signatureOf(file.input()) });
  const pairs: Alike[] = [];
  for (const head of heads) {
    const now = await signatureOf(Promise.resolve(head));
    for (const { file, signature } of before) {
      const score = now === undefined || signature === undefined ? 0 : alike(now, signature);
      const isNamesake = path.posix.basename(file.path) === path.posix.basename(head.path);
      if (score > 0) pairs.push({ head, file, score: score + (isNamesake ? 0.001 : 0) });
    }
  }
  return pairs.sort((a, b) => b.score - a.score);
}

function alike(a: Signature, b: Signature): number {
  const shared = [...a.operations].filter((one) => b.operations.has(one)).length;
  const all = a.operations.size + b.operations.size - shared;
  const isSameTitle = a.title !== undefined && a.title === b.title;
  const share = all === 0 ? 0 : shared / all;
  if (share < (isSameTitle ? sharedMin.sameTitle : sharedMin.otherTitle)) return 0;
  return share + (isSameTitle ? 1 : 0);
}

/** Undefined: no OpenAPI document, or one that cannot be read. */
async function signatureOf(input: Promise<Input>): Promise<Signature | undefined> {
  try {
    const file = await input;
    const { value } = await readSource(await file.read(), file);
    if (own(value, 'openapi') === undefined && own(value, 'swagger') === undefined) return undefined;
    const operations = new Set<string>();
    for (const [template, item] of Object.entries(own(value, 'paths') ?? {}))
      for (const method of Object.keys((item as object | null) ?? {}))
        if (!method.startsWith('x-')) operations.add(`${method} ${canonicalPath(template)}`);
    return { title: ownText(own(value, 'info'), 'title'), operations };
  } catch (error) {
    if (error instanceof LoadError) return undefined;
    throw error;
  }
}

export async function isDocument(file: TreeFile): Promise<boolean> {
  return (await signatureOf(file.input())) !== undefined;
}
