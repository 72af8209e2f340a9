import type { OpenAPI } from 'openapi-types';
import { isObject, type Json } from '../model/json.ts';
import { workingTree } from './files.ts';
import type { Input, LoadOptions } from './inputs.ts';
import { LoadError } from './load-error.ts';
import { readSource } from './source.ts';

/** Where the root stands for swagger-parser: a scheme of ours, so that none of its own resolvers takes it. */
const scheme = 'sallyport:///';

/**
 * A document and all files it refers to as one, for tools that read no references. By swagger-parser behind a resolver of
 * ours alone: its own would read `/etc/passwd` and fetch internal addresses. OpenAPI 3.2 it does not know.
 */
export async function bundle(input: Input, options: LoadOptions): Promise<OpenAPI.Document> {
  const { value } = await readSource(await input.read(), input);
  if (!isObject(value)) throw new LoadError('not-a-document', 'no OpenAPI document', { place: { uri: input.uri } });
  const { default: SwaggerParser } = await import('@apidevtools/swagger-parser');
  const room = workingTree(options.root);
  const read = async ({ url }: { readonly url: string }): Promise<Json | Buffer> => {
    const answer = await room.read(decodeURIComponent(url.slice(scheme.length)));
    if (answer.kind !== 'bytes') throw new Error(answer.kind === 'refused' ? answer.reason : 'There is no such file.');
    return (await readSource(answer.bytes, answer.info)).value;
  };
  const ours = { order: 1, canRead: ({ url }: { readonly url: string }) => url.startsWith(scheme), read };
  try {
    return await SwaggerParser.bundle(
      `${scheme}${input.path}`,
      structuredClone(value) as unknown as OpenAPI.Document,
      {
        resolve: { http: false, file: false, ours },
        dereference: { circular: 'ignore' },
      } as Parameters<typeof SwaggerParser.bundle>[2] & object,
    );
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : '';
    throw new LoadError('refused', `it cannot be bundled: ${reason.replaceAll(scheme, '').slice(0, 200)}`, {
      place: { uri: input.uri },
    });
  }
}
