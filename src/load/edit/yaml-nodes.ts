import { CHOMPING_MODE, COLLECTION_STYLE, EVENT_ID, getScalarValue, SCALAR_STYLE, type Event } from 'js-yaml';
import type { Member, Node } from './node.ts';

type Scalar = Extract<Event, { readonly type: typeof EVENT_ID.SCALAR }>;
type Collection = Exclude<Event, Scalar | { readonly type: 1 | 5 | 6 }>;

const styles = new Map<Scalar['style'], Node['style']>([
  [SCALAR_STYLE.PLAIN, 'plain'],
  [SCALAR_STYLE.SINGLE_QUOTED, 'single'],
  [SCALAR_STYLE.DOUBLE_QUOTED, 'double'],
]);

/** The first document of a YAML text as nodes. `ends`: for the index of each collection's event, the index behind its end. */
export function yamlNodes(text: string, events: readonly Event[], ends: Int32Array): Node | undefined {
  return new YamlNodes(text, events, ends).node(1);
}

class YamlNodes {
  readonly #text: string;
  readonly #events: readonly Event[];
  readonly #ends: Int32Array;
  readonly #aliased: ReadonlySet<string>;
  readonly #members = new Map<number, readonly Member[]>();

  constructor(text: string, events: readonly Event[], ends: Int32Array) {
    this.#text = text;
    this.#events = events;
    this.#ends = ends;
    this.#aliased = new Set(
      events.flatMap((event) =>
        event.type === EVENT_ID.ALIAS ? [text.slice(event.anchorStart, event.anchorEnd)] : [],
      ),
    );
  }

  node(at: number): Node | undefined {
    const event = this.#events[at];
    if (event?.type === EVENT_ID.SCALAR) {
      if (event.valueStart < 0) return undefined;
      const style = styles.get(event.style) ?? 'block';
      const start = style === 'single' || style === 'double' ? event.valueStart - 1 : event.valueStart;
      const members = (): readonly Member[] => [];
      return { kind: 'scalar', style, start, end: this.#scalarEnd(event), isShared: this.#isShared(event), members };
    }
    if (event?.type !== EVENT_ID.MAPPING && event?.type !== EVENT_ID.SEQUENCE) return undefined;
    const endOf = (): number => this.#endOf(at);
    return {
      kind: event.type === EVENT_ID.MAPPING ? 'object' : 'list',
      style: event.style === COLLECTION_STYLE.FLOW ? 'flow' : 'block',
      start: event.start,
      // Asked for only where something is changed: the end of the root is found through all that it holds.
      get end() {
        return endOf();
      },
      isShared: this.#isShared(event),
      members: () => this.#membersOf(at),
    };
  }

  #isShared({ anchorStart, anchorEnd, tagStart }: Scalar | Collection): boolean {
    return tagStart >= 0 || (anchorStart >= 0 && this.#aliased.has(this.#text.slice(anchorStart, anchorEnd)));
  }

  #membersOf(at: number): readonly Member[] {
    let known = this.#members.get(at);
    if (known === undefined) this.#members.set(at, (known = this.#readMembers(at)));
    return known;
  }

  #readMembers(at: number): readonly Member[] {
    const isList = this.#events[at]?.type === EVENT_ID.SEQUENCE;
    const end = (this.#ends[at] ?? 0) - 1;
    const members: Member[] = [];
    for (let key = at + 1; key < end;) {
      const value = isList ? key : (this.#ends[key] ?? end);
      const keyStart = this.#startOf(key);
      const keyEnd = isList ? keyStart : this.#endOf(key);
      const endOf = (): number =>
        this.#startOf(value) >= 0 ? this.#endOf(value) : this.#text.indexOf(':', keyEnd) + 1;
      members.push({
        key: isList ? String(members.length) : (this.#scalar(key) ?? ''),
        keyStart,
        keyEnd,
        get end() {
          return endOf();
        },
        value: this.node(value),
      });
      key = this.#ends[value] ?? end;
    }
    return members;
  }

  #scalar(at: number): string | undefined {
    const event = this.#events[at];
    return event?.type === EVENT_ID.SCALAR ? getScalarValue(this.#text, event) : undefined;
  }

  /** Negative where nothing is written. */
  #startOf(at: number): number {
    const event = this.#events[at];
    if (event?.type === EVENT_ID.SCALAR) return event.valueStart - (isQuoted(event) ? 1 : 0);
    if (event?.type === EVENT_ID.ALIAS) return event.anchorStart - 1;
    return event?.type === EVENT_ID.MAPPING || event?.type === EVENT_ID.SEQUENCE ? event.start : -1;
  }

  /** Goes down the last members, as a block ends where the last of it does: no deeper than the reader's `depthMax`. */
  #endOf(from: number): number {
    const event = this.#events[from];
    if (event?.type === EVENT_ID.SCALAR) return this.#scalarEnd(event);
    if (event?.type === EVENT_ID.ALIAS) return event.anchorEnd;
    const last = this.#membersOf(from).at(-1);
    if (event?.type !== EVENT_ID.MAPPING && event?.type !== EVENT_ID.SEQUENCE) return this.#text.length;
    return event.style === COLLECTION_STYLE.FLOW
      ? this.#closing(last?.end ?? event.start + 1)
      : (last?.end ?? event.start);
  }

  /** A text behind `|` ends with its last line; of `|+` the empty lines behind are part of it. */
  #scalarEnd(event: Scalar): number {
    const { valueStart, valueEnd, style, chomping } = event;
    if (isQuoted(event)) return valueEnd + 1;
    if (style !== SCALAR_STYLE.LITERAL_BLOCK && style !== SCALAR_STYLE.FOLDED_BLOCK) return valueEnd;
    const written = this.#text.slice(valueStart, valueEnd);
    const kept = chomping === CHOMPING_MODE.KEEP ? written.replace(/\r?\n$/, '') : written.trimEnd();
    return valueStart + kept.length;
  }

  /** Behind the closing bracket: spaces, commas and comments may stand before it. */
  #closing(from: number): number {
    for (let at = from; at < this.#text.length; at += 1) {
      const character = this.#text[at] ?? '';
      if (character === '}' || character === ']') return at + 1;
      if (character === '#') at = Math.max(at, this.#text.indexOf('\n', at));
    }
    return this.#text.length;
  }
}

function isQuoted({ style }: Scalar): boolean {
  return style === SCALAR_STYLE.SINGLE_QUOTED || style === SCALAR_STYLE.DOUBLE_QUOTED;
}
