import type { Body, Example, Property, Schema, SchemaId } from '../../model/api.ts';
import { isObject, own, ownText, type Json } from '../../model/json.ts';
import { child } from '../../model/source.ts';
import type { Cursor } from '../documents.ts';
import type { Context } from './context.ts';
import { parameterCursors, type Version } from './operations.ts';
import { bareMediaType } from './parts.ts';
import { newDraft } from './schema-keywords.ts';
import { serversOf2 } from './servers.ts';

/** Swagger 2.0: bodies and forms are parameters, media types stand apart. */
export function version2(context: Context): Version {
  return {
    requestBodies: (operation, pathItem) => requestBodiesOf(context, operation, pathItem),
    responseBodies: (operation, response) => responseBodiesOf(context, operation, response),
    servers: (operation) => serversOf2(context.documents, operation),
  };
}

function requestBodiesOf(context: Context, operation: Cursor, pathItem: Cursor): readonly Body[] {
  const { documents, table } = context;
  const parameters = parameterCursors(context, operation, pathItem);
  const body = parameters.find(({ value }) => own(value, 'in') === 'body');
  const fields = parameters.filter(({ value }) => own(value, 'in') === 'formData');
  if (body === undefined && fields.length === 0) return [];
  const required = own(body?.value, 'required') === true;
  const schema =
    body === undefined ? formSchema(context, operation, fields) : table.ensure(documents.get(body, 'schema'));
  const fallback = body === undefined ? ['application/x-www-form-urlencoded'] : ['application/json'];
  return mediaTypes(context, operation, { key: 'consumes', fallback }).map((mediaType) => ({
    mediaType,
    required: required || fields.some(({ value }) => own(value, 'required') === true),
    at: (body ?? fields[0] ?? operation).at,
    ...(schema === undefined ? {} : { schema }),
    examples: [],
  }));
}

/** A form as an object whose properties are the form's parameters. */
function formSchema(context: Context, operation: Cursor, fields: readonly Cursor[]): SchemaId {
  const properties = fields.flatMap((field): readonly Property[] => {
    const name = ownText(field.value, 'name');
    const schema = context.table.ensure(field);
    if (name === undefined || schema === undefined) return [];
    return [
      {
        name,
        at: field.at,
        schema,
        required: own(field.value, 'required') === true,
        readOnly: false,
        writeOnly: false,
      },
    ];
  });
  const at = child(operation.at, 'parameters');
  const schema: Schema = {
    ...newDraft(`${at.source}#${at.path}`, at, {}),
    types: ['object'],
    properties,
    required: properties.filter(({ required }) => required).map(({ name }) => name),
  };
  return context.table.add(schema);
}

function responseBodiesOf(context: Context, operation: Cursor, response: Cursor): readonly Body[] {
  const { documents, table } = context;
  const schema = table.ensure(documents.get(response, 'schema'));
  const written = documents.get(response, 'examples');
  if (schema === undefined && written.value === undefined) return [];
  const examples = new Map<string, Example>();
  for (const [type, cursor] of documents.entries(written))
    if (cursor.value !== undefined) examples.set(bareMediaType(type), { at: cursor.at, value: cursor.value });
  return mediaTypes(context, operation, { key: 'produces', fallback: ['application/json'] }).map((mediaType) => {
    const example = examples.get(mediaType);
    return {
      mediaType,
      required: true,
      at: response.at,
      ...(schema === undefined ? {} : { schema }),
      examples: example === undefined ? [] : [example],
    };
  });
}

interface Named {
  readonly key: 'consumes' | 'produces';
  readonly fallback: readonly string[];
}

function mediaTypes({ documents }: Context, operation: Cursor, { key, fallback }: Named): readonly string[] {
  const written =
    own(operation.value, key) ?? (isObject(documents.root.value) ? own(documents.root.value, key) : undefined);
  const types = Array.isArray(written)
    ? (written as readonly Json[]).filter((type): type is string => typeof type === 'string').map(bareMediaType)
    : [];
  return types.length === 0 ? fallback : [...new Set(types)];
}
