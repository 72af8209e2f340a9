import type { ApiModel, Property, Schema, SchemaId } from './api.ts';
import { flatten } from './flatten.ts';

const memos = new WeakMap<ApiModel, ReadonlySet<SchemaId>>();

/** Is the schema that of a file in a form? */
export function isFormFile(api: ApiModel, id: SchemaId): boolean {
  let files = memos.get(api);
  if (files === undefined) memos.set(api, (files = formFiles(api)));
  return files.has(id);
}

function formFiles(api: ApiModel): ReadonlySet<SchemaId> {
  const files = new Set<SchemaId>();
  const forms = new Set<SchemaId>();
  for (const { requestBodies } of [...api.operations, ...api.hooks]) {
    for (const { mediaType, schema } of requestBodies) {
      if (schema === undefined || !mediaType.startsWith('multipart/') || forms.has(schema)) continue;
      forms.add(schema);
      for (const property of flatten(api, schema)?.properties ?? [])
        if (isFile(property, api)) files.add(property.schema);
    }
  }
  return files;
}

function isFile(property: Property, api: ApiModel): boolean {
  const schema = flatten(api, property.schema);
  const items = schema?.items === undefined ? undefined : flatten(api, schema.items);
  return [schema, items].some((one) => one !== undefined && saysFile(one, api));
}

/** From 3.1 on what has neither type nor encoding is sent as it is (OpenAPI 3.1 section 4.8.14.3, 3.2 section 4.14.4). */
function saysFile({ format, contentMediaType, contentEncoding, types, raw }: Schema, api: ApiModel): boolean {
  if (format === 'binary' || raw['type'] === 'file') return true;
  if (contentMediaType !== undefined) return contentEncoding === undefined;
  const isModern = api.dialect === '3.1' || api.dialect === '3.2';
  return isModern && types.length === 0 && Object.keys(raw).every((key) => texts.has(key) || key.startsWith('x-'));
}

const texts = new Set([
  'title',
  'description',
  'example',
  'examples',
  'deprecated',
  'maxLength',
  'minLength',
  'writeOnly',
]);
