import { isObject, ownText, type Json, type JsonObject } from '../../model/json.ts';
import { activeMarkup } from '../../model/markup.ts';
import { child, escapeKey, keysOf, type Pointer } from '../../model/source.ts';
import type { Cursor, Documents } from '../documents.ts';
import { grammarOf, type Child, type Kind, type ObjectKind, type Version } from './grammar.ts';
import { judgeKey, judgeSiblings } from './keys.ts';
import { judgeParameters } from './parameter-list.ts';
import { tableKind, unusedComponents } from './unused.ts';

/** A pointer that grows with the walk: only what is reported is written out. */
interface Way {
  readonly up: Way | undefined;
  readonly key: string;
}
interface Visit {
  readonly value: JsonObject;
  readonly kind: Kind;
  readonly base: Pointer;
  readonly way: Way | undefined;
}

/** A key on the way. */
interface Spot {
  readonly base: Pointer;
  readonly way: Way | undefined;
  readonly key: string;
}

/** One object under judgement. */
export interface Judged {
  readonly value: JsonObject;
  readonly kind: Kind;
  readonly as: ObjectKind;
  readonly at: (...keys: readonly (string | number)[]) => Pointer;
}

/**
 * Every object of a document once, by a stack, as the kind that the specification says it is: faults of keys, references,
 * lists of parameters and descriptions. What operations lead to is walked first: of the shared components the rest is unused.
 */
export class Structure {
  readonly documents: Documents;
  readonly version: Version;
  readonly #grammar: ReadonlyMap<Kind, ObjectKind>;
  readonly #seen = new Set<JsonObject>();
  readonly #stack: Visit[] = [];
  readonly #targets = new Map<string, Cursor | undefined>();
  /** Pointers in the root file that some reference names. */
  readonly #named = new Set<string>();
  /** References by anchor lead to schemas that no pointer names. */
  hasAnchors = false;

  constructor(documents: Documents, version: Version) {
    this.documents = documents;
    this.version = version;
    this.#grammar = grammarOf(version);
  }

  /** `isLibrary`: a document without operations is used by others. */
  judge(isLibrary: boolean): void {
    const { root } = this.documents;
    this.walk(root, 'document');
    if (!isLibrary) for (const fault of unusedComponents(this)) this.documents.add(fault);
    const keys = this.#grammar.get('document')?.keys;
    for (const key of deferred(this.version)) {
      const holds = keys?.get(key);
      const item = this.documents.get(root, key).value;
      if (holds !== undefined && holds !== 'value') this.#push(item, holds, { base: root.at, way: undefined, key });
    }
    this.#drain();
  }

  walk({ value, at }: Cursor, kind: Kind): void {
    if (isObject(value)) this.#stack.push({ value, kind, base: at, way: undefined });
    this.#drain();
  }

  isUsed({ value, at }: Cursor): boolean {
    return (isObject(value) && this.#seen.has(value)) || this.#named.has(at.path);
  }

  /** What a reference names, itself perhaps a reference; each is looked up once a file. */
  target(ref: string, at: () => Pointer, source: string): Cursor | undefined {
    const key = `${source} ${ref}`;
    if (this.#targets.has(key)) return this.#targets.get(key);
    const target = this.documents.step({ value: { $ref: ref }, at: at() });
    this.#targets.set(key, target);
    if (target !== undefined) this.#name(target.at);
    return target;
  }

  #drain(): void {
    for (let next = this.#stack.pop(); next !== undefined; next = this.#stack.pop()) {
      const before = this.#seen.size;
      if (this.#seen.add(next.value).size > before) this.#visit(next);
    }
  }

  #visit(visit: Visit): void {
    const { value, kind, base, way } = visit;
    const as = this.#grammar.get(kind);
    if (as === undefined) return;
    const ref = value['$ref'];
    if (typeof ref === 'string' && !this.#areKeysRead(this.#judged(visit, as), ref, base)) return;
    for (const key of Object.keys(value)) {
      const item = value[key];
      const holds = as.keys.get(key);
      if (holds === 'value') {
        // Most values are no concern of this walk: numbers, flags, names.
        if (key === 'description' || typeof item === 'object' || key.startsWith('$')) this.#look(visit, key, item);
      } else if (holds !== undefined) {
        if (kind !== 'document' || !deferred(this.version).includes(key)) this.#push(item, holds, { base, way, key });
      } else if (key.startsWith('x-')) this.#useAll(item, base);
      else if (as.entries !== undefined && as.entryNames?.test(key) !== false)
        this.#push(item, as.entries, { base, way, key });
      else if (key !== '$ref') judgeKey(this, this.#judged(visit, as), key);
    }
    if (kind === 'operation' || kind === 'pathItem') judgeParameters(this, this.#judged(visit, as));
  }

  #judged({ value, kind, base, way }: Visit, as: ObjectKind): Judged {
    return { value, kind, as, at: (...keys) => child(pointerOf(base, way), ...keys) };
  }

  /** Follows a reference. Where it stands alone by the specification, what is beside it is judged here and not read. */
  #areKeysRead(judged: Judged, ref: string, { source }: Pointer): boolean {
    const { kind, at } = judged;
    const target = this.target(ref, () => at(), source);
    const found = target === undefined ? undefined : tableKind(target.at, this.version);
    if (found !== undefined && found !== kind) {
      const [wanted, got] = [judged.as.called, this.#grammar.get(found)?.called ?? found];
      const message = `Reference ${ref.slice(0, 120)} leads to ${got}, where ${wanted} belongs.`;
      this.documents.fault('wrong-component', at('$ref'), message);
    } else if (target !== undefined && isObject(target.value))
      this.#stack.push({ value: target.value, kind, base: target.at, way: undefined });
    if (kind === 'pathItem' || (kind === 'schema' && this.version !== '2.0' && this.version !== '3.0')) return true;
    judgeSiblings(this, judged, target);
    return false;
  }

  /** Values that stand for themselves: some hold Markdown, some refer by other means. */
  #look({ kind, base, way }: Visit, key: string, item: Json | undefined): void {
    if (typeof item === 'string') {
      if (key === '$dynamicRef' || key === '$id') this.hasAnchors = true;
      const found = key === 'description' ? activeMarkup(item) : undefined;
      if (found === undefined) return;
      const message = `This description holds ${found}, which pages that show it may run.`;
      this.documents.fault('active-markup', child(pointerOf(base, way), key), message);
    } else if (kind === 'discriminator' && key === 'mapping' && isObject(item)) {
      for (const name of Object.values(item)) if (typeof name === 'string') this.#use(name, base.source);
    } else if (isObject(item)) {
      // Some authors refer to a shared example where the value itself belongs.
      const ref = ownText(item, '$ref');
      if (ref !== undefined) this.#use(ref, base.source);
    }
  }

  #push(item: Json | undefined, { kind, shape }: Child, { base, way, key }: Spot): void {
    if (typeof item !== 'object' || item === null) return;
    const here: Way = { up: way, key };
    if (Array.isArray(item)) {
      // A list where one schema belongs is a tuple of older drafts.
      (item as readonly Json[]).forEach((one, index) => {
        if (isObject(one)) this.#stack.push({ value: one, kind, base, way: { up: here, key: String(index) } });
      });
    } else if (shape === 'one' && isObject(item)) this.#stack.push({ value: item, kind, base, way: here });
    else if (shape === 'map' && isObject(item)) {
      for (const name of Object.keys(item)) {
        const one = item[name];
        if (isObject(one)) this.#stack.push({ value: one, kind, base, way: { up: here, key: name } });
      }
    }
  }

  /** Something that refers outside the grammar: an extension, a mapping. What it names is used; that it is missing is no fault. */
  #use(ref: string, source: string): void {
    const { root } = this.documents;
    if (source !== root.at.source) return;
    const path = ref.startsWith('#/') ? ref.slice(1) : `/components/schemas/${ref}`;
    const target = this.documents.get(root, ...keysOf(path));
    if (!isObject(target.value)) return;
    this.#name(target.at);
    const kind = tableKind(target.at, this.version);
    if (kind !== undefined) this.#stack.push({ value: target.value, kind, base: target.at, way: undefined });
  }

  /** Every reference in a value of the author's own, by a stack. */
  #useAll(value: Json | undefined, { source }: Pointer): void {
    const stack: unknown[] = [value];
    const seen = new Set<object>();
    while (stack.length > 0) {
      const next = stack.pop();
      if (typeof next !== 'object' || next === null || seen.has(next)) continue;
      seen.add(next);
      const ref = ownText(next, '$ref');
      if (ref !== undefined) this.#use(ref, source);
      for (const item of Object.values(next)) if (typeof item === 'object' && item !== null) stack.push(item);
    }
  }

  /** A reference into a component names the component. */
  #name({ source, path }: Pointer): void {
    if (source !== this.documents.root.at.source) return;
    const keys = keysOf(path);
    const depth = keys[0] === 'components' ? 3 : 2;
    this.#named.add(
      keys
        .slice(0, depth)
        .map((key) => `/${escapeKey(key)}`)
        .join(''),
    );
  }
}

/** What is walked last: the shared components, of which operations use what they use. */
function deferred(version: Version): readonly string[] {
  return version === '2.0' ? ['definitions', 'parameters', 'responses'] : ['components'];
}

function pointerOf(base: Pointer, way: Way | undefined): Pointer {
  const keys: string[] = [];
  for (let step = way; step !== undefined; step = step.up) keys.push(step.key);
  return keys.length === 0 ? base : child(base, ...keys.toReversed());
}
