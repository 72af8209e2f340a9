import { isObject, own, type Json } from '../../model/json.ts';
import { misspelt } from '../../model/nearest.ts';
import type { Cursor } from '../documents.ts';
import { grammarOf, versionKnowing, type Child } from './grammar.ts';
import type { Judged, Structure } from './structure.ts';

/** A key that this version does not know in such an object: silently ignored by every tool. */
export function judgeKey({ documents, version }: Structure, { kind, as, value, at }: Judged, key: string): void {
  if (as.isFree || key === '<<' || !documents.hasRoomFor('unknown-key')) return;
  const shown = key.slice(0, 80);
  const other = versionKnowing(kind, key, version);
  if (other !== undefined) {
    const message = `Key ${shown} means nothing in ${as.called} of OpenAPI ${version}; ${other} knows it.`;
    documents.add({ kind: 'unknown-key', at: at(key), message });
    return;
  }
  // A method beside the paths was written one level too far out: `/get` was not meant.
  const within = as.entries === undefined ? undefined : grammarOf(version).get(as.entries.kind);
  if (as.entryNames !== undefined && within?.keys.has(key) === true) {
    const message = `Key ${shown} means nothing in ${as.called}: it belongs into ${within.called}, one level further in.`;
    documents.add({ kind: 'unknown-key', at: at(key), message });
    return;
  }
  const meant = meantBy(key, as, value);
  // An editor's `$schema` at the root is no field; a keyword of one's own is none of a schema of 3.1.
  if (meant === undefined && (as.isOpen || key.startsWith('$'))) return;
  const message =
    meant === undefined
      ? `Key ${shown} means nothing in ${as.called}.`
      : `Key ${shown} means nothing in ${as.called}: ${meant} was meant.`;
  documents.add({ kind: 'unknown-key', at: at(key), message, ...(meant === undefined ? {} : { meant }) });
}

/** The key that was meant, if it is not there as well and the value is one that it takes. */
function meantBy(key: string, { keys, entryNames }: Judged['as'], value: Judged['value']): string | undefined {
  if (key === '') return undefined;
  if (entryNames?.test('/') === true)
    return entryNames.test(`/${key}`) && !Object.hasOwn(value, `/${key}`) ? `/${key}` : undefined;
  const meant = misspelt(key, keys.keys());
  if (meant === undefined || Object.hasOwn(value, meant)) return undefined;
  return fits(own(value, key), meant, keys.get(meant)) ? meant : undefined;
}

const flags: ReadonlySet<string> = new Set([
  'readOnly',
  'writeOnly',
  'nullable',
  'deprecated',
  'uniqueItems',
  'explode',
]);
const lists: ReadonlySet<string> = new Set(['security', 'enum', 'tags', 'schemes', 'consumes', 'produces']);

/** Whether a value can be one of the key's: a word of the author's own that looks like a keyword seldom has its type too. */
function fits(value: Json | undefined, key: string, child: Child | 'value' | undefined): boolean {
  if (child !== undefined && child !== 'value') {
    if (child.shape === 'list') return Array.isArray(value);
    return isObject(value) || (child.kind === 'schema' && child.shape === 'one' && typeof value === 'boolean');
  }
  if (flags.has(key)) return typeof value === 'boolean';
  if (lists.has(key)) return Array.isArray(value);
  if (key === 'required') return typeof value === 'boolean' || Array.isArray(value);
  if (/^(?:max|min|multipleOf)/.test(key)) return typeof value === 'number';
  if (key.startsWith('exclusive')) return typeof value === 'number' || typeof value === 'boolean';
  if (key === 'scopes') return isObject(value);
  if (key === 'type') return typeof value === 'string' || Array.isArray(value);
  if (['in', 'pattern', 'format', 'host', 'scheme', 'flow'].includes(key)) return typeof value === 'string';
  return true;
}

/** What limits or protects something; texts and types beside a reference are many and harmless. */
const protective: ReadonlySet<string> = new Set([
  'readOnly',
  'writeOnly',
  'required',
  'additionalProperties',
  'maxLength',
  'minLength',
  'maximum',
  'minimum',
  'maxItems',
  'maxProperties',
  'pattern',
  'enum',
]);

/** Beside a reference nothing counts, in schemas up to 3.0 and elsewhere in all versions. What the target says as well is not lost. */
export function judgeSiblings({ documents, version }: Structure, { as, value, at }: Judged, target?: Cursor): void {
  for (const key of Object.keys(value)) {
    if (!protective.has(key) || !as.keys.has(key) || own(target?.value, key) === value[key]) continue;
    const message = `${key} beside a reference to ${as.called} is ignored in OpenAPI ${version}.`;
    documents.fault('ignored-sibling', at(key), message);
  }
}
