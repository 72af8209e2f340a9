import {
  CORE_SCHEMA,
  constructFromEvents,
  EVENT_ID,
  getScalarValue,
  mergeTag,
  parseEvents,
  SCALAR_STYLE,
  type Event,
  type ScalarEvent,
} from 'js-yaml';
import type { Json } from '../model/json.ts';
import { escapeKey } from '../model/source.ts';
import type { Node } from './edit/node.ts';
import { yamlNodes } from './edit/yaml-nodes.ts';
import type { Span } from './json-index.ts';
import { filesNamedIn, isRoundedLimit, mayNameFiles, type Read, type ReadFault } from './read.ts';
import { depthMax } from './text.ts';

/** Aliases in one document: real ones have a few hundred; each is one reference, never a copy. */
const aliasesMax = 10_000;

/** YAML by js-yaml's flat events: values and offsets from one pass. Throws what js-yaml throws. */
export function readYaml(text: string): Read {
  const events = parseEvents(text, { maxDepth: depthMax });
  const { value, documents, mayHoldDoubles } = valueOf(text, events);
  const index = new EventIndex(text, events);
  const files: ReadonlySet<string> = mayNameFiles(text) ? filesNamedIn(value) : new Set();
  const find = (keys: readonly string[]): Span => index.find(keys);
  const read = { value, files, faults: index.faults(mayHoldDoubles), find, isJson: false };
  // Several documents in one text are no place to write into.
  return documents === 1 ? { ...read, nodes: () => index.nodes() } : read;
}

interface Constructed {
  readonly value: Json;
  readonly documents: number;
  readonly mayHoldDoubles: boolean;
}

/** The first document; of two equal keys the last counts. Only where js-yaml finds some need they be looked for. */
function valueOf(text: string, events: Event[]): Constructed {
  const options = { source: text, schema: CORE_SCHEMA.withTags(mergeTag), maxAliases: aliasesMax };
  const construct = (json: boolean): Omit<Constructed, 'mayHoldDoubles'> => {
    const documents = constructFromEvents(events, { ...options, json });
    return { value: (documents[0] ?? null) as Json, documents: documents.length };
  };
  try {
    // It tells no two keys to merge from apart.
    return { ...construct(false), mayHoldDoubles: text.includes('<<') };
  } catch {
    return { ...construct(true), mayHoldDoubles: true };
  }
}

/** Set in a kind where the scalar stands in quotes: event ids are smaller. */
const quotedBit = 0x40;

/** Positions of the first document. The events are not kept, as they take more room than the values made of them. */
class EventIndex {
  readonly #text: string;
  /** Ids of events. */
  readonly #kinds: Uint8Array;
  /** For the index of each collection's event, the index behind its end. */
  readonly #ends: Int32Array;
  /** Offsets of what each event stands for, without quotes. */
  readonly #from: Int32Array;
  readonly #to: Int32Array;
  /** Scalars whose value is not what is written. */
  readonly #escaped = new Map<number, ScalarEvent>();
  /** Integers that lose digits. */
  readonly #rounded: number[] = [];

  constructor(text: string, events: readonly Event[]) {
    this.#text = text;
    this.#kinds = new Uint8Array(events.length);
    this.#ends = new Int32Array(events.length);
    this.#from = new Int32Array(events.length);
    this.#to = new Int32Array(events.length).fill(text.length);
    const open: number[] = [];
    events.forEach((event, at) => {
      this.#kinds[at] = event.type;
      this.#ends[at] = at + 1;
      if (event.type === EVENT_ID.SCALAR) this.#addScalar(event, at);
      else if (event.type === EVENT_ID.ALIAS) {
        this.#from[at] = event.anchorStart - 1;
        this.#to[at] = event.anchorEnd;
      } else if (event.type === EVENT_ID.POP) {
        const start = open.pop();
        if (start !== undefined) this.#ends[start] = at + 1;
      } else {
        // A collection's span is cut at its first line by the reader of it.
        if (event.type !== EVENT_ID.DOCUMENT) this.#from[at] = Math.max(0, event.start);
        open.push(at);
      }
    });
  }

  #addScalar(event: ScalarEvent, at: number): void {
    const { style, valueStart, valueEnd } = event;
    if (style === SCALAR_STYLE.SINGLE_QUOTED || style === SCALAR_STYLE.DOUBLE_QUOTED)
      this.#kinds[at] = event.type | quotedBit;
    this.#from[at] = valueStart;
    this.#to[at] = valueEnd;
    if (!event.fast) this.#escaped.set(at, event);
    if (style !== SCALAR_STYLE.PLAIN || valueEnd - valueStart <= 15) return;
    const digits = this.#text.slice(valueStart, valueEnd);
    if (/^[-+]?\d{16,20}$/.test(digits) && isRoundedLimit(Number(digits))) this.#rounded.push(at);
  }

  /** An event's id; undefined behind the last. */
  #kindOf(at: number): number | undefined {
    const kind = this.#kinds[at];
    return kind === undefined ? undefined : kind & ~quotedBit;
  }

  find(keys: readonly string[]): Span {
    let at = 1;
    let span = this.#spanOf(at);
    for (const key of keys) {
      const member = this.#keysOf(at).get(key);
      if (member === undefined) break;
      span = this.#spanOf(member);
      // An item of a list is its own key.
      at = this.#kindOf(at) === EVENT_ID.SEQUENCE ? member : (this.#ends[member] ?? 0);
    }
    return span;
  }

  /** For edits alone: the text is parsed once more, as its events are not kept. */
  nodes(): Node | undefined {
    return yamlNodes(this.#text, parseEvents(this.#text, { maxDepth: depthMax }), this.#ends);
  }

  readonly #keys = new Map<number, ReadonlyMap<string, number>>();

  /** The events of a container's keys (of a list its items), by name; the last of two equal ones, as its value counts. */
  #keysOf(container: number): ReadonlyMap<string, number> {
    let keys = this.#keys.get(container);
    if (keys === undefined) {
      const found = new Map<string, number>();
      this.#eachMember(container, (name, key) => found.set(name, key));
      this.#keys.set(container, (keys = found));
    }
    return keys;
  }

  #eachMember(container: number, onMember: (name: string, key: number, value: number) => void): void {
    const type = this.#kindOf(container);
    const end = (this.#ends[container] ?? 0) - 1;
    if (type === EVENT_ID.SEQUENCE) {
      for (let at = container + 1, item = 0; at < end; at = this.#ends[at] ?? end, item += 1)
        onMember(String(item), at, at);
    }
    if (type !== EVENT_ID.MAPPING) return;
    for (let key = container + 1; key < end;) {
      const value = this.#ends[key] ?? end;
      onMember(this.#scalar(key) ?? '', key, value);
      key = this.#ends[value] ?? end;
    }
  }

  #scalar(at: number): string | undefined {
    if (this.#kindOf(at) !== EVENT_ID.SCALAR) return undefined;
    const escaped = this.#escaped.get(at);
    return escaped === undefined ? this.#text.slice(this.#from[at], this.#to[at]) : getScalarValue(this.#text, escaped);
  }

  #spanOf(at: number): Span {
    const quotes = ((this.#kinds[at] ?? 0) & quotedBit) === 0 ? 0 : 1;
    return { start: (this.#from[at] ?? 0) - quotes, end: (this.#to[at] ?? this.#text.length) + quotes };
  }

  /** Keys that stand twice and integers that lose digits; the way down is only worked out for those. */
  faults(mayHoldDoubles: boolean): readonly ReadFault[] {
    const guilty = new Map<number, ReadFault['kind']>();
    if (mayHoldDoubles) {
      for (let at = 0; at < this.#kinds.length; at += 1)
        if (this.#kindOf(at) === EVENT_ID.MAPPING)
          for (const key of this.#doubles(at)) guilty.set(key, 'duplicate-key');
    }
    for (const at of this.#rounded) guilty.set(at, 'lossy-number');
    return guilty.size === 0 ? [] : this.#withPaths(guilty);
  }

  /** Keys that stand twice, by way of one set for each mapping that has more than one key. */
  #doubles(mapping: number): readonly number[] {
    const seen = new Set<string>();
    const doubles: number[] = [];
    this.#eachMember(mapping, (name, key) => {
      if (seen.has(name)) doubles.push(key);
      seen.add(name);
    });
    return doubles;
  }

  #withPaths(guilty: ReadonlyMap<number, ReadFault['kind']>): readonly ReadFault[] {
    const faults: ReadFault[] = [];
    const stack: { at: number; path: string }[] = [{ at: 1, path: '' }];
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      const above = next.path;
      this.#eachMember(next.at, (name, key, value) => {
        const path = `${above}/${escapeKey(name)}`;
        if (guilty.get(key) === 'duplicate-key')
          faults.push({ kind: 'duplicate-key', path, message: `Key ${name.slice(0, 80)} stands twice in one object.` });
        if (guilty.get(value) === 'lossy-number')
          faults.push({ kind: 'lossy-number', path, message: 'Readers round this integer: it is beyond 2^53.' });
        stack.push({ at: value, path });
      });
    }
    return faults;
  }
}
