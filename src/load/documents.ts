import type { Fault } from '../model/api.ts';
import { isObject, own, ownText, type Json, type JsonObject } from '../model/json.ts';
import { child, keysOf, type Pointer, type Source, type SourceId } from '../model/source.ts';
import { filesMax, type FileRoom } from './files.ts';
import { LoadError, printable } from './load-error.ts';
import { readSource, type ReadSource } from './source.ts';
import { percentDecoded } from '../model/percent.ts';

/** A value and where it was written. `value` is undefined where there is nothing. */
export interface Cursor {
  readonly value: Json | undefined;
  readonly at: Pointer;
}

/** Longest chain of `$ref`s that is followed before it is taken for a circle. */
const hopsMax = 700;
/** Faults of one kind kept of one document. */
const faultsMax = 1_000;

/** One document: the root file and all it refers to, read before anything is looked up. */
export class Documents {
  readonly root: Cursor;
  readonly #files: ReadonlyMap<SourceId, ReadSource>;
  readonly #unread: ReadonlyMap<SourceId, Unread>;
  readonly #room: FileRoom;
  readonly #faults: Fault[] = [];
  readonly #told = new Set<string>();
  /** What references lead to, by the file they stand in and their text: the same few come thousands of times. */
  readonly #targets = new Map<SourceId, Map<string, Cursor>>();
  readonly #count = new Map<Fault['kind'], number>();

  private constructor(read: Gathered, rootId: SourceId, room: FileRoom) {
    this.#files = read.files;
    this.#unread = read.unread;
    this.#room = room;
    this.root = { value: read.files.get(rootId)?.value, at: { source: rootId, path: '' } };
    for (const file of read.files.values()) this.#faults.push(...file.faults.slice(0, faultsMax));
  }

  static async gather(root: ReadSource, room: FileRoom): Promise<Documents> {
    return new Documents(await gather(root, room), root.source.id, room);
  }

  get sources(): ReadonlyMap<SourceId, Source> {
    return new Map([...this.#files].map(([id, { source }]) => [id, source]));
  }

  get unread(): readonly SourceId[] {
    return [...this.#unread.keys()];
  }

  get faults(): readonly Fault[] {
    return this.#faults;
  }

  fault(kind: Fault['kind'], at: Pointer, message: string): void {
    this.add({ kind, at, message });
  }

  add(fault: Fault): void {
    const { kind, at } = fault;
    const key = `${kind} ${at.source}#${at.path}`;
    if (this.#told.has(key) || !this.hasRoomFor(kind)) return;
    this.#told.add(key);
    this.#count.set(kind, (this.#count.get(kind) ?? 0) + 1);
    this.#faults.push({ ...fault, message: printable(fault.message) });
  }

  /** False when so many faults of the kind are known that no more are kept: what finds them may stop looking. */
  hasRoomFor(kind: Fault['kind']): boolean {
    return (this.#count.get(kind) ?? 0) < faultsMax;
  }

  /** The thing meant: behind as many `$ref`s as there are. Undefined where they lead nowhere; the fault is noted. */
  follow(cursor: Cursor): Cursor {
    let here = cursor;
    for (let hops = 0; hops < hopsMax; hops += 1) {
      const ref = ownText(here.value, '$ref');
      if (ref === undefined) return here;
      const next = this.#lookUp(here, ref);
      if (next === undefined) return { value: undefined, at: here.at };
      here = next;
    }
    this.fault('broken-ref', child(cursor.at, '$ref'), 'This reference runs in a circle.');
    return { value: undefined, at: cursor.at };
  }

  /** One step of `follow`: what the reference written here names, itself perhaps a reference. */
  step(cursor: Cursor): Cursor | undefined {
    const ref = ownText(cursor.value, '$ref');
    return ref === undefined ? undefined : this.#lookUp(cursor, ref);
  }

  #lookUp(from: Cursor, ref: string): Cursor | undefined {
    let known = this.#targets.get(from.at.source);
    if (known === undefined) this.#targets.set(from.at.source, (known = new Map()));
    const found = known.get(ref) ?? this.#find(from, ref);
    if (found !== undefined) known.set(ref, found);
    return found;
  }

  #find(from: Cursor, ref: string): Cursor | undefined {
    const at = child(from.at, '$ref');
    const { source, path } = targetOf(this.#room, from.at.source, ref);
    const shown = ref.length > 120 ? `${ref.slice(0, 120)}...` : ref;
    const unread = this.#unread.get(source);
    if (unread !== undefined) {
      this.fault(unread.kind, at, `Reference ${shown} was not followed. ${unread.reason}`);
      return undefined;
    }
    if (path !== '' && !path.startsWith('/')) {
      const named = this.#anchor(source, path);
      if (named !== undefined) return named;
    }
    const value = valueAt(this.#files.get(source)?.value, path);
    if (value === undefined) {
      this.fault('broken-ref', at, `Reference ${shown} leads nowhere.`);
      return undefined;
    }
    return { value, at: { source, path } };
  }

  readonly #anchors = new Map<SourceId, ReadonlyMap<string, Cursor>>();

  /** `#card` names the schema with `$anchor: card` (JSON Schema 2020-12 section 8.2.2); of two the first counts. */
  #anchor(source: SourceId, name: string): Cursor | undefined {
    let anchors = this.#anchors.get(source);
    if (anchors === undefined) {
      anchors = anchorsIn({ value: this.#files.get(source)?.value, at: { source, path: '' } });
      this.#anchors.set(source, anchors);
    }
    return anchors.get(name);
  }

  /** The child as written, without following. */
  get(cursor: Cursor, ...keys: readonly (string | number)[]): Cursor {
    let value = cursor.value;
    for (const key of keys)
      value = Array.isArray(value) ? (value as readonly Json[])[Number(key)] : own(value, String(key));
    return { value, at: child(cursor.at, ...keys) };
  }

  /** The child's entries, if it is an object; a fault if it is something else. `x-` keys are nobody's entries. */
  entries(cursor: Cursor): readonly (readonly [key: string, cursor: Cursor])[] {
    const object = this.object(cursor);
    if (object === undefined) return [];
    return Object.keys(object)
      .filter((key) => !key.startsWith('x-'))
      .map((key) => [key, { value: object[key], at: child(cursor.at, key) }] as const);
  }

  object(cursor: Cursor): JsonObject | undefined {
    if (isObject(cursor.value)) return cursor.value;
    if (cursor.value !== undefined) this.fault('wrong-type', cursor.at, 'An object belongs here.');
    return undefined;
  }

  items(cursor: Cursor): readonly Cursor[] {
    if (Array.isArray(cursor.value)) {
      return (cursor.value as readonly Json[]).map((value, index) => ({ value, at: child(cursor.at, index) }));
    }
    if (cursor.value !== undefined) this.fault('wrong-type', cursor.at, 'A list belongs here.');
    return [];
  }
}

/** `other.yaml#/Card` in `a/b.yaml` -> source `a/other.yaml`, path `/Card`. */
function targetOf(room: FileRoom, from: SourceId, ref: string): Pointer {
  const hash = ref.indexOf('#');
  const file = hash === -1 ? ref : ref.slice(0, hash);
  const fragment = hash === -1 ? '' : percentDecoded(ref.slice(hash + 1));
  return { source: file === '' ? from : room.join(from, file), path: fragment };
}

function valueAt(value: Json | undefined, path: string): Json | undefined {
  if (path !== '' && !path.startsWith('/')) return undefined;
  let here = value;
  for (const key of keysOf(path)) {
    if (Array.isArray(here)) here = /^\d+$/.test(key) ? (here as readonly Json[])[Number(key)] : undefined;
    else here = own(here, key);
  }
  return here;
}

/** Every `$anchor` and `$dynamicAnchor` of a file, by a stack. Asked for only where some reference uses one. */
function anchorsIn(root: Cursor): ReadonlyMap<string, Cursor> {
  const anchors = new Map<string, Cursor>();
  const seen = new Set<Json>();
  const stack: Cursor[] = [root];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { value, at } = next;
    if (typeof value !== 'object' || value === null || seen.has(value)) continue;
    seen.add(value);
    for (const key of ['$anchor', '$dynamicAnchor']) {
      const name = ownText(value, key);
      if (name !== undefined && !anchors.has(name)) anchors.set(name, next);
    }
    for (const [key, item] of Object.entries(value).toReversed())
      if (typeof item === 'object' && item !== null) stack.push({ value: item, at: child(at, key) });
  }
  return anchors;
}

/** Why a file that is referred to is not there. */
interface Unread {
  readonly kind: 'refused-ref' | 'broken-ref';
  readonly reason: string;
}
interface Gathered {
  readonly files: ReadonlyMap<SourceId, ReadSource>;
  readonly unread: ReadonlyMap<SourceId, Unread>;
}

/** Every file that some `$ref` names, from file to file. A bad one is remembered and told where it is referred to. */
async function gather(root: ReadSource, room: FileRoom): Promise<Gathered> {
  const files = new Map<SourceId, ReadSource>([[root.source.id, root]]);
  const unread = new Map<SourceId, Unread>();
  const queue: ReadSource[] = [root];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    for (const name of file.files) {
      const id = room.join(file.source.id, name);
      if (files.has(id) || unread.has(id)) continue;
      if (files.size >= filesMax) {
        unread.set(id, { kind: 'refused-ref', reason: `The document is made of more than ${filesMax} files.` });
        continue;
      }
      const answer = await room.read(id);
      if (answer.kind === 'refused') unread.set(id, { kind: 'refused-ref', reason: answer.reason });
      if (answer.kind !== 'bytes') continue;
      try {
        const read = await readSource(answer.bytes, answer.info);
        files.set(id, read);
        queue.push(read);
      } catch (error) {
        if (!(error instanceof LoadError)) throw error;
        unread.set(id, { kind: 'broken-ref', reason: `It cannot be read: ${error.message}.` });
      }
    }
  }
  return { files, unread };
}
