import type { Body, Example, Header, Link, Parameter, Response } from '../../model/api.ts';
import { isObject, own, ownText, type Json } from '../../model/json.ts';
import { child } from '../../model/source.ts';
import type { Cursor } from '../documents.ts';
import type { Context } from './context.ts';

const locations: ReadonlySet<string> = new Set(['path', 'query', 'header', 'cookie', 'querystring']);

/** A parameter object of any version; of 2.0 the object itself is the schema. */
export function parameterOf(context: Context, cursor: Cursor): Parameter | undefined {
  const { documents, table, dialect } = context;
  const raw = documents.object(cursor);
  const name = ownText(raw, 'name');
  const place = ownText(raw, 'in') ?? '';
  if (raw === undefined || name === undefined || !locations.has(place)) return undefined;
  const description = ownText(raw, 'description');
  const schema =
    dialect === '2.0'
      ? table.ensure(cursor)
      : (table.ensure(documents.get(cursor, 'schema')) ?? contentSchema(context, cursor));
  return {
    name,
    in: place as Parameter['in'],
    required: own(raw, 'required') === true || place === 'path',
    deprecated: own(raw, 'deprecated') === true,
    at: cursor.at,
    ...(description === undefined ? {} : { description }),
    ...(schema === undefined ? {} : { schema }),
    examples: examplesOf(context, cursor),
    raw,
  };
}

function contentSchema(context: Context, cursor: Cursor): string | undefined {
  const [first] = context.documents.entries(context.documents.get(cursor, 'content'));
  return first === undefined ? undefined : context.table.ensure(context.documents.get(first[1], 'schema'));
}

/** `example` and `examples` beside a schema; shared examples are followed. */
export function examplesOf({ documents }: Context, cursor: Cursor): readonly Example[] {
  const single = own(cursor.value, 'example');
  const examples: Example[] = single === undefined ? [] : [{ at: child(cursor.at, 'example'), value: single }];
  const map = documents.get(cursor, 'examples');
  for (const name of isObject(map.value) ? Object.keys(map.value) : []) {
    const example = documents.follow(documents.get(map, name));
    // 3.2 splits the value in two: as data and as it is written.
    for (const key of ['value', 'dataValue']) {
      const value = own(example.value, key);
      if (value !== undefined) examples.push({ at: child(example.at, key), value });
    }
  }
  return examples;
}

/** One body for each media type of `content`. */
export function bodiesOf(context: Context, holder: Cursor, required: boolean): readonly Body[] {
  const { documents, table } = context;
  return documents.entries(documents.get(holder, 'content')).map(([mediaType, written]) => {
    const cursor = documents.follow(written);
    const schema = table.ensure(documents.get(cursor, 'schema')) ?? table.ensure(documents.get(cursor, 'itemSchema'));
    return {
      mediaType: bareMediaType(mediaType),
      required,
      at: cursor.at,
      ...(schema === undefined ? {} : { schema }),
      ...encodingsOf(own(cursor.value, 'encoding')),
      examples: examplesOf(context, cursor),
    };
  });
}

function encodingsOf(written: Json | undefined): Pick<Body, 'encodings'> {
  if (!isObject(written)) return {};
  const types = Object.entries(written).flatMap(([name, encoding]) => {
    const type = ownText(encoding, 'contentType');
    return type === undefined ? [] : [[name, type] as const];
  });
  return types.length === 0 ? {} : { encodings: new Map(types) };
}

export function bareMediaType(text: string): string {
  return (text.split(';', 1)[0] ?? '').trim().toLowerCase();
}

export function headersOf(context: Context, holder: Cursor): readonly Header[] {
  const { documents, table, dialect } = context;
  return documents.entries(documents.get(holder, 'headers')).flatMap(([name, written]) => {
    const cursor = documents.follow(written);
    if (documents.object(cursor) === undefined) return [];
    const schema = dialect === '2.0' ? table.ensure(cursor) : table.ensure(documents.get(cursor, 'schema'));
    return [
      {
        name,
        required: own(cursor.value, 'required') === true,
        at: cursor.at,
        ...(schema === undefined ? {} : { schema }),
        examples: examplesOf(context, cursor),
      },
    ];
  });
}

function linksOf({ documents }: Context, holder: Cursor): Pick<Response, 'links'> {
  const links = documents.entries(documents.get(holder, 'links')).flatMap(([name, written]): Link[] => {
    const cursor = documents.follow(written);
    const raw = documents.object(cursor);
    if (raw === undefined) return [];
    const [operationId, operationRef] = [ownText(raw, 'operationId'), ownText(raw, 'operationRef')];
    const given = own(raw, 'parameters');
    const parameters = Object.entries(isObject(given) ? given : {}).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    );
    return [
      {
        name,
        at: cursor.at,
        ...(operationId === undefined ? {} : { operationId }),
        ...(operationRef === undefined ? {} : { operationRef }),
        parameters: Object.fromEntries(parameters),
      },
    ];
  });
  return links.length === 0 ? {} : { links };
}

/** The responses of an operation; `bodies` knows how the version writes them. */
export function responsesOf(
  context: Context,
  operation: Cursor,
  bodies: (response: Cursor) => readonly Body[],
): readonly Response[] {
  const { documents } = context;
  return documents.entries(documents.get(operation, 'responses')).flatMap(([status, written]) => {
    const cursor = documents.follow(written);
    if (documents.object(cursor) === undefined) return [];
    const description = ownText(cursor.value, 'description');
    return [
      {
        status: status === 'default' ? status : status.toUpperCase(),
        // Of a shared response the use is the place: it says which status is meant.
        at: written.at,
        ...(cursor.at === written.at ? {} : { sharedAt: cursor.at }),
        ...(description === undefined ? {} : { description }),
        bodies: bodies(cursor),
        headers: headersOf(context, cursor),
        ...linksOf(context, cursor),
      },
    ];
  });
}
