import type { SchemaId } from '../api.ts';
import { isObject, type Json } from '../json.ts';
import type { Context, Place } from './build.ts';
import { chanceAt } from './chance.ts';
import { nodesMax, optionalDepthMax } from './limits.ts';
import { extraNames, Names } from './names.ts';

/** A part of a container that is to be made. */
export interface Child {
  readonly name: string;
  readonly ids: readonly SchemaId[];
  readonly isOptional: boolean;
  readonly only?: readonly string[];
}
export interface Opening extends Context {
  readonly place: Place;
  readonly hint: Json | undefined;
  /** The budget lets optional parts in. */
  readonly hasRoom: boolean;
}
/** Why the container can have no right content. */
export interface DeadEnd {
  readonly keyword: string;
  readonly schema: SchemaId;
}

export function propertiesFor(opening: Opening): readonly Child[] | DeadEnd {
  const { place, plan } = opening;
  const names = new Names(place.demand.parts);
  const forced = plan.forced.get(place.path) ?? new Set<string>();
  const needed = new Set([...names.required].filter((name) => !names.isSet(name)));
  for (const name of forced) needed.add(name);
  for (const name of needed) {
    const ban = names.bannedBy(name);
    if (ban !== undefined) return { keyword: 'additionalProperties', schema: ban.id };
  }
  const wanted = wantedNames(opening, names, needed);
  return wanted.map((name) => {
    const only = place.demand.fixed.get(name);
    const isOptional = !needed.has(name) || (forced.has(name) && !names.required.has(name));
    return { name, ids: names.schemasOf(name), isOptional, ...(only === undefined ? {} : { only }) };
  });
}

/** In the order of the document: what is needed, and of the rest as much as kind, example and limits let in. */
function wantedNames(opening: Opening, names: Names, needed: ReadonlySet<string>): readonly string[] {
  const { place, plan, hint } = opening;
  const { parts } = place.demand;
  const least = Math.max(0, ...parts.map(({ minProperties }) => minProperties ?? 0));
  const most = Math.min(...parts.map(({ maxProperties }) => maxProperties ?? Infinity));
  const omitted = plan.omitted.get(place.path);
  const isFree = (name: string): boolean =>
    !needed.has(name) && omitted?.has(name) !== true && !names.isSet(name) && names.bannedBy(name) === undefined;
  const example = isObject(hint) && Object.keys(hint).length > 0 ? Object.keys(hint) : undefined;
  const optionalDepth = { minimal: 0, usual: 1, full: optionalDepthMax }[plan.kind];
  const takesOptional =
    plan.kind !== 'minimal' && opening.hasRoom && (place.depth < optionalDepth || example !== undefined);
  const wanted = new Set(needed);
  for (const name of takesOptional ? (example ?? names.declared) : [])
    if (
      wanted.size < Math.min(most, nodesMax) &&
      isFree(name) &&
      (example !== undefined || isAcyclic(opening, names.schemasOf(name)))
    )
      wanted.add(name);
  // The discriminator says which variant is meant, required or not.
  for (const name of place.demand.fixed.keys()) if (wanted.size < most && isFree(name)) wanted.add(name);
  for (const name of names.declared)
    if (wanted.size < least && isFree(name) && isEnding(opening, names.schemasOf(name))) wanted.add(name);
  const extras = takesOptional && names.declared.length === 0 && example === undefined && wantsExtras(opening) ? 1 : 0;
  for (const name of extraNames(opening, parts, chanceAt(plan.seed, place.path))) {
    if (wanted.size >= Math.min(most, Math.max(least, extras))) break;
    if (isFree(name) && isEnding(opening, names.schemasOf(name))) wanted.add(name);
  }
  return [...names.declared.filter((name) => wanted.delete(name)), ...wanted];
}

/** A map: values have a schema of their own. */
function wantsExtras({ place }: Opening): boolean {
  return place.demand.parts.some(
    ({ additionalProperties, patternProperties }) =>
      typeof additionalProperties === 'string' || patternProperties.length > 0,
  );
}

/** It has an end, and is no part of itself: cycles are cut where nothing asks for them. */
function isAcyclic(opening: Opening, ids: readonly SchemaId[]): boolean {
  if (!isEnding(opening, ids)) return false;
  for (let place: Place | undefined = opening.place; place !== undefined; place = place.up) {
    const { parts } = place.demand;
    if (parts.some(({ id }) => ids.includes(id))) return false;
  }
  return true;
}

export function isEnding({ heights }: Context, ids: readonly SchemaId[]): boolean {
  return ids.every((id) => heights(id) < Infinity);
}
