import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ApiModel, Example, SchemaId } from '../../src/model/api.ts';
import { filesBelow } from '../../scripts/corpus/files.ts';
import { readDocument } from '../templating/documents.ts';
import { Converter, RawFiles, type Converted } from './ajv-schema.ts';

export interface RequestSchema {
  readonly api: ApiModel;
  readonly document: string;
  readonly id: SchemaId;
  readonly examples: readonly Example[];
  readonly converted: Converted;
}
export interface Skipped {
  readonly place: string;
  readonly reason: string;
}

/** All schemas of JSON request bodies below the folder; the same schema, definitions included, comes once. */
export async function* requestSchemas(
  folder: string,
  only: string,
  skipped: Skipped[],
): AsyncGenerator<RequestSchema | 'again'> {
  const seen = new Set<string>();
  for (const file of filesBelow(folder)) {
    const document = path.relative(folder, file);
    if (!document.includes(only) || !isDocument(file)) continue;
    let api: ApiModel | undefined;
    try {
      api = await readDocument(folder, document);
    } catch {
      skipped.push({ place: document, reason: 'the document cannot be read' });
    }
    if (api === undefined) continue;
    const files = new RawFiles();
    const ids = new Map<SchemaId, readonly Example[]>();
    for (const body of api.operations.flatMap(({ requestBodies }) => requestBodies))
      if (/[/+]json$/.test(body.mediaType) && body.schema !== undefined && !ids.has(body.schema))
        ids.set(body.schema, body.examples);
    for (const [id, examples] of ids) {
      const [source = '', pointer = ''] = id.split('#');
      try {
        const converted = new Converter(files, api.dialect).convert({ file: path.resolve(folder, source), pointer });
        const hash = createHash('sha256').update(JSON.stringify(converted)).digest('base64');
        if (seen.has(hash)) {
          yield 'again';
          continue;
        }
        seen.add(hash);
        yield { api, document, id, examples, converted };
      } catch (error) {
        skipped.push({ place: `${document} ${id}`, reason: `not converted: ${(error as Error).message.slice(0, 80)}` });
      }
    }
  }
}

function isDocument(file: string): boolean {
  const head = readFileSync(file, 'utf8');
  return /["']?(?:openapi|swagger)["']?\s*:\s*["']?[23]\./.test(head);
}
