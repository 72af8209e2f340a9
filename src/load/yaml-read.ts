import {
  CORE_SCHEMA,
  constructFromEvents,
  EVENT_ID,
  getScalarValue,
  mergeTag,
  parseEvents,
  SCALAR_STYLE,
  type Event,
} from 'js-yaml';
import type { Json } from '../model/json.ts';
import { escapeKey } from '../model/source.ts';
import type { Node } from './edit/node.ts';
import { yamlNodes } from './edit/yaml-nodes.ts';
import type { Span } from './json-index.ts';
import { filesNamedIn, isRoundedLimit, type Read, type ReadFault } from './read.ts';
import { depthMax } from './text.ts';

/** Aliases in one document: real ones have a few hundred; each is one reference, never a copy. */
const aliasesMax = 10_000;

/** YAML by js-yaml's flat events: values and offsets from one pass. Throws what js-yaml throws. */
export function readYaml(text: string): Read {
  const events = parseEvents(text, { maxDepth: depthMax });
  const documents = constructFromEvents(events, {
    source: text,
    schema: CORE_SCHEMA.withTags(mergeTag),
    json: true,
    maxAliases: aliasesMax,
  });
  const index = new EventIndex(text, events);
  const value = (documents[0] ?? null) as Json;
  const faults = index.faults();
  const find = (keys: readonly string[]): Span => index.find(keys);
  // Several documents in one text are no place to write into.
  const nodes = documents.length === 1 ? (): Node | undefined => index.nodes() : undefined;
  return { value, files: filesNamedIn(value), faults, find, isJson: false, ...(nodes === undefined ? {} : { nodes }) };
}

/** Positions of the first document, from the events that its values were made of. */
class EventIndex {
  readonly #text: string;
  readonly #events: readonly Event[];
  /** For the index of each collection's event, the index behind its end. */
  readonly #ends: Int32Array;

  constructor(text: string, events: readonly Event[]) {
    this.#text = text;
    this.#events = events;
    this.#ends = new Int32Array(events.length);
    const open: number[] = [];
    events.forEach((event, at) => {
      this.#ends[at] = at + 1;
      if (event.type === EVENT_ID.POP) {
        const start = open.pop();
        if (start !== undefined) this.#ends[start] = at + 1;
      } else if (event.type !== EVENT_ID.SCALAR && event.type !== EVENT_ID.ALIAS) open.push(at);
    });
  }

  find(keys: readonly string[]): Span {
    let at = 1;
    let span = this.#spanOf(at);
    for (const key of keys) {
      const member = this.#keysOf(at).get(key);
      if (member === undefined) break;
      span = this.#spanOf(member);
      // An item of a list is its own key.
      at = this.#events[at]?.type === EVENT_ID.SEQUENCE ? member : (this.#ends[member] ?? 0);
    }
    return span;
  }

  nodes(): Node | undefined {
    return yamlNodes(this.#text, this.#events, this.#ends);
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
    const type = this.#events[container]?.type;
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
    const event = this.#events[at];
    if (event?.type !== EVENT_ID.SCALAR) return undefined;
    return event.fast ? this.#text.slice(event.valueStart, event.valueEnd) : getScalarValue(this.#text, event);
  }

  #spanOf(at: number): Span {
    const event = this.#events[at];
    if (event?.type === EVENT_ID.SCALAR) {
      const quoted = event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED;
      return { start: event.valueStart - (quoted ? 1 : 0), end: event.valueEnd + (quoted ? 1 : 0) };
    }
    if (event?.type === EVENT_ID.ALIAS) return { start: event.anchorStart - 1, end: event.anchorEnd };
    // A collection's span is cut at its first line by the reader of it.
    if (event?.type === EVENT_ID.SEQUENCE || event?.type === EVENT_ID.MAPPING)
      return { start: Math.max(0, event.start), end: this.#text.length };
    return { start: 0, end: this.#text.length };
  }

  /** Keys that stand twice and integers that lose digits; the way down is only worked out for those. */
  faults(): readonly ReadFault[] {
    const guilty = new Map<number, ReadFault['kind']>();
    this.#events.forEach((event, at) => {
      if (event.type === EVENT_ID.MAPPING) for (const key of this.#doubles(at)) guilty.set(key, 'duplicate-key');
      if (
        event.type === EVENT_ID.SCALAR &&
        event.style === SCALAR_STYLE.PLAIN &&
        event.valueEnd - event.valueStart > 15
      ) {
        const digits = this.#text.slice(event.valueStart, event.valueEnd);
        if (/^[-+]?\d{16,20}$/.test(digits) && isRoundedLimit(Number(digits))) guilty.set(at, 'lossy-number');
      }
    });
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
