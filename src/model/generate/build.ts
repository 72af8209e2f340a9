import type { SchemaId } from '../api.ts';
import { isObject, own, type Json } from '../json.ts';
import { escapeKey } from '../source.ts';
import { chanceAt } from './chance.ts';
import { demandOf, type Choose, type Demand } from './demand.ts';
import type { Heights } from './heights.ts';
import { itemsOf } from './items.ts';
import { fits, type Breach, type Judging } from './judge.ts';
import { charsMax, depthMax, hardCharsMax, hardNodesMax, nodesMax, optionalDepthMax } from './limits.ts';
import type { Plan } from './plan.ts';
import { propertiesFor } from './properties.ts';
import { membersOf, scalarOf } from './scalar.ts';
import { typeFor } from './type-for.ts';

/** A value of the body while it is made. */
export interface Place {
  readonly path: string;
  readonly name: string;
  readonly ids: readonly SchemaId[];
  readonly depth: number;
  readonly up: Place | undefined;
  /** What an example has here. */
  readonly hint: Json | undefined;
  /** It must be there, and nothing on the way to it was a choice. */
  readonly isFixed: boolean;
  /** The container can be without it. */
  readonly isOptional: boolean;
  /** Which item of a list it is. */
  readonly ordinal: number;
  /** Values that the discriminator leaves. */
  readonly only?: readonly string[];
  demand: Demand;
  value: Json;
  children: readonly Place[];
}

export interface Built {
  readonly value: Json;
  readonly places: ReadonlyMap<string, Place>;
  /** Places where no value can be right, whatever the rest is. */
  readonly dead: readonly Breach[];
  /** The first of them that no other choice would mend. */
  readonly proof?: Breach;
}

export interface Context extends Judging {
  readonly plan: Plan;
  readonly heights: Heights;
}

const undecided: Demand = { ids: [], parts: [], choices: new Map(), fixed: new Map(), types: [] };

/** One body along the plan, level by level, so that a budget is spread evenly; nothing recurses. */
export function build(context: Context, ids: readonly SchemaId[], hint: Json | undefined): Built {
  return new Building(context).run(
    placeOf({ path: '', name: '', ids, depth: 0, up: undefined, hint, isFixed: true, isOptional: false, ordinal: 0 }),
  );
}

function placeOf(place: Omit<Place, 'demand' | 'value' | 'children'>): Place {
  return { ...place, demand: undecided, value: null, children: [] };
}

class Building {
  readonly #context: Context;
  readonly #dead: Breach[] = [];
  #proof: Breach | undefined;
  #chars = 0;

  constructor(context: Context) {
    this.#context = context;
  }

  run(root: Place): Built {
    const places = [root];
    for (const place of places) {
      if (places.length > hardNodesMax || this.#chars > hardCharsMax || place.depth > depthMax)
        this.#end(place, 'too-large');
      else this.#fill(place, places.length < nodesMax && this.#chars < charsMax);
      places.push(...place.children);
    }
    for (const place of places.toReversed()) {
      if (place.children.length === 0) continue;
      place.value = Array.isArray(place.value)
        ? place.children.map(({ value }) => value)
        : Object.fromEntries(place.children.map(({ name, value }) => [name, value]));
    }
    return {
      value: root.value,
      places: new Map(places.map((place) => [place.path, place])),
      dead: this.#dead,
      ...(this.#proof === undefined ? {} : { proof: this.#proof }),
    };
  }

  /** Nothing can stand here. A proof where no choice led here and none is left. */
  #end(place: Place, keyword: string, schema = place.ids[0] ?? ''): void {
    const breach = { path: place.path, schema, keyword };
    this.#dead.push(breach);
    // A schema without a type lets through what is no object at all.
    const isProof = place.isFixed && place.demand.choices.size === 0 && keyword !== 'too-large';
    if (isProof && place.demand.types.length > 0) this.#proof ??= breach;
  }

  #fill(place: Place, hasRoom: boolean): void {
    const { api, plan, heights } = this.#context;
    const bound = plan.bound.get(place.path) ?? [];
    place.demand = demandOf(api, [...place.ids, ...bound], this.#chooser(place));
    const { demand } = place;
    if (demand.clash !== undefined) {
      this.#end(place, demand.clash.keyword, demand.clash.schema);
      return;
    }
    const unending = place.ids.find((id) => heights(id) === Infinity);
    if (unending !== undefined) {
      this.#end(place, 'endless', unending);
      return;
    }
    const type = typeFor(demand, plan.attempts.get(place.path) ?? 0, place.depth === 0);
    if (this.#isGiven(place)) return;
    if (membersOf(demand.parts) === undefined && (type === 'object' || type === 'array')) {
      place.value = type === 'object' ? {} : [];
      this.#open(place, type, hasRoom);
      return;
    }
    const attempt = plan.attempts.get(place.path) ?? 0;
    const chance = chanceAt(plan.seed, place.path, attempt);
    place.value = scalarOf({
      ...this.#context,
      demand,
      type,
      name: place.name,
      chance,
      turn: place.ordinal + attempt + plan.seed,
    });
    if (typeof place.value === 'string') this.#chars += place.value.length;
  }

  /** By the discriminator, or by an example: of single values, and of what the schema leaves open. */
  #isGiven(place: Place): boolean {
    const { plan } = this.#context;
    const { demand, hint } = place;
    const fixed = place.only?.find((name) => fits(this.#context, demand.ids, name));
    if (fixed !== undefined) {
      place.value = fixed;
      return true;
    }
    if (plan.attempts.has(place.path)) return false;
    const given = [hint, ...demand.parts.flatMap(({ examples, default: usual }) => [examples[0]?.value, usual])];
    const isOpen = demand.parts.every(({ properties, items }) => properties.length === 0 && items === undefined);
    const value = given.find(
      (one) =>
        one !== undefined &&
        one !== null &&
        (typeof one !== 'object' || (isOpen && plan.kind !== 'minimal')) &&
        fits(this.#context, demand.ids, one),
    );
    if (value === undefined) return false;
    place.value = value;
    return true;
  }

  #open(place: Place, type: 'object' | 'array', hasRoom: boolean): void {
    const { plan } = this.#context;
    const isExample = !plan.attempts.has(place.path);
    const hint = isExample ? (place.hint ?? exampleOf(place, type)) : undefined;
    const isFixed = place.isFixed && place.demand.choices.size === 0;
    const wanted =
      type === 'object'
        ? propertiesFor({ ...this.#context, place, hint, hasRoom })
        : itemsOf({ ...this.#context, place, hint, hasRoom });
    if ('keyword' in wanted) {
      this.#end(place, wanted.keyword, wanted.schema);
      return;
    }
    place.children = wanted.map(({ name, ids, isOptional, only }, index) =>
      placeOf({
        path: `${place.path}/${escapeKey(name)}`,
        // An item is called what its list is called.
        name: type === 'object' ? name : place.name,
        ids,
        depth: place.depth + 1,
        up: place,
        hint: Array.isArray(hint) ? (hint as readonly Json[])[index] : own(hint, name),
        isFixed: isFixed && !isOptional,
        isOptional,
        ordinal: type === 'array' ? index : place.ordinal,
        ...(only === undefined ? {} : { only }),
      }),
    );
  }

  /** The first variant that has an end, or the one that the example fits; the plan says how many to go on. */
  #chooser(place: Place): Choose {
    const { api, plan, heights } = this.#context;
    return (key, variants) => {
      const ending = variants.filter((id) => heights(id) < Infinity);
      const list = (ending.length > 0 ? ending : variants).toSorted((a, b) => rank(a) - rank(b));
      const turn = plan.turns.get(`${place.path} ${key}`);
      if (list.length === 0) return undefined;
      const fitting =
        turn === undefined && isObject(place.hint)
          ? list.find((id) => fits(this.#context, [id], place.hint ?? null))
          : undefined;
      const start = plan.seed === 0 ? 0 : chanceAt(plan.seed, `${place.path} ${key}`) % list.length;
      return fitting ?? list[(start + (turn ?? 0)) % list.length];
    };
    function rank(id: SchemaId): number {
      const isNull =
        api.schemas.get(id)?.types.every((type) => type === 'null') && api.schemas.get(id)?.types.length === 1;
      return (isNull === true ? 1_000 : 0) + (place.depth >= optionalDepthMax ? heights(id) : 0);
    }
  }
}

function exampleOf({ demand }: Place, type: 'object' | 'array'): Json | undefined {
  const given = demand.parts.flatMap(({ examples, default: usual }) => [examples[0]?.value, usual]);
  return given.find((one) => (type === 'object' ? isObject(one) : Array.isArray(one)));
}
