import type { ApiModel, Property, Schema, SchemaId } from '../api.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import { isIdentifier } from '../shape.ts';
import { child, type Pointer } from '../source.ts';
import { holdsTag } from '../vault.ts';
import { keysDeclared } from './declared-keys.ts';
import { allowsNull, keywordBroken } from './validate.ts';
import { viewsOf, type Seeing, type Views } from './views.ts';

/** What a value that was seen and its schema disagree about. */
export interface Difference {
  /** `hidden`: what the direction must not carry is there (a writeOnly property in an answer). */
  readonly kind: 'undeclared' | 'broken' | 'hidden';
  /** Of what is broken. */
  readonly keyword: string;
  /** `$.items[].pan`; keys that are no names are `*`. */
  readonly path: string;
  /** The ONE place where the document should say it. */
  readonly at: Pointer;
  /** The key that is undeclared, missing or hidden. */
  readonly name?: string;
  readonly isNull?: boolean;
}

export type Travels = 'request' | 'response';

/** Values of one body, items of one list, and differences that are told. */
const nodesMax = 5_000;
const itemsMax = 100;
const differencesMax = 60;
/** Checks of one body, in schemas. */
const checksMax = 50_000;

interface Task {
  readonly ids: readonly SchemaId[];
  readonly value: Json;
  readonly path: string;
}

/**
 * All differences between a redacted value and its schema, by a stack: strangers choose its depth. Tags are taken as
 * right; of equal places in one body the first is told.
 */
export function differencesOf(api: ApiModel, id: SchemaId, seen: { value: Json; travels: Travels }): Difference[] {
  const found = new Map<string, Difference>();
  const seeing: Seeing = { api, budget: { left: checksMax } };
  const stack: Task[] = [{ ids: [id], value: seen.value, path: '$' }];
  const tell = (difference: Difference): void => {
    const { at, kind, keyword, name = '' } = difference;
    const key = `${kind} ${keyword} ${name} ${at.source}#${at.path}`;
    if (found.size < differencesMax && !found.has(key)) found.set(key, difference);
  };
  const looking: Looking = { seeing, stack, tell, travels: seen.travels };
  for (let nodes = 0; nodes < nodesMax && found.size < differencesMax && seeing.budget.left > 0; nodes += 1) {
    const task = stack.pop();
    if (task === undefined) break;
    look(task, looking);
  }
  return [...found.values()];
}

interface Looking {
  readonly seeing: Seeing;
  readonly stack: Task[];
  readonly travels: Travels;
  readonly tell: (difference: Difference) => void;
}

function look({ ids, value, path }: Task, looking: Looking): void {
  const { seeing, stack, tell } = looking;
  if (typeof value === 'string' && holdsTag(value)) return;
  const views = viewsOf(ids, value, seeing);
  if (value === null && views.binding.some((view) => allowsNull(view) || view.enum?.includes(null) === true)) return;
  let isOther = false;
  for (const schema of views.binding) {
    const keyword = keywordBroken(schema, value, seeing.budget);
    if (keyword === undefined) continue;
    isOther ||= keyword === 'type';
    tell({ ...broken(schema, keyword, path), ...(value === null ? { isNull: true } : {}) });
  }
  // What is of another type fits no variant either: one cause, one difference.
  if (isOther) return;
  for (const { schema, keyword } of views.unfitted) tell(broken(schema, keyword, path));
  if (Array.isArray(value)) {
    for (const [index, item] of value.slice(0, itemsMax).entries()) {
      const below = views.binding.flatMap(({ prefixItems, items }) => prefixItems[index] ?? items ?? []);
      if (below.length > 0) stack.push({ ids: below, value: item, path: `${path}[]` });
    }
  } else if (isObject(value)) lookInside(value, { views, path }, looking);
}

function broken(schema: Schema, keyword: string, path: string): Difference {
  const isWritten = Object.hasOwn(schema.raw, keyword);
  return { kind: 'broken', keyword, path, at: isWritten ? child(schema.at, keyword) : schema.at };
}

function lookInside(value: JsonObject, { views, path }: { views: Views; path: string }, looking: Looking): void {
  const { stack, tell, travels } = looking;
  const declared = keysDeclared(views);
  for (const key of Object.keys(value).slice(0, nodesMax)) {
    const item = value[key];
    if (item === undefined) continue;
    const below = declared.schemasOf(key);
    const here = `${path}${stepOf(key)}`;
    if (below === 'undeclared') {
      if (stepOf(key) !== '.*')
        tell({ kind: 'undeclared', keyword: 'properties', path: here, at: declared.home(), name: key });
      continue;
    }
    const hidden = travels === 'response' ? declared.properties(key).find(isWriteOnly) : undefined;
    if (hidden !== undefined && item !== null && item !== '')
      tell({ kind: 'hidden', keyword: 'writeOnly', path: here, at: hidden.at, name: key });
    else if (below.length > 0) stack.push({ ids: below, value: item, path: here });
  }
  for (const schema of views.binding) {
    for (const name of schema.required) {
      if (Object.hasOwn(value, name) || !isDemanded(declared.properties(name), travels)) continue;
      tell({ ...broken(schema, 'required', `${path}.${name}`), name });
    }
  }
}

function isWriteOnly({ writeOnly }: Property): boolean {
  return writeOnly;
}

/** What is required and declared nowhere is a slip of the document; what travels the other way may be missing. */
function isDemanded(properties: readonly Property[], travels: Travels): boolean {
  const other = travels === 'request' ? 'readOnly' : 'writeOnly';
  return properties.length > 0 && !properties.some((property) => property[other]);
}

/** The same keys come again and again; a stranger's new ones push the old ones out all at once. */
const steps = new Map<string, string>();
const stepsMax = 10_000;

function stepOf(key: string): string {
  const known = steps.get(key);
  if (known !== undefined) return known;
  if (steps.size >= stepsMax) steps.clear();
  const step = isTellable(key) ? `.${key}` : '.*';
  steps.set(key, step);
  return step;
}

/** As programmers call things: other keys are data, and data stands in no message. */
export function isTellable(key: string): boolean {
  if (/^[A-Za-z_$][A-Za-z_-]{0,39}\d?$/.test(key)) return true;
  return /^[A-Za-z_$@][\w$@.:-]{0,59}$/.test(key) && !isIdentifier(key) && !holdsTag(key);
}
