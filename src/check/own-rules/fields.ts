import type {
  ApiModel,
  AuthScheme,
  Operation,
  Parameter,
  Property,
  Response,
  Schema,
  Server,
} from '../../model/api.ts';
import { effectiveBounds } from '../../model/bounds.ts';
import { classifyName } from '../../model/data-class/classify.ts';
import { flatten } from '../../model/flatten.ts';
import { own, type JsonObject } from '../../model/json.ts';

/** What a condition may ask of a node: text, a number, yes or no, or a list of texts. */
export type Value = string | number | boolean | readonly string[] | undefined;
/** The parts of a document that a rule of the team's own can be for. */
export interface Nodes {
  readonly document: ApiModel;
  readonly operation: Operation;
  readonly parameter: Parameter;
  readonly property: Property;
  readonly schema: Schema;
  readonly response: Response;
  readonly scheme: AuthScheme;
  readonly server: Server;
}
export type NodeKind = keyof Nodes;
type Fields<T> = Readonly<Record<string, (node: T, api: ApiModel) => Value>>;

const schemaFields: Fields<Schema> = {
  type: ({ types }) => types,
  format: ({ format }) => format,
  pattern: ({ pattern }) => pattern,
  description: ({ description }) => description,
  'max-length': ({ id }, api) => effectiveBounds(api, id).maxLength,
  'max-items': ({ id }, api) => effectiveBounds(api, id).maxItems,
  minimum: ({ id }, api) => effectiveBounds(api, id).minimum,
  maximum: ({ id }, api) => effectiveBounds(api, id).maximum,
  enum: ({ enum: values }) => values?.map(String),
};

/** A field of the schema behind a parameter or a property. */
function behind(key: string): (node: { readonly schema?: string }, api: ApiModel) => Value {
  return ({ schema: id }, api) => {
    const schema = id === undefined ? undefined : flatten(api, id);
    return schema === undefined ? undefined : schemaFields[key]?.(schema, api);
  };
}
const ofSchema = Object.fromEntries(Object.keys(schemaFields).map((key) => [key, behind(key)]));

/** The whole vocabulary: nothing else can be asked, and nothing is executed. */
export const fields: { readonly [K in NodeKind]: Fields<Nodes[K]> } = {
  document: {
    title: ({ title }) => title,
    version: ({ version }) => version,
    dialect: ({ dialect }) => dialect,
    schemes: ({ authSchemes }) => [...authSchemes.keys()],
  },
  operation: {
    method: ({ method }) => method,
    path: ({ path }) => path,
    'operation-id': ({ operationId }) => operationId,
    summary: ({ summary }) => summary,
    description: ({ description }) => description,
    tags: ({ tags }) => tags,
    deprecated: ({ deprecated }) => deprecated,
    schemes: ({ auth }) => auth.flatMap(({ schemes }) => schemes.map(({ name }) => name)),
    scopes: ({ auth }) => auth.flatMap(({ schemes }) => schemes.flatMap(({ scopes }) => scopes)),
    statuses: ({ responses }) => responses.map(({ status }) => status),
    parameters: ({ parameters }) => parameters.map(({ name }) => name),
    properties: ({ requestBodies }, api) =>
      requestBodies.flatMap(({ schema }) =>
        schema === undefined ? [] : (flatten(api, schema)?.properties ?? []).map(({ name }) => name),
      ),
    'media-types': ({ requestBodies }) => requestBodies.map(({ mediaType }) => mediaType),
    servers: ({ servers }) => servers.map(({ url }) => url),
  },
  parameter: {
    ...ofSchema,
    name: ({ name }) => name,
    in: ({ in: place }) => place,
    required: ({ required }) => required,
    description: ({ description }) => description,
    'data-class': ({ name }) => classifyName(name)?.id,
  },
  property: {
    ...ofSchema,
    name: ({ name }) => name,
    required: ({ required }) => required,
    'read-only': ({ readOnly }) => readOnly,
    'write-only': ({ writeOnly }) => writeOnly,
    'data-class': ({ name }) => classifyName(name)?.id,
  },
  schema: {
    ...schemaFields,
    name: ({ name }) => name,
    properties: ({ properties }) => properties.map(({ name }) => name),
  },
  response: {
    status: ({ status }) => status,
    description: ({ description }) => description,
    headers: ({ headers }) => headers.map(({ name }) => name.toLowerCase()),
    'media-types': ({ bodies }) => bodies.map(({ mediaType }) => mediaType),
  },
  scheme: {
    name: ({ name }) => name,
    kind: ({ kind }) => kind,
    in: ({ in: place }) => place,
    'http-scheme': ({ httpScheme }) => httpScheme,
  },
  server: { url: ({ url }) => url, level: ({ level }) => level, description: ({ description }) => description },
};

/** A field of the vocabulary, or an `x-` key as written. */
export function valueOf<K extends NodeKind>(
  kind: K,
  field: string,
  { node, api }: { readonly node: Nodes[K]; readonly api: ApiModel },
): Value {
  if (field.startsWith('x-')) return extension(rawOf(kind, node), field);
  return fields[kind][field]?.(node, api);
}

function rawOf(kind: NodeKind, node: Nodes[NodeKind]): JsonObject {
  if (kind === 'document' && 'extensions' in node) return node.extensions;
  return 'raw' in node && node.raw !== undefined ? node.raw : {};
}

function extension(raw: JsonObject, field: string): Value {
  const value = own(raw, field);
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return Array.isArray(value) ? value.map(String) : value === undefined || value === null ? undefined : 'an object';
}
