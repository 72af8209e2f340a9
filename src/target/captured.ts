import type { CapturedCall, Identity } from '../check/target.ts';
import type { ApiModel, Operation } from '../model/api.ts';
import { isCredentialFlow } from '../model/credential-flow.ts';
import type { Json } from '../model/json.ts';
import { eachLeaf } from '../model/leaves.ts';
import type { CapturedCaller, CapturedId, CapturedTraffic } from '../model/lineage/captured.ts';
import { nounOf } from '../model/noun.ts';
import { canonicalPath, operationById } from '../model/operation.ts';
import { identityOf } from '../model/path/tokens.ts';
import { tagPattern } from '../model/redact/tag.ts';
import { isIdentifier } from '../model/shape.ts';
import { reveal, veil, type Vault } from '../model/vault.ts';
import { whoseIs, type Known } from './captured-owner.ts';
import type { Slot } from './object-slots.ts';
import { pathParameters } from './values.ts';

/** Values of one body that are looked at. */
const nodesMax = 5_000;
/** Shorter texts of a body are words of the API: a currency, a country. */
const tellingCharsMin = 4;

export interface CapturedWorld {
  readonly api: ApiModel;
  readonly vault: Vault;
  /** The run's callers, logged in. */
  callers(): readonly Known[];
}

/** What captures show, for the callers that it is known to be of. What leaves it are tags. */
export class CapturedSeeds {
  readonly #traffic: CapturedTraffic;
  readonly #world: CapturedWorld;
  #owners: ReadonlyMap<CapturedCaller, string> | undefined;
  /** Operations whose body of the capture the target did not take. */
  readonly #refused = new Set<string>();
  /** Bodies with their values, by those with tags. */
  readonly #bodies = new Map<object, Json | undefined>();

  constructor(traffic: CapturedTraffic | undefined, world: CapturedWorld) {
    this.#traffic = traffic ?? nothing;
    this.#world = world;
  }

  /** Calls that no operation explains: of their paths what may be an id is a tag. */
  get calls(): readonly CapturedCall[] {
    return this.#traffic.calls.map(({ method, path }) => ({
      method,
      path: path
        .split('/')
        .map((segment) => (isIdentifier(segment) ? this.#veiled(segment) : segment))
        .join('/'),
    }));
  }

  /** Ids of the owner's that fit, the likeliest first. `above`: values of the slots before. */
  idsFor(owner: Identity, slot: Slot, above: Readonly<Record<string, string>>): readonly string[] {
    // With others about, it takes more than a use to be somebody's own.
    const isAlone = this.#world.callers().length === 1;
    const places = Object.values(above).map((value) => reveal(this.#world.vault, value));
    const ranked = this.#of(owner)
      .flatMap(({ ids }) => ids)
      .filter(({ isProduced }) => isProduced || isAlone)
      .flatMap((id) => {
        const rank = this.#rankOf(id, slot, places);
        return rank === undefined ? [] : [{ value: id.value, rank }];
      })
      .sort((a, b) => a.rank - b.rank);
    return [...new Set(ranked.map(({ value }) => this.#veiled(value)))];
  }

  /** 0: the same place in a path; 1: the same name; 2: an object of the same noun. */
  #rankOf(
    { operation: id, in: place, name, beside }: CapturedId,
    slot: Slot,
    above: readonly string[],
  ): number | undefined {
    const path = operationById(this.#world.api, id)?.path ?? '';
    if (place === 'path') {
      const collection = path.slice(0, path.indexOf(`{${name}}`)).replace(/\/[^/]*$/, '');
      if (canonicalPath(collection) === canonicalPath(slot.collection)) {
        const before = pathParameters(collection).map((one) => reveal(this.#world.vault, beside[one] ?? ''));
        return before.every((value, at) => value === above[at]) ? 0 : undefined;
      }
    }
    // Where it lives says which it is: `/accounts/{a}/cards/{c}` is not found by its name alone.
    if (slot.collection.includes('{')) return undefined;
    if (name === slot.name && nounOf(name) !== '') return 1;
    const noun = place === 'path' ? nounOf(name, path) : nounOf(name);
    return noun !== '' && noun === slot.noun ? 2 : undefined;
  }

  /** A body that was served, values for tags: the caller's own, or one without ids that would be somebody else's. */
  bodyFor(operation: Operation, as: Identity, bodyIds: Readonly<Record<string, string>>): Json | undefined {
    if (this.#refused.has(operation.id) || isCredentialFlow(operation)) return undefined;
    const own = this.#of(as);
    const others = this.#traffic.callers.filter((caller) => !own.includes(caller));
    const mine = own.map(({ bodies }) => bodies.get(operation.id)).find((body) => body !== undefined);
    const body =
      mine ??
      others
        .map(({ bodies }) => bodies.get(operation.id))
        .find((one) => one !== undefined && idNames(one).every((name) => Object.hasOwn(bodyIds, name)));
    if (typeof body !== 'object' || body === null) return undefined;
    if (!this.#bodies.has(body)) this.#bodies.set(body, this.#opened(body));
    return this.#bodies.get(body);
  }

  /** The target did not take it: it is not tried again. */
  refuse(operation: Operation): void {
    this.#refused.add(operation.id);
  }

  /** Tags to values; undefined where a secret is in it, or a value that is gone. */
  #opened(body: Json): Json | undefined {
    const { vault, api } = this.#world;
    const text = JSON.stringify(body);
    if (/<SEC\./.test(text)) return undefined;
    const words = wordsOf(api);
    eachLeaf(body, { nodesMax }, (leaf, name) => {
      const isText = typeof leaf === 'string' && leaf.length >= tellingCharsMin && !words.has(leaf);
      const isId = (typeof leaf === 'string' || typeof leaf === 'number') && identityOf(name) === 'strong';
      if (isText || isId) this.#veiled(String(leaf));
    });
    const opened = JSON.parse(text, (_key, value: Json) =>
      typeof value === 'string' ? reveal(vault, value) : value,
    ) as Json;
    return JSON.stringify(opened).search(tagPattern) === -1 ? opened : undefined;
  }

  #veiled(value: string): string {
    return value.search(tagPattern) === -1 ? veil(this.#world.vault, 'id.captured', value) : value;
  }

  #of({ name }: Identity): readonly CapturedCaller[] {
    this.#owners ??= whoseIs(this.#traffic, this.#world.callers(), (text) => reveal(this.#world.vault, text));
    const owners = this.#owners;
    return this.#traffic.callers.filter((caller) => owners.get(caller) === name);
  }
}

const nothing: CapturedTraffic = { callers: [], grants: [], edges: [], calls: [] };

/** Names of what holds ids, at any depth. */
function idNames(body: Json): readonly string[] {
  const names: string[] = [];
  eachLeaf(body, { nodesMax }, (leaf, name, way) => {
    if (leaf === null || identityOf(name) !== 'strong') return;
    // Only what stands at the top can be replaced by an id of the caller's.
    names.push(way?.up === undefined ? name : `${name} below`);
  });
  return names;
}

const known = new WeakMap<ApiModel, ReadonlySet<string>>();

/** Words that the document itself names: they tell nothing of anybody. */
function wordsOf(api: ApiModel): ReadonlySet<string> {
  let words = known.get(api);
  if (words === undefined) {
    const listed = [...api.schemas.values()].flatMap((schema) => schema.enum ?? []);
    known.set(api, (words = new Set(listed.filter((value) => typeof value === 'string'))));
  }
  return words;
}
