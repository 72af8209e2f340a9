import { decoded } from '../data-class/forms.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import { isIdentifier } from '../shape.ts';
import type { Pass, Where } from './pass.ts';
import { maskInText } from './text.ts';

/** Deepest nesting of a body that is kept; V8 writes no JSON of some thousands of levels. */
const depthMax = 200;
/** Values of one body that are kept. */
const nodesMax = 500_000;
/** JSON inside a string inside JSON: real APIs stop at two. */
const nestingMax = 3;
/** Longest text that may be JSON in a string, in characters. */
const nestedCharsMax = 1_000_000;

/** Where the JSON stands: in an exchange, at a path of other JSON (`$` is none), and how deep in texts of it. */
export interface JsonPlace {
  readonly in: Where['in'];
  readonly place: Where['place'];
  readonly at: string;
  readonly nesting: number;
}

interface Task {
  readonly value: Json;
  readonly name: string;
  readonly parent: string;
  readonly path: string;
  readonly depth: number;
  /** The copy that the redacted value belongs into. */
  readonly holder: Json[] | Record<string, Json>;
  readonly key: string | number;
}

/** A redacted copy of a JSON value, by a stack: strangers choose its depth. Names stand as `$.cards[].pan`, ids among them as `*`. */
export function redactJson(root: Json, pass: Pass, place: JsonPlace): Json {
  const result: Json[] = [];
  let nodes = 0;
  const stack: Task[] = [{ value: root, name: '', parent: '', path: place.at, depth: 0, holder: result, key: 0 }];
  for (let task = stack.pop(); task !== undefined; task = stack.pop()) {
    nodes += 1;
    if (nodes > nodesMax) put(task, '<left out: too many values>');
    else if (Array.isArray(task.value)) put(task, intoList(task.value, task, stack));
    else if (isObject(task.value)) put(task, intoObject(task.value, { task, stack, pass }));
    else put(task, scalar(task, pass, place));
  }
  return result[0] ?? null;
}

function intoList(list: readonly Json[], task: Task, stack: Task[]): Json {
  if (task.depth >= depthMax) return '<left out: too deep>';
  const copy: Json[] = [];
  copy.length = list.length;
  // `pans: [...]` holds one `pan` each.
  const name = task.name.replace(/(?<=[a-z]{2})s$/i, '');
  for (let index = list.length - 1; index >= 0; index -= 1) {
    stack.push({
      value: list[index] ?? null,
      name,
      parent: task.parent,
      path: `${task.path}[]`,
      depth: task.depth + 1,
      holder: copy,
      key: index,
    });
  }
  return copy;
}

interface Visit {
  readonly task: Task;
  readonly stack: Task[];
  readonly pass: Pass;
}

function intoObject(object: JsonObject, { task, stack, pass }: Visit): Json {
  if (task.depth >= depthMax) return '<left out: too deep>';
  const copy: Record<string, Json> = {};
  const label = labelOf(object);
  const children: Task[] = [];
  for (const key of Object.keys(object)) {
    const shown = redactKey(key, pass);
    define(copy, shown, null);
    children.push({
      value: object[key] ?? null,
      name: label !== undefined && (key === 'value' || key === 'Value') ? label : key,
      parent: task.name,
      path: `${task.path}.${isName(key) || (shown === key && !isIdentifier(key) && key.length <= 64) ? key : '*'}`,
      depth: task.depth + 1,
      holder: copy,
      key: shown,
    });
  }
  for (let index = children.length - 1; index >= 0; index -= 1) {
    const child = children[index];
    if (child !== undefined) stack.push(child);
  }
  return copy;
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

function put({ holder, key }: Task, value: Json): void {
  if (Array.isArray(holder)) holder[Number(key)] = value;
  else define(holder, String(key), value);
}

/** A plain assignment to `__proto__` would change the object's nature. */
function define(object: Record<string, Json>, key: string, value: Json): void {
  if (key === '__proto__')
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  else object[key] = value;
}

/** Maps are keyed by what they are about: `{ "jane@bank.com": ... }`. */
function redactKey(key: string, pass: Pass): string {
  return key.length < 6 || isName(key) ? key : (pass.concealForm(key) ?? key);
}

/** As programmers call things: no data has this form. */
function isName(key: string): boolean {
  return key.length <= 40 && /^[A-Za-z_$][A-Za-z_-]*\d?$/.test(key);
}

function scalar({ value, name, parent, path }: Task, pass: Pass, { in: side, place, nesting }: JsonPlace): Json {
  if (typeof value === 'number') {
    return pass.whole(String(value), { in: side, place, name: path }, [name, parent]) ?? value;
  }
  if (typeof value !== 'string' || value === '') return value;
  return redactString(value, pass, { where: { in: side, place, name: path }, name, parent, nesting });
}

export interface Named {
  readonly where: Where;
  readonly name: string;
  readonly parent: string;
  readonly nesting: number;
}

/** One text of any place: as a whole, as JSON inside it (also in Base64), as free text. */
export function redactString(value: string, pass: Pass, { where, name, parent, nesting }: Named): string {
  const whole = pass.whole(value, where, [name, parent]);
  if (whole !== undefined) return whole;
  if (nesting < nestingMax) {
    const nested = nestedJson(value);
    if (nested !== undefined) {
      const at = `${where.name}(${nested.form})`;
      const copy = JSON.stringify(redactJson(nested.value, pass, { ...where, at, nesting: nesting + 1 }));
      return nested.form === 'json' ? copy : toBase64(copy);
    }
  }
  return maskInText(value, pass, where);
}

interface Nested {
  readonly form: 'json' | 'base64';
  readonly value: Json;
}

function nestedJson(text: string): Nested | undefined {
  if (text.length < 8 || text.length > nestedCharsMax) return undefined;
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
