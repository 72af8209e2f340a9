import { detectorByName } from '../data-class/names.ts';
import { isIdentifier } from '../shape.ts';
import type { Where } from './pass.ts';

/** Places that are remembered, and the longest path of one, in characters. A stranger's new ones push the old ones out. */
const rememberedMax = 20_000;
const pathCharsMax = 400;

const roots = new Map<string, FieldPlace>();
let remembered = 0;

/** Where the JSON stands: in an exchange, at a path of other JSON (`$` is none), and how deep in texts of it. */
export interface JsonPlace {
  readonly in: Where['in'];
  readonly place: Where['place'];
  readonly at: string;
  readonly nesting: number;
}

/** Keys of an object with the fields that they name; undefined where a key may be data. */
export interface Shape {
  readonly keys: readonly string[];
  readonly fields: readonly (FieldPlace | undefined)[];
  readonly isNamed: boolean;
}
/** Keys of a shape that is remembered. */
const shapeKeysMax = 100;

function isSame(keys: readonly string[], others: readonly string[]): boolean {
  if (keys.length !== others.length) return false;
  for (let index = 0; index < keys.length; index += 1) if (keys[index] !== others[index]) return false;
  return true;
}

/**
 * A field of a body and all that follows from its names alone. Bodies of one API have the same few again and again: so a
 * name is looked at once and not for each value. Paths stand as `$.cards[].pan`, ids in them as `*`.
 */
export class FieldPlace {
  readonly where: Where;
  readonly name: string;
  /** The name of the object around it. */
  readonly parent: string;
  /** What the names say. */
  readonly named: ReturnType<typeof detectorByName>;
  #fields: Map<string, FieldPlace> | undefined;
  #item: FieldPlace | undefined;
  #shape: Shape | undefined;

  constructor(where: Where, [name, parent]: readonly [name: string, parent: string]) {
    this.where = where;
    this.name = name;
    this.parent = parent;
    this.named = detectorByName(name, parent);
  }

  static root({ in: side, place, at }: JsonPlace): FieldPlace {
    if (remembered >= rememberedMax) {
      roots.clear();
      remembered = 0;
    }
    const id = `${side} ${place} ${at}`;
    const known = roots.get(id);
    if (known !== undefined) return known;
    const root = new FieldPlace({ in: side, place, name: at }, ['', '']);
    if (isKept(root)) roots.set(id, root);
    return root;
  }

  /** A field whose key is a name; undefined where the key may be data. */
  field(key: string): FieldPlace | undefined {
    const known = this.#fields?.get(key);
    if (known !== undefined) return known;
    if (key.length >= keyCharsMin && !isName(key)) return undefined;
    const field = this.below(key, { isShown: true, name: key });
    if (isKept(field)) (this.#fields ??= new Map()).set(key, field);
    return field;
  }

  /** The fields of an object with these keys. Objects of one list have the same again and again. */
  shapeOf(keys: readonly string[]): Shape {
    if (this.#shape !== undefined && isSame(keys, this.#shape.keys)) return this.#shape;
    const fields = keys.map((key) => this.field(key));
    const shape = { keys, fields, isNamed: !fields.includes(undefined) };
    if (shape.isNamed && keys.length <= shapeKeysMax) this.#shape = shape;
    return shape;
  }

  /** A field of any key. */
  below(key: string, { isShown, name }: { readonly isShown: boolean; readonly name: string }): FieldPlace {
    const isSaid = isName(key) || (isShown && !isIdentifier(key) && key.length <= 64);
    return this.#at(`${this.where.name}.${isSaid ? key : '*'}`, [name, this.name]);
  }

  /** `pans: [...]` holds one `pan` each. */
  get item(): FieldPlace {
    if (this.#item !== undefined) return this.#item;
    const item = this.#at(`${this.where.name}[]`, [this.name.replace(/(?<=[a-z]{2})s$/i, ''), this.parent]);
    if (isKept(item)) this.#item = item;
    return item;
  }

  #at(path: string, names: readonly [string, string]): FieldPlace {
    return new FieldPlace({ in: this.where.in, place: this.where.place, name: path }, names);
  }
}

function isKept({ where }: FieldPlace): boolean {
  if (remembered >= rememberedMax || where.name.length > pathCharsMax) return false;
  remembered += 1;
  return true;
}

/** No class has values that are shorter. */
const keyCharsMin = 6;

/** As programmers call things: no data has this form. */
export function isName(key: string): boolean {
  return key.length <= 40 && /^[A-Za-z_$][A-Za-z_-]*\d?$/.test(key);
}
