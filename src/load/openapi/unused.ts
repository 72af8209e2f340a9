import type { Fault } from '../../model/api.ts';
import { isObject, own, ownText, type Json } from '../../model/json.ts';
import { keysOf, type Pointer } from '../../model/source.ts';
import type { Cursor } from '../documents.ts';
import { grammarOf, type Kind, type Version } from './grammar.ts';
import type { Structure } from './structure.ts';

/** The kind of shared component that stands at the pointer itself; undefined for all other places. */
export function tableKind({ path }: Pointer, version: Version): Kind | undefined {
  const keys = keysOf(path);
  const isComponent = version === '2.0' ? keys.length === 2 : keys.length === 3 && keys[0] === 'components';
  const table = isComponent ? keys.at(-2) : undefined;
  const holder = grammarOf(version).get(version === '2.0' ? 'document' : 'components');
  const child = table === undefined ? undefined : holder?.keys.get(table);
  return typeof child === 'object' && child.shape === 'map' ? child.kind : undefined;
}

/** Security schemes are required by name and are another rule's; examples are also named within values, where nothing is looked up. */
const uncounted: ReadonlySet<Kind> = new Set(['securityScheme', 'example']);

/** Shared components that what was walked does not lead to. */
export function unusedComponents(structure: Structure): readonly Fault[] {
  const candidates = entries(structure).filter(([cursor]) => !structure.isUsed(cursor));
  // Subtypes of a discriminator are named by the data: nothing need refer to them.
  for (const [cursor, kind] of candidates)
    if (kind === 'schema' && isSubtype(structure, cursor)) structure.walk(cursor, kind);
  return candidates
    .filter(([cursor, kind]) => !structure.isUsed(cursor) && !(kind === 'schema' && structure.hasAnchors))
    .map(([{ at }]) => ({
      kind: 'unused-component',
      at,
      message: `Nothing leads to ${keysOf(at.path).at(-1) ?? ''}.`,
    }));
}

function entries({ documents, version }: Structure): readonly (readonly [Cursor, Kind])[] {
  const { root } = documents;
  const holder = version === '2.0' ? root : documents.get(root, 'components');
  const tables = isObject(holder.value) ? Object.keys(holder.value) : [];
  return tables.flatMap((table) => {
    const written = documents.get(holder, table);
    if (!isObject(written.value)) return [];
    return Object.keys(written.value).flatMap((name) => {
      const cursor = documents.get(written, name);
      const kind = tableKind(cursor.at, version);
      if (kind === undefined || uncounted.has(kind)) return [];
      return name.startsWith('x-') || !isObject(cursor.value) ? [] : [[cursor, kind] as const];
    });
  });
}

/** Ancestors that are looked at: real ones have three. */
const ancestorsMax = 50;

function isSubtype(structure: Structure, cursor: Cursor): boolean {
  const queue: Cursor[] = [cursor];
  for (let at = 0; at < queue.length && at < ancestorsMax; at += 1) {
    const here = queue[at];
    if (here === undefined) break;
    if (at > 0 && own(here.value, 'discriminator') !== undefined) return true;
    const parts = own(here.value, 'allOf');
    for (const part of Array.isArray(parts) ? (parts as readonly Json[]) : []) {
      const ref = ownText(part, '$ref');
      const target = ref === undefined ? undefined : structure.target(ref, () => here.at, here.at.source);
      if (target !== undefined) queue.push(target);
      else if (isObject(part)) queue.push({ value: part, at: here.at });
    }
  }
  return false;
}
