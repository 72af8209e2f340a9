import type { ApiModel, Operation } from '../model/api.ts';
import { flatten } from '../model/flatten.ts';
import { isCredentialFlow } from '../model/credential-flow.ts';
import { isSideEffecting } from '../model/function-class.ts';
import { canonicalPath } from '../model/operation.ts';
import { markerField, seeded } from '../model/marker.ts';
import type { SeedConfig } from './config.ts';
import { namedCall } from './login.ts';
import { onCollection, type Slot } from './object-slots.ts';
import { linkedCreate } from './producers.ts';
import type { Wish } from './request.ts';

/** A call that makes an object. */
export interface Create {
  readonly operation: Operation;
  /** The config names it: then it is allowed in every profile. */
  readonly isNamed: boolean;
  /** Where the answer holds the id, as the config says. */
  readonly idPath?: string;
  readonly body: Pick<Wish, 'seedBody' | 'body'>;
}

export interface CreateWish {
  readonly api: ApiModel;
  readonly seeds: readonly SeedConfig[];
  readonly slot: Slot;
  readonly marker: string;
}

/** The seed of the config that says the id, else the POST that a link names, else POST on the collection. */
export function createOf({ api, seeds, slot, marker }: CreateWish): Create | undefined {
  const seed = seedFor(seeds, slot);
  if (seed !== undefined) {
    const body = seed.body === undefined ? undefined : seeded(seed.body, marker);
    const operation = operationOf(api, seed);
    const idPath = seed.id[slot.name] ?? '';
    return {
      operation,
      isNamed: true,
      idPath,
      body: body === undefined ? marked(api, operation, marker) : { seedBody: body },
    };
  }
  const linked = linkedCreate(api, slot);
  const operation = linked?.operation ?? onCollection(api, 'POST', slot);
  // Registering and the like make an identity, and `POST /reports/send` no object.
  if (operation === undefined || isCredentialFlow(operation) || isAction(operation)) return undefined;
  const idPath = linked?.idPath === undefined ? {} : { idPath: linked.idPath };
  return { operation, isNamed: false, ...idPath, body: marked(api, operation, marker) };
}

/** One for the same collection comes first: another may make a thing of the same name elsewhere. */
function seedFor(seeds: readonly SeedConfig[], { name, collection }: Slot): SeedConfig | undefined {
  const fitting = seeds.filter(({ id }) => Object.hasOwn(id, name));
  const pathOf = ({ call }: SeedConfig): string => canonicalPath(call.split(/\s+/)[1] ?? '');
  return fitting.find((seed) => pathOf(seed) === canonicalPath(collection)) ?? (name === 'id' ? undefined : fitting[0]);
}

/** The document's own, else one that has only what the call says: it may well be undocumented. Its path stays below the target's. */
function operationOf(api: ApiModel, { call }: SeedConfig): Operation {
  const { method, where, operation } = namedCall(api, call);
  if (operation !== undefined) return operation;
  const [first] = api.operations;
  return {
    id: `${method} ${where}`,
    kind: 'path',
    method,
    path: where,
    at: api.at,
    tags: [],
    parameters: [],
    requestBodies: [],
    responses: [],
    auth: first?.auth ?? [],
    authFrom: 'none',
    authAt: api.at,
    servers: first?.servers ?? api.servers,
    deprecated: false,
    raw: {},
  };
}

/** A marker in a free text of the body, as long as the schema allows: a value by which the object is known again. */
function marked(api: ApiModel, operation: Operation, marker: string): Pick<Wish, 'body'> {
  const schema = operation.requestBodies.find(({ mediaType }) => /[/+]json$/.test(mediaType))?.schema;
  const field = schema === undefined ? undefined : markerField(api, schema);
  if (schema === undefined || field === undefined) return {};
  const property = flatten(api, schema)?.properties.find(({ name }) => name === field);
  const most = property === undefined ? undefined : flatten(api, property.schema)?.maxLength;
  return { body: { [field]: marker.slice(0, most) } };
}

/** POST on a path whose last word is a verb does something; `POST /cards` makes something. */
function isAction(operation: Operation): boolean {
  return isSideEffecting({ ...operation, operationId: '', summary: '' });
}
