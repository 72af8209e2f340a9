import { TargetDown, type Identity, type MadeObject, type OwnedObject } from '../check/target.ts';
import type { Operation } from '../model/api.ts';
import type { Exchange } from '../model/exchange.ts';
import { isSideEffecting } from '../model/function-class.ts';
import { canonicalPath } from '../model/operation.ts';
import type { Asking } from './asking.ts';
import { createOf, type Create } from './create.ts';
import { idIn, idInLocation, itemsIn } from './ids.ts';
import { textAt } from './json-path.ts';
import { InTurn } from './in-turn.ts';
import { capturedId, exampleId, toldId, unaskedId } from './known-ids.ts';
import { byPosition } from './ledger.ts';
import type { ObjectWorld } from './object-world.ts';
import { keyOf, orReason, selfIn, valueFor, valuesInPath, type Found, type Wanted } from './object-values.ts';
import { bodySlots, elsewhere, onCollection, slotsOf, type Slot } from './object-slots.ts';
import type { Patch } from './repair/mend-body.ts';
import { repairedCall } from './repair/repaired-call.ts';
import { pathParameters } from './values.ts';

interface Noted {
  readonly exchange: Exchange;
  readonly parameters: Readonly<Record<string, string | undefined>>;
}

/** Lines kept of where ids came from. */
const originsMax = 10_000;
/** A create call that needs another object, which needs another: deeper than this nobody nests. */
const depthMax = 3;

/** Valid ids without manual work: the config's, those of captures, of objects that this run makes, of lists. */
export class Objects {
  readonly #world: ObjectWorld;
  /** What was found or could not be had, by caller, collection and wish: nothing is asked for twice. */
  readonly #known = new Map<string, Found | string>();
  readonly #learned = new Map<string, readonly Patch[]>();
  readonly #origins = new Set<string>();
  readonly #turns = new InTurn();

  constructor(world: ObjectWorld) {
    this.#world = world;
  }

  /** Where the ids of each operation came from, one line each: `GET /cards/{cardId} as ann: cardId from POST /cards`. */
  get origins(): readonly string[] {
    return [...this.#origins].sort();
  }

  /** Values for all ids that the operation needs, else why there are none. `made`: what it is about must be this run's own. */
  find(operation: Operation, owner: Identity, made: boolean): Promise<OwnedObject | string> {
    return this.#turns.of(owner.name, () => this.#find(operation, { owner, made, depth: 0 }));
  }

  /** One of this run's own that nobody is given again: the question may use it up. */
  spend(operation: Operation, owner: Identity): Promise<OwnedObject | string> {
    return this.#turns.of(owner.name, async () => {
      const object = await this.#find(operation, { owner, made: true, depth: 0 });
      const subject = slotsOf(this.#world.api, operation).findLast(({ isNeeded }) => isNeeded);
      if (typeof object !== 'string' && subject !== undefined) this.forget({ id: object.parameters[subject.name] });
      return object;
    });
  }

  async #find(
    operation: Operation,
    { owner, made, depth }: Pick<Wanted, 'owner' | 'made' | 'depth'>,
  ): Promise<OwnedObject | string> {
    const slots = slotsOf(this.#world.api, operation);
    // Only the last one of the path is what the operation is about; those before are where it lives.
    const subject = slots.findLast(({ isNeeded }) => isNeeded) ?? slots.findLast(({ isGiven }) => isGiven !== true);
    let object: OwnedObject = { owner, parameters: {}, made: false, from: 'no parameter' };
    for (const slot of slots) {
      const isSubject = slot === subject;
      const found = await this.#one({ slot, owner, above: object.parameters, made: made && isSubject, depth });
      if (this.#origins.size < originsMax)
        this.#origins.add(
          `${operation.id} as ${owner.name}: ${slot.name} ${typeof found === 'string' ? 'not to be had' : `from ${found.from}`}`,
        );
      if (typeof found === 'string' && slot.isNeeded) return found;
      if (typeof found === 'string') continue;
      const parameters = { ...object.parameters, [slot.name]: found.value };
      object = isSubject ? { owner, parameters, made: found.made, from: found.from } : { ...object, parameters };
    }
    return object;
  }

  /** Own ids for what the body requires, and those that are known for the rest; what cannot be had is left to the sample. */
  bodyIds(operation: Operation, owner: Identity): Promise<Readonly<Record<string, string>>> {
    return this.#turns.of(owner.name, () => this.#bodyIds(operation, owner, 0));
  }

  /** What a refusal taught of the body of a create call. */
  learned({ id }: Operation, { name }: Identity): readonly Patch[] {
    return this.#learned.get(`${id} ${name}`) ?? [];
  }

  async #idsNamed(names: readonly string[], owner: Identity, depth: number): Promise<Readonly<Record<string, string>>> {
    const ids: Record<string, string> = {};
    if (depth >= depthMax) return ids;
    for (const name of names) {
      const slot = elsewhere(this.#world.api, name);
      const found = slot && (await this.#one({ slot, owner, above: {}, made: false, depth: depth + 1 }));
      if (found !== undefined && typeof found !== 'string') ids[name] = found.value;
    }
    return ids;
  }

  async #bodyIds(operation: Operation, owner: Identity, depth: number): Promise<Readonly<Record<string, string>>> {
    const ids: Record<string, string> = {};
    if (depth > depthMax) return ids;
    for (const slot of bodySlots(this.#world.api, operation, 'required')) {
      const found = await this.#one({ slot, owner, above: {}, made: false, depth });
      if (typeof found !== 'string') ids[slot.name] = found.value;
    }
    // What need not be there is worth no request, but no made-up value either where the right one is known.
    for (const slot of bodySlots(this.#world.api, operation, 'optional')) {
      const wanted = { slot, owner, above: {}, made: false, depth };
      const found = [wanted, { ...wanted, made: true }].map((one) => this.#known.get(keyOf(one)));
      const value = found.find((one) => typeof one === 'object')?.value ?? unaskedId(this.#world, wanted);
      if (value !== undefined) ids[slot.name] = value;
    }
    return ids;
  }

  async #one(wanted: Wanted): Promise<Found | string> {
    const known = this.#known.get(keyOf(wanted)) ?? (await this.#seek(wanted));
    this.#known.set(keyOf(wanted), known);
    // What was made will do for every wish.
    if (typeof known !== 'string' && known.made) this.#known.set(keyOf({ ...wanted, made: true }), known);
    return known;
  }

  /** The value, or why there is none. */
  async #seek(wanted: Wanted): Promise<Found | string> {
    const { slot, owner, made } = wanted;
    const { name } = slot;
    if (!made) {
      const given = valueFor(slot, this.#world.configOf(owner)?.owns ?? {});
      if (given !== undefined) return { value: given, made: false, from: 'the config' };
      const captured = await orReason(capturedId(this.#world, wanted));
      if (typeof captured !== 'string') return captured;
    }
    if (slot.isGiven === true) {
      const claimed = selfIn(owner, slot);
      if (claimed !== undefined) return { value: claimed, made: false, from: "the caller's token" };
      return `nothing says a value for ${name}; add to sallyport.yaml: identities: { ${owner.name}: { owns: { ${name}: ... } } }`;
    }
    const before = this.#known.get(keyOf({ ...wanted, made: true }));
    const created = before ?? (await orReason(this.#created(wanted)));
    if (typeof created !== 'string') return created;
    if (made) return created;
    const listed = await orReason(this.#listed(wanted));
    if (typeof listed !== 'string') return listed;
    const told = await toldId(this.#world, wanted);
    if (told !== undefined) return told;
    const self = selfIn(owner, slot);
    if (self !== undefined) return { value: self, made: false, from: "the caller's token" };
    const example = await exampleId(this.#world, wanted);
    if (example !== undefined) return example;
    const reasons = [created, listed].filter((reason) => reason !== '');
    const reason = reasons.length === 0 ? `nothing says a value for {${name}}` : reasons.join(', and ');
    return `${reason}; add to sallyport.yaml: identities: { ${owner.name}: { owns: { ${name}: ... } } }`;
  }

  async #created(wanted: Wanted): Promise<Found | string> {
    const { slot, owner, above, depth } = wanted;
    const { api, seeds, ledger, mayCreate } = this.#world;
    const create = createOf({ api, seeds, slot, marker: this.#world.marker() });
    if (create === undefined)
      return wanted.made
        ? `no call makes an object for {${slot.name}}; add to sallyport.yaml: seeds: [{ call: POST ${slot.collection}, id: { ${slot.name}: $.id } }]`
        : '';
    const { operation, body } = create;
    if (this.#world.isRefused(operation)) return `the config says never to call ${operation.id}`;
    if (!create.isNamed && !mayCreate)
      return `an object for {${slot.name}} would have to be made (${operation.id}): use --profile standard`;
    const parents = await this.#parentsOf(create, { ...wanted, above, depth: depth + 1 });
    if (typeof parents === 'string') return parents;
    const bodyIds = await this.#bodyIds(operation, owner, depth + 1);
    const made = { owner, by: operation.id, collection: slot.collection };
    const { exchange, patches } = await repairedCall({
      api,
      operation,
      ids: (names) => this.#idsNamed(names, owner, depth),
      send: (rawBody) =>
        this.#world.call(operation, owner, { parameters: parents, bodyIds, ...body, ...(rawBody && { rawBody }) }),
    }).catch((error: unknown) => {
      // Cut off in the middle: it may have been made.
      if (error instanceof TargetDown) ledger.add(made);
      throw error;
    });
    if (patches.length > 0) this.#learned.set(`${operation.id} ${owner.name}`, patches);
    const { status = 0 } = exchange.response ?? {};
    const isDone = status >= 200 && status < 300;
    const value = isDone ? this.#idOf(exchange, create, slot) : undefined;
    const parameters = { ...above, [slot.name]: value ?? '' };
    if (isDone || status === 0) ledger.add(value === undefined ? made : { ...made, parameters });
    if (value !== undefined) return { value, made: true, from: operation.id };
    const how = `add to sallyport.yaml: seeds: [{ call: ${operation.id}, body: {...}, id: { ${slot.name}: $.id } }]`;
    const instead = isDone ? 'whose answer does not show the id' : 'instead of a new object';
    return `${operation.id} as ${owner.name} answered ${status === 0 ? 'nothing' : status} ${instead} (${how})`;
  }

  /** Where the new object is to live: what the create call's own path needs. */
  async #parentsOf({ operation }: Create, wanted: Wanted): Promise<Readonly<Record<string, string>> | string> {
    const { owner, above, depth } = wanted;
    const slots = slotsOf(this.#world.api, operation).filter(({ isNeeded }) => isNeeded);
    if (slots.length === 0) return {};
    if (Object.keys(above).length >= slots.length) return byPosition(operation.path, above);
    if (depth > depthMax) return `${operation.id} needs objects more than ${depthMax} levels deep`;
    const found = await this.#find(operation, { owner, made: false, depth });
    return typeof found === 'string' ? found : found.parameters;
  }

  #idOf(exchange: Exchange, { idPath }: Create, { name, noun }: Slot): string | undefined {
    const json = exchange.response?.body?.json;
    const id = idPath === undefined ? (idIn(json, name, noun) ?? idInLocation(exchange)) : textAt(json, idPath);
    return id !== undefined && this.#world.isUsable(id) ? id : undefined;
  }

  async #listed({ slot, owner, above }: Wanted): Promise<Found | string> {
    const list = onCollection(this.#world.api, 'GET', slot);
    if (list === undefined || isSideEffecting(list) || this.#world.isRefused(list)) return '';
    const exchange = await this.#world.call(list, owner, { parameters: byPosition(list.path, above) });
    const { status = 0 } = exchange.response ?? {};
    const [first] = itemsIn(exchange.response?.body?.json, slot.noun);
    const value = typeof first === 'string' ? first : idIn(first, slot.name, slot.noun);
    if (status >= 200 && status < 300 && value !== undefined && this.#world.isUsable(value))
      return { value, made: false, from: list.id };
    return status >= 200 && status < 300
      ? `${list.id} shows ${owner.name} no object`
      : `${list.id} answers ${owner.name} ${status === 0 ? 'nothing' : status}`;
  }

  /** What `find` might call to get at an object that the config does not name: for a dry run. */
  callsFor(operation: Operation, made: boolean): readonly Operation[] {
    const { api, seeds, mayCreate } = this.#world;
    return slotsOf(api, operation).flatMap((slot) => {
      if (slot.isGiven === true) return [];
      const create = createOf({ api, seeds, slot, marker: '' });
      const isMade = create !== undefined && (create.isNamed || mayCreate) && !this.#world.isRefused(create.operation);
      const list = made ? undefined : onCollection(api, 'GET', slot);
      return [...(isMade ? [create.operation] : []), ...(list === undefined || isMade ? [] : [list])];
    });
  }

  /** What a probe itself makes and deletes. */
  track(operation: Operation, { as, wish: { parameters = {} }, why }: Asking, exchange: Exchange): void {
    const { status = 0 } = exchange.response ?? {};
    if (status < 200 || status >= 300) return;
    if (operation.method === 'DELETE' && why !== 'undo') {
      this.forget(parameters);
      this.#world.ledger.deleted(operation, parameters[pathParameters(operation.path).at(-1) ?? ''] ?? '');
    }
    if (operation.method === 'POST' && why !== 'set-up') this.note(operation, as, { exchange, parameters });
  }

  /** A probe's own POST made something: it is undone like what was made for it. */
  note(operation: Operation, owner: Identity, noted: Noted): void {
    const found = this.#madeBy(operation, noted);
    if (found === undefined) return;
    const { parameters } = found;
    const made = { owner, by: operation.id, collection: operation.path };
    this.#world.ledger.add(parameters === undefined ? made : { ...made, parameters });
  }

  /** How what a POST made is read; undefined where its answer shows no id, or nothing reads it. */
  made(operation: Operation, exchange: Exchange): MadeObject | undefined {
    const found = this.#madeBy(operation, { exchange, parameters: valuesInPath(operation, exchange) });
    const reader =
      found && this.#world.api.operations.find((one) => one.method === 'GET' && canonicalPath(one.path) === found.item);
    return reader === undefined || found?.parameters === undefined
      ? undefined
      : { reader, parameters: byPosition(reader.path, found.parameters) };
  }

  #madeBy(
    operation: Operation,
    { exchange, parameters }: Noted,
  ): { readonly item: string; readonly parameters?: Readonly<Record<string, string>> } | undefined {
    const { api, seeds } = this.#world;
    const item = canonicalPath(`${operation.path}/{}`);
    const reader = api.operations.find(({ path }) => canonicalPath(path) === item);
    const slot = reader === undefined ? undefined : slotsOf(api, reader).findLast(({ isNeeded }) => isNeeded);
    if (slot === undefined) return undefined;
    const named = createOf({ api, seeds, slot, marker: '' });
    // Where a seed says the id is, it is for every object that the same call makes.
    const isNamed = named?.operation === operation;
    const value = this.#idOf(exchange, isNamed ? named : { operation, isNamed, body: {} }, slot);
    const above = pathParameters(operation.path).map((name) => [name, parameters[name] ?? ''] as const);
    return value === undefined ? { item } : { item, parameters: Object.fromEntries([...above, [slot.name, value]]) };
  }

  /** After a probe deleted an object: the next question gets another one. */
  forget(parameters: Readonly<Record<string, string | undefined>>): void {
    const values = new Set(Object.values(parameters));
    for (const [key, found] of this.#known)
      if (typeof found !== 'string' && values.has(found.value)) this.#known.delete(key);
  }
}
