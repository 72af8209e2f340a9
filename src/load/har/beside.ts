import { readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { isObject, own, ownText, type Json } from '../../model/json.ts';

/** Reads a file that a capture names (`_file`), beside the HAR or in its archive: undefined where there is none to be had. */
export type ReadBeside = (name: string) => Promise<Buffer | undefined>;

/** Largest file beside a capture that is read, in bytes. */
export const besideBytesMax = 16 * 1024 * 1024;

/**
 * Playwright keeps bodies in files of their own and names them in `_file`. A name with a folder in it is left alone: a
 * stranger wrote it, and it might lead anywhere.
 */
export async function withBodiesBeside(entry: Json, read: ReadBeside): Promise<Json> {
  if (!isObject(entry)) return entry;
  const response = own(entry, 'response');
  const request = own(entry, 'request');
  const content = await withText(own(response, 'content'), read);
  const postData = await withText(own(request, 'postData'), read);
  return {
    ...entry,
    ...(content === undefined || !isObject(response) ? {} : { response: { ...response, content } }),
    ...(postData === undefined || !isObject(request) ? {} : { request: { ...request, postData } }),
  };
}

/** The body with what the file holds, in Base64 as HAR has bytes; undefined where it names none. */
async function withText(body: Json | undefined, read: ReadBeside): Promise<Json | undefined> {
  const name = ownText(body, '_file');
  if (!isObject(body) || name === undefined || !isPlainName(name)) return undefined;
  const bytes = await read(name);
  if (bytes === undefined) return undefined;
  return { ...body, text: bytes.toString('base64'), encoding: 'base64' };
}

/** In the same folder and not behind a link that leaves it. */
export async function fileBeside(file: string, name: string): Promise<Buffer | undefined> {
  const folder = path.dirname(file);
  const real = await realpath(path.join(folder, name)).catch(() => undefined);
  if (real === undefined || path.dirname(real) !== folder) return undefined;
  const { size } = await stat(real);
  return size > besideBytesMax ? undefined : readFile(real);
}

function isPlainName(name: string): boolean {
  return /^[\w][\w.-]{0,199}$/.test(name);
}
