import type { SchemaId } from '../api.ts';
import { flatten } from '../flatten.ts';
import type { Built, Place } from './build.ts';
import { breachesOf, type Breach, type Judging } from './judge.ts';
import { count, note, spareItems, type Plan } from './plan.ts';

/** Values that are tried at one place before its surroundings are changed. */
const triesMax = 3;
/** Variants and conditions in others whose own breaches are mended, before another variant is taken. */
const nestingMax = 6;

export interface Mending extends Judging {
  readonly plan: Plan;
  readonly built: Built;
}

/** Changes the plan so that the breach should be gone in the next build. */
export function mend(mending: Mending, breach: Breach, nesting = 0): void {
  const { plan, built } = mending;
  const place = placeAt(built, breach.path);
  if (place === undefined) return;
  switch (breach.keyword) {
    case 'required':
      if (!noteAll(plan.forced, place, breach.names ?? [])) retry(mending, place);
      return;
    case 'applied':
      if (!noteAll(plan.bound, place, breach.schemas ?? [])) mendInside(mending, { place, breach, nesting });
      return;
    case 'additionalProperties':
    case 'unevaluatedProperties':
    case 'propertyNames':
    case 'false schema':
      if (!omit(mending, place, breach.names ?? [])) retry(mending, place);
      return;
    case 'maxProperties':
      if (!omit(mending, place, optionalNames(place).slice(-1))) retry(mending, place);
      return;
    case 'not':
      if (!omit(mending, place, requiredOf(mending, breach.schemas ?? []).slice(0, 1))) retryBelow(mending, place);
      return;
    case 'uniqueItems':
      retryBelow(mending, place);
      return;
    case 'anyOf':
    case 'oneOf':
      mendVariants(mending, { place, breach, nesting });
      return;
    default:
      retry(mending, place);
  }
}

/** Of a value that was taken whole from an example: the place that it was taken for. */
function placeAt({ places }: Built, path: string): Place | undefined {
  for (let at = path; ; at = at.slice(0, at.lastIndexOf('/'))) {
    const place = places.get(at);
    if (place !== undefined || at === '') return place;
  }
}

function noteAll<T>(notes: Map<string, Set<T>>, { path }: Place, all: readonly T[]): boolean {
  return all.map((one) => note(notes, path, one)).includes(true);
}

function optionalNames({ children }: Place): readonly string[] {
  return children.flatMap(({ isOptional, name }) => (isOptional ? [name] : []));
}

function omit({ plan }: Mending, place: Place, names: readonly string[]): boolean {
  const optional = new Set(optionalNames(place));
  const left = names.filter((name) => optional.has(name));
  for (const name of left) plan.forced.get(place.path)?.delete(name);
  return noteAll(plan.omitted, place, left);
}

function requiredOf({ api }: Mending, ids: readonly SchemaId[]): readonly string[] {
  return ids.flatMap((id) => flatten(api, id)?.required ?? []);
}

interface Variants {
  readonly place: Place;
  readonly breach: Breach;
  readonly nesting: number;
}

/** What the branch of a condition says of why it does not hold. */
function mendInside(mending: Mending, { place, breach, nesting }: Variants): void {
  const inside = breachesOf(mending, breach.schemas ?? [], { value: place.value, path: place.path });
  if (inside.length === 0 || nesting >= nestingMax) retry(mending, place);
  else for (const one of inside) mend(mending, one, nesting + 1);
}

function mendVariants(mending: Mending, { place, breach, nesting }: Variants): void {
  const { plan } = mending;
  const key = `${breach.schema} ${breach.keyword}`;
  const chosen = place.demand.choices.get(key);
  if (chosen === undefined) {
    retry(mending, place);
    return;
  }
  const matching = breach.schemas ?? [];
  if (matching.length > 1) {
    // What only the others ask for is left out, so that they match no more.
    const others = matching.filter((id) => id !== chosen.variant);
    const own = new Set(requiredOf(mending, [chosen.variant]));
    const spare = requiredOf(mending, others).filter((name) => !own.has(name));
    if (!omit(mending, place, spare)) turn(mending, place, key);
    return;
  }
  const inside = breachesOf(mending, [chosen.variant], { value: place.value, path: place.path });
  const tried = count(plan.attempts, `${place.path} ${key} inside`);
  if (inside.length === 0 || nesting >= nestingMax || tried > triesMax) turn(mending, place, key);
  else for (const one of inside) mend(mending, one, nesting + 1);
}

function turn(mending: Mending, place: Place, key: string): void {
  const times = count(mending.plan.turns, `${place.path} ${key}`);
  if (times >= (place.demand.choices.get(key)?.of ?? 0)) retry(mending, place);
}

/** Another value here; where that did not help, another variant; then the container does without it, or is made otherwise itself. */
function retry(mending: Mending, start: Place): void {
  const { plan } = mending;
  for (let place: Place | undefined = start; place !== undefined; place = place.up) {
    const attempts = count(plan.attempts, place.path);
    const open = [...place.demand.choices].filter(([, { of }]) => of > 1);
    const isLeaf = place.children.length === 0;
    if (open.length > 0) {
      const [key = ''] = open[attempts % open.length] ?? [];
      const turns = count(plan.turns, `${place.path} ${key}`);
      if (turns < Math.max(...open.map(([, { of }]) => of)) * 2) return;
    } else if (attempts < (isLeaf ? triesMax : 2)) return;
    if (place.isOptional && place.up !== undefined) {
      const { up } = place;
      note(plan.omitted, up.path, Array.isArray(up.value) ? spareItems : place.name);
      plan.forced.get(up.path)?.delete(place.name);
      return;
    }
  }
}

function retryBelow(mending: Mending, place: Place): void {
  count(mending.plan.attempts, place.path);
  if (place.children.length === 0) retry(mending, place);
  const below = [...place.children];
  for (const child of below) {
    count(mending.plan.attempts, child.path);
    below.push(...child.children);
  }
}
