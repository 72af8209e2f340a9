import type { ApiModel, Body, Operation, Response } from '../model/api.ts';
import { classifyName } from '../model/data-class/classify.ts';
import type { Edit } from '../model/edit.ts';
import { isObject, type Json } from '../model/json.ts';
import { coversType } from '../model/media-range.ts';
import { child, parent, type Pointer } from '../model/source.ts';
import { asVersion } from './as-version.ts';
import type { CatalogueOperation } from './catalogue.ts';
import { missingProperties } from './missing-properties.ts';
import { mediaObject, queryParameter, responsesOf } from './openapi.ts';
import type { SchemaLearner } from './schema/learner.ts';
import type { WrittenSchema } from './schema/write.ts';

/** Edits that belong together, and what they are for. */
export interface MergeWish {
  readonly id: string;
  readonly edits: readonly Edit[];
}

/** An operation of the document that was called. */
interface Called {
  readonly document: ApiModel;
  readonly operation: Operation;
  readonly seen: CatalogueOperation;
  /** Places that something is added to: operations share schemas, and what the first has shown is enough. */
  readonly told: Set<string>;
}

/** What the document lacks of an operation that it has. */
export function wishesFor(called: Called): readonly MergeWish[] {
  const { operation, seen } = called;
  return [
    ...parameterWishes(called),
    ...requestWishes(called),
    ...statusWishes(called),
    ...[...seen.answers].flatMap(([key, learner]) => {
      const [status = '', mediaType = ''] = key.split(' ');
      const response = responseFor(operation, status);
      return response === undefined ? [] : answerWishes(called, response, { status, mediaType, learner });
    }),
  ];
}

/** Query fields that the operation does not have. A credential in an address is a leak and no parameter. */
function parameterWishes({ document, operation, seen }: Called): readonly MergeWish[] {
  const { parameters, raw, at, id } = operation;
  if (parameters.some((parameter) => parameter.in === 'querystring')) return [];
  const known = new Set(parameters.flatMap((each) => (each.in === 'query' ? [each.name, `${each.name}[]`] : [])));
  const isKnown = (name: string): boolean => known.has(name) || known.has(name.split('[', 1)[0] ?? '');
  const missing = [...seen.query].filter(
    ([name]) => !isKnown(name) && /^[A-Za-z_][\w.[\]-]{0,59}$/.test(name) && classifyName(name)?.category !== 'secret',
  );
  const values = missing.map(([name, field]) => asVersion(document, queryParameter(name, field, seen.calls)));
  if (values.length === 0) return [];
  if (!Object.hasOwn(raw, 'parameters'))
    return [{ id: `${id} parameters`, edits: [{ kind: 'add', at, key: 'parameters', value: values }] }];
  const list = child(at, 'parameters');
  return values.map((value, index) => ({
    id: `${id} parameter ${missing[index]?.[0] ?? ''}`,
    edits: [{ kind: 'append', at: list, value }],
  }));
}

/** Media types that the request does not have, and properties of those that it has. */
function requestWishes(called: Called): readonly MergeWish[] {
  const { document, operation, seen } = called;
  const { requestBodies, raw, at, id } = operation;
  const sent = [...seen.requests].filter(([mediaType]) => mediaType.includes('/'));
  if (sent.length === 0 || /^(?:GET|HEAD|DELETE)$/.test(operation.method)) return [];
  if (!Object.hasOwn(raw, 'requestBody')) {
    const content = Object.fromEntries(sent.map(([mediaType, learner]) => [mediaType, mediaObject(learner)]));
    const value = asVersion(document, { content });
    return [{ id: `${id} requestBody`, edits: [{ kind: 'add', at, key: 'requestBody', value }] }];
  }
  return sent.flatMap(([mediaType, learner]) => bodyWishes(called, requestBodies, { mediaType, learner }));
}

/** Statuses that the operation does not name, nor a range of them, nor a default. */
function statusWishes({ document, operation, seen }: Called): readonly MergeWish[] {
  if (operation.responses.length === 0) return [];
  const at: Pointer = child(operation.at, 'responses');
  return Object.entries(responsesOf(seen)).flatMap(([status, value]) => {
    const isKnown =
      responseFor(operation, status) !== undefined || operation.responses.some((each) => each.status === 'default');
    if (isKnown) return [];
    const edit: Edit = { kind: 'add', at, key: status, value: asVersion(document, value as WrittenSchema) };
    return [{ id: `${operation.id} ${status}`, edits: [edit] }];
  });
}

function responseFor({ responses }: Operation, status: string): Response | undefined {
  return responses.find((each) => each.status === status) ?? responses.find((each) => each.status === `${status[0]}XX`);
}

interface SeenBody {
  readonly mediaType: string;
  readonly learner: SchemaLearner;
}

function answerWishes(
  called: Called,
  { bodies, at, sharedAt }: Response,
  { status, ...body }: SeenBody & { readonly status: string },
): readonly MergeWish[] {
  // Error pages are made by whatever stands before the API.
  if (!body.mediaType.includes('/') || (Number(status) >= 400 && !body.mediaType.includes('json'))) return [];
  if (bodies.length > 0) return bodyWishes(called, bodies, body);
  // A shared response is that of other operations, too.
  if (sharedAt !== undefined || body.learner.bodies === 0) return [];
  const value = asVersion(called.document, { [body.mediaType]: mediaObject(body.learner) });
  return once(called, { at, key: 'content', value });
}

function bodyWishes(called: Called, bodies: readonly Body[], { mediaType, learner }: SeenBody): readonly MergeWish[] {
  const { document } = called;
  const [first] = bodies;
  if (first === undefined || learner.bodies === 0) return [];
  const known =
    bodies.find((body) => body.mediaType === mediaType) ?? bodies.find((body) => coversType(body.mediaType, mediaType));
  const media = asVersion(document, mediaObject(learner));
  if (known === undefined) return once(called, { at: parent(first.at), key: mediaType, value: media });
  if (known.schema === undefined) {
    const schema = isObject(media) ? (media['schema'] ?? {}) : {};
    return once(called, { at: known.at, key: 'schema', value: schema });
  }
  return missingProperties(document, known.schema, learner.root).flatMap(({ at, name, written }) =>
    once(called, { at, key: name, value: asVersion(document, written) }),
  );
}

/** Operations share schemas: what was added for one is not added again. */
function once(
  { told }: Called,
  { at, key, value }: { readonly at: Pointer; readonly key: string; readonly value: Json },
): readonly MergeWish[] {
  const id = `${at.source}#${at.path} ${key}`;
  if (told.has(id)) return [];
  told.add(id);
  return [{ id, edits: [{ kind: 'add', at, key, value }] }];
}
