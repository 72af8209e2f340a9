import { decoded, isMomentOrUuid } from '../data-class/forms.ts';
import type { Json, JsonObject } from '../json.ts';
import { knownTag, veiledTag } from '../vault.ts';
import { FieldPlace, type JsonPlace, type Shape } from './field-place.ts';
import { glance, Glance, type GlanceResult } from './glance.ts';
import { Leaves, leafCharsMin, put, type Holder } from './leaves.ts';
import type { Pass, Where } from './pass.ts';
import { maskUnclear } from './text.ts';

/** Deepest nesting of a body that is kept; V8 writes no JSON of some thousands of levels. */
const depthMax = 200;
/** Values of one body that are kept. */
const nodesMax = 500_000;
/** JSON inside a string inside JSON: real APIs stop at two. */
const nestingMax = 3;
/** Longest words that `isTelling` never takes, and shorter than any form of letters alone that has a class, in characters. */
const wordsCharsMax = 15;
/** Longest text that may be JSON in a string, in characters. */
const nestedCharsMax = 1_000_000;

/** An object or list that is being walked through. */
interface Frame {
  from: Json;
  /** The same, or a copy where keys had to go. */
  into: Holder;
  /** Keys as they were sent; of a list undefined. */
  keys: readonly string[] | undefined;
  fields: Shape['fields'];
  /** Keys as they are shown, where they are others. */
  shown: readonly string[] | undefined;
  label: string | undefined;
  place: FieldPlace;
  next: number;
  size: number;
}

export interface RedactedJson {
  /** The value, in a list of its own: so a text that is all of the JSON can be replaced, too. */
  readonly holder: readonly Json[];
  readonly leaves: Leaves;
}

/** Replaces sensitive values in JSON that is the caller's own, in the order they stand. By a stack: strangers choose its depth. */
export function redactJson(root: Json, pass: Pass, place: JsonPlace): RedactedJson {
  const walk = new Walk(pass, place.nesting);
  return { holder: walk.through(root, FieldPlace.root(place)), leaves: walk.leaves };
}

class Walk {
  readonly leaves = new Leaves();
  readonly #pass: Pass;
  readonly #nesting: number;
  /** The first `#depth` are open, the others wait for their next use. */
  readonly #frames: Frame[] = [];
  #depth = 0;
  /** Shapes of names alone, whose keys have been noted. */
  readonly #shapes = new Set<Shape>();
  #nodes = 0;
  /** What was shown last may hold a value that is known only later. */
  #isLeaf = false;

  constructor(pass: Pass, nesting: number) {
    this.#pass = pass;
    this.#nesting = nesting;
  }

  through(root: Json, place: FieldPlace): readonly Json[] {
    const holder: Json[] = [this.#shown(root, place)];
    if (this.#isLeaf) this.leaves.add(holder, 0);
    while (this.#depth > 0) {
      const frame = this.#frames[this.#depth - 1];
      if (frame === undefined || frame.next === frame.size) this.#depth -= 1;
      else if (frame.keys === undefined) this.#item(frame);
      else this.#field(frame, frame.keys[frame.next] ?? '');
    }
    return holder;
  }

  #item(frame: Frame): void {
    const { from, into, next, place } = frame;
    frame.next += 1;
    const value = (from as readonly Json[])[next] ?? null;
    const shown = this.#shown(value, place.item);
    if (shown !== value) put(into, next, shown);
    if (this.#isLeaf) this.leaves.add(into, next);
  }

  #field(frame: Frame, key: string): void {
    const { from, into, place, label } = frame;
    const at = frame.next;
    const shownKey = frame.shown?.[at] ?? key;
    frame.next += 1;
    const value = (from as JsonObject)[key] ?? null;
    const name = label !== undefined && (key === 'value' || key === 'Value') ? label : key;
    const known = name === key ? frame.fields[at] : undefined;
    const shown = this.#shown(value, known ?? place.below(key, { isShown: shownKey === key, name }));
    if (shown !== value || frame.shown !== undefined) put(into, shownKey, shown);
    if (this.#isLeaf) this.leaves.add(into, shownKey);
  }

  #shown(value: Json, place: FieldPlace): Json {
    this.#nodes += 1;
    this.#isLeaf = false;
    if (this.#nodes > nodesMax) return '<left out: too many values>';
    if (typeof value === 'string') return value === '' ? value : this.#text(value, place);
    if (typeof value === 'number') return this.#number(value, place);
    if (typeof value !== 'object' || value === null) return value;
    return this.#depth >= depthMax ? '<left out: too deep>' : this.#opened(value, place);
  }

  #text(value: string, place: FieldPlace): string {
    const seen = glance(value);
    // Words of letters are of no class by their form, and nobody looks for them where no name speaks.
    const isWords = seen === Glance.words && value.length <= wordsCharsMax;
    if (isWords && place.named === undefined && !beginsLikeJson(value))
      return veiledTag(this.#pass.vault, value) ?? value;
    // Nor are times and UUIDs, but they may be known.
    const isPlain = place.named === undefined && seen === Glance.unclear && isMomentOrUuid(value);
    const whole = isPlain ? knownTag(this.#pass.vault, value) : this.#pass.wholeAt(value, place);
    if (whole !== undefined) return whole;
    if (isPlain) {
      this.#isLeaf = this.#nesting === 0;
      return value;
    }
    const shown = within(value, this.#pass, { where: place.where, nesting: this.#nesting, seen });
    this.#isLeaf = this.#nesting === 0 && shown.length >= leafCharsMin && !(isWords && shown === value);
    return shown;
  }

  #number(value: number, place: FieldPlace): Json {
    if (place.named === undefined && isShort(value)) return veiledTag(this.#pass.vault, value) ?? value;
    const text = String(value);
    const whole = this.#pass.wholeAt(text, place);
    if (whole !== undefined) return whole;
    this.#isLeaf = this.#nesting === 0 && text.length >= leafCharsMin;
    return value;
  }

  /** Begins with an object or a list. Their copy is the same, but where a key had to go. */
  #opened(value: JsonObject | readonly Json[], place: FieldPlace): Json {
    let into = value as Holder;
    let keys: readonly string[] | undefined;
    let shown: readonly string[] | undefined;
    let label: string | undefined;
    let fields: Shape['fields'] = noFields;
    if (!isList(value)) {
      keys = Object.keys(value);
      const shape = place.shapeOf(keys);
      fields = shape.fields;
      shown = this.#shownKeys(shape);
      label = labelOf(value);
      if (shown !== undefined) {
        into = {};
        for (const key of shown) put(into, key, null);
      }
    }
    const size = (keys ?? (into as readonly Json[])).length;
    this.#frames[this.#depth] = { from: value, into, keys, fields, shown, label, place, next: 0, size };
    this.#depth += 1;
    return into;
  }

  /** Maps are keyed by what they are about: `{ "jane@bank.com": ... }`. Undefined where all keys stay. */
  #shownKeys(shape: Shape): readonly string[] | undefined {
    if (this.#shapes.has(shape)) return undefined;
    const { keys, fields, isNamed } = shape;
    let shown: string[] | undefined;
    for (let index = 0; index < keys.length; index += 1) {
      const key = keys[index] ?? '';
      const concealed = fields[index] === undefined ? this.#pass.concealForm(key) : undefined;
      if (concealed !== undefined) (shown ??= [...keys])[index] = concealed;
      else if (this.#nesting === 0 && key.length >= leafCharsMin) this.leaves.names.add(key);
    }
    if (isNamed) this.#shapes.add(shape);
    return shown;
  }
}

const noFields: Shape['fields'] = [];

/** Written in eight characters or fewer: without a name that says something, no class has such numbers and nobody remembers them. */
function isShort(value: number): boolean {
  if (Number.isInteger(value)) return value > -1e7 && value < 1e8;
  return value > -1e4 && value < 1e5 && Math.round(value * 100) / 100 === value;
}

function isList(value: JsonObject | readonly Json[]): value is readonly Json[] {
  return Array.isArray(value);
}

/** `{ "name": "password", "value": "..." }`: lists of fields say their names as values. */
function labelOf(object: JsonObject): string | undefined {
  if (!Object.hasOwn(object, 'value') && !Object.hasOwn(object, 'Value')) return undefined;
  for (const key of ['name', 'key', 'field', 'Name', 'Key']) {
    const label = Object.hasOwn(object, key) ? object[key] : undefined;
    if (typeof label === 'string' && label.length <= 64) return label;
  }
  return undefined;
}

export interface Named {
  readonly where: Where;
  readonly name: string;
  readonly parent: string;
  readonly nesting: number;
}

/** One text of any place: as a whole, as JSON inside it (also in Base64), as free text. */
export function redactString(value: string, pass: Pass, { where, name, parent, nesting }: Named): string {
  return pass.whole(value, where, [name, parent]) ?? within(value, pass, { where, nesting, seen: glance(value) });
}

interface Looked extends Pick<Named, 'where' | 'nesting'> {
  readonly seen: GlanceResult;
}

/** What stands inside a text: JSON (also in Base64), or free text. */
function within(value: string, pass: Pass, { where, nesting, seen }: Looked): string {
  const nested = nesting < nestingMax ? nestedJson(value) : undefined;
  if (nested === undefined) return seen === Glance.unclear ? maskUnclear(value, pass, where) : value;
  const at = `${where.name}(${nested.form})`;
  const { holder } = redactJson(nested.value, pass, { ...where, at, nesting: nesting + 1 });
  const copy = JSON.stringify(holder[0]);
  return nested.form === 'json' ? copy : toBase64(copy);
}

/** What a text begins with that may be JSON: a bracket or blanks, in Base64 `e` or `W`. */
export function beginsLikeJson(text: string): boolean {
  const first = text.charCodeAt(0);
  return first === 0x7b || first === 0x5b || first === 0x65 || first === 0x57 || first <= 0x20 || first >= 0x80;
}

interface Nested {
  readonly form: 'json' | 'base64';
  readonly value: Json;
}

function nestedJson(text: string): Nested | undefined {
  if (text.length < 8 || text.length > nestedCharsMax || !beginsLikeJson(text)) return undefined;
  if (/^\s{0,8}[[{]/.test(text)) {
    const value = parsed(text);
    return value === undefined ? undefined : { form: 'json', value };
  }
  // `{"`, `{ `, `{\n`, `[{` and `["` in Base64.
  if (!/^(?:ey[ABIJ]|ew[0o]|W3[si]|WyJ)[A-Za-z0-9+/_-]{8,}={0,2}$/.test(text)) return undefined;
  const inside = decoded(text);
  const value = inside === undefined ? undefined : parsed(inside);
  return value === undefined ? undefined : { form: 'base64', value };
}

function parsed(text: string): Json | undefined {
  try {
    const value: Json = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** `btoa` takes bytes alone: other characters are written as escapes, which JSON allows. */
function toBase64(json: string): string {
  return btoa(
    json.replace(/[\u0100-\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`),
  );
}
