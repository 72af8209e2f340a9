import type { ApiModel, Body, Operation, Response, SchemaId } from '../../model/api.ts';
import { Flow } from '../../model/schema-graph.ts';
import { child, type Pointer } from '../../model/source.ts';
import type { Both, Versions } from '../rule.ts';
import { isAnyBytes } from './bytes.ts';
import { typesOf } from './facts.ts';
import { matchParameters, matchResponses } from './operations.ts';
import { match } from './pairing.ts';
import type { Seed } from './schema-pairs.ts';
import { unwrapped, viewOf } from './views.ts';

/** A body that the older version has nothing to compare with. */
export interface NewBody {
  readonly body: Body;
  readonly schema: SchemaId;
  readonly flow: number;
  readonly operation: Operation;
}
export interface Seeds {
  readonly seeds: readonly Seed[];
  readonly newBodies: readonly NewBody[];
}

interface Named {
  readonly schema?: SchemaId;
}

/** The schemas that a pair of operations names in the same place: where the walk over schemas begins. */
export function seedsOf(pair: Both<Operation>, versions: Versions): Seeds {
  const seeds: Seed[] = [];
  const newBodies: NewBody[] = [];
  const operation = pair.after;
  // What a webhook or callback "requests" is data that the API sends out.
  const outgoing = operation.kind !== 'path';
  const add = (
    { before, after }: Both<Named>,
    { at, name = '' }: { at: Pointer; name?: string },
    flow: number,
  ): void => {
    if (before.schema === undefined || after.schema === undefined) return;
    seeds.push({ before: before.schema, after: after.schema, flow, at, operation, name });
  };
  const addBodies = (before: readonly Body[], after: readonly Body[], written: number): void => {
    const flow = outgoing ? turnedRound(written) : written;
    for (const body of after) {
      if (body.schema === undefined) continue;
      const older = counterpart(body, before, versions);
      // A media type without a schema had any bytes as well.
      const isKnown = before.some(({ mediaType }) => mediaType === body.mediaType);
      if (older === undefined && isKnown && isAnyBytes(versions.after, body.schema)) continue;
      if (older === undefined) newBodies.push({ body, schema: body.schema, flow, operation });
      else add({ before: older, after: body }, { at: child(body.at, 'schema') }, flow);
    }
  };
  for (const parameters of matchParameters(pair, versions).pairs)
    add(parameters, parameters.after, Flow.requestParameter);
  addBodies(pair.before.requestBodies, pair.after.requestBodies, Flow.requestBody);
  for (const { before, after } of pairResponses(pair)) {
    addBodies(before.bodies, after.bodies, isError(after) ? Flow.responseError : Flow.responseBody);
    const headers = match(before.headers, after.headers, [({ name }) => name.toLowerCase()]);
    for (const header of headers.pairs) add(header, header.after, Flow.responseHeader);
  }
  return { seeds, newBodies };
}

/** A new status is compared with what the operation answered before in the same case, so that 200 may become 201. */
function pairResponses(pair: Both<Operation>): readonly Both<Response>[] {
  const { pairs, added } = matchResponses(pair);
  const substitutes = added.map((after): Both<Response> => {
    const alike = pair.before.responses.filter((response) => isError(response) === isError(after));
    const bodies = alike.flatMap((response) => response.bodies);
    return { before: { status: after.status, at: pair.before.at, bodies, headers: [] }, after };
  });
  return [...pairs, ...substitutes];
}

/** The same media type; of a new one the body with the same schema by name, else any: both carry the same resource. */
function counterpart(body: Body, before: readonly Body[], versions: Versions): Body | undefined {
  const withSchema = before.filter(({ schema }) => schema !== undefined);
  const alike = withSchema.filter(({ mediaType }) => mediaType === body.mediaType);
  const candidates = alike.length > 0 ? alike : withSchema.filter((other) => isLike(body, other, versions));
  const name = nameOf(body, versions.after);
  return (
    candidates.find((candidate) => name !== undefined && nameOf(candidate, versions.before) === name) ?? candidates[0]
  );
}

/** Two media types carry the same resource only in the same form: a text in the place of an object is another one. */
function isLike(body: Body, other: Body, versions: Versions): boolean {
  const [is, was] = [rootTypes(body, versions.after), rootTypes(other, versions.before)];
  return is.length === 0 || was.length === 0 || is.some((type) => was.includes(type));
}

function rootTypes({ schema: id }: Body, api: ApiModel): readonly string[] {
  const schema = id === undefined ? undefined : viewOf(api, unwrapped(api, id));
  return schema === undefined ? [] : typesOf(schema);
}

function nameOf({ schema }: Body, api: ApiModel): string | undefined {
  return schema === undefined ? undefined : api.schemas.get(schema)?.name;
}

function isError({ status }: Response): boolean {
  return /^[45]|^default$/.test(status);
}

function turnedRound(flow: number): number {
  return flow === Flow.requestBody ? Flow.responseBody : Flow.requestBody;
}
