import type { ApiModel, Operation, Schema } from '../../model/api.ts';
import type { Exchange } from '../../model/exchange.ts';
import { flatten } from '../../model/flatten.ts';
import { isObject, type Json, type JsonObject } from '../../model/json.ts';
import { wordsOf } from '../../model/words.ts';
import { propertiesAt } from '../traffic/at-path.ts';

/** A value of an object that its reader shows and its writer does not take, and two others for it. */
export interface Assignable {
  /** From the object, as the request has it: `$.riskScore`, `$.lines[0].unitPriceCents`. */
  readonly path: string;
  /** The last name in it, in words. */
  readonly words: string;
  readonly now: Json;
  readonly others: readonly [Json, Json];
  /** Steps below the object's own properties. */
  readonly depth: number;
}

export interface AssignableAsk {
  /** Shows the object: a read of its own. */
  readonly answer: Exchange;
  readonly request: Schema;
  readonly reader: Operation;
  readonly api: ApiModel;
  readonly random: (length: number) => string;
}

/** How deep answers wrap what they are about: `{"data": {"card": {...}}}`. */
const wrapsMax = 3;
/** Objects in objects that are looked into. */
const depthMax = 2;
const assignableMax = 20;
/** Names of one object that are looked at. */
const keysMax = 100;

/** What the document gives only out, or nowhere: the server sets it, so a caller should not. */
export function assignablesIn(ask: AssignableAsk): readonly Assignable[] {
  const { answer, request, api } = ask;
  const wraps = wrapsOf(answer, request);
  const root = wraps === undefined ? undefined : below(answer.response?.body?.json, wraps);
  if (wraps === undefined || !isObject(root)) return [];
  const found: Assignable[] = [];
  let level: readonly Level[] = [{ node: root, schema: request, path: '$' }];
  for (let depth = 0; depth <= depthMax; depth += 1) {
    const next: Level[] = [];
    for (const { node, schema, path } of level) {
      for (const [name, value] of Object.entries(node)) {
        if (value === undefined || !/^[\w-]{1,64}$/.test(name) || name === '__proto__') continue;
        const property = schema.properties.find((one) => one.name === name);
        const taken = property !== undefined && !property.readOnly ? flatten(api, property.schema) : undefined;
        const at = `${path}.${name}`;
        const first = Array.isArray(value) ? (value as readonly Json[])[0] : value;
        if (taken === undefined) {
          // Of what the document does not mention at all nobody can say that the server alone sets it.
          const declared = schemaAt(ask, [...wraps, at.slice(2)].join('.'));
          const others = declared === undefined ? undefined : othersFor(value, declared, ask.random);
          if (others !== undefined) found.push({ path: at, words: wordsOf(name).join(' '), now: value, others, depth });
        } else if (isObject(first)) {
          const item = taken.items === undefined ? undefined : flatten(api, taken.items);
          const inner = Array.isArray(value) ? item : taken;
          if (inner !== undefined && inner.properties.length > 0)
            next.push({ node: first, schema: inner, path: Array.isArray(value) ? `${at}[0]` : at });
        }
      }
    }
    level = next;
  }
  return found.slice(0, assignableMax);
}

interface Level {
  readonly node: JsonObject;
  readonly schema: Schema;
  readonly path: string;
}

/** The value at such a path of the object that an answer is about. */
export function assignedIn(answer: Exchange, path: string, request: Schema): Json | undefined {
  const wraps = wrapsOf(answer, request);
  return wraps === undefined ? undefined : valueAt(below(answer.response?.body?.json, wraps), path);
}

/** The same of a request's body, redacted as answers are. */
export function valueAt(json: Json | undefined, path: string): Json | undefined {
  return (path.slice(1).match(/[^.[\]]+/g) ?? []).reduce(stepInto, json);
}

function stepInto(value: Json | undefined, step: string): Json | undefined {
  if (Array.isArray(value)) return (value as readonly Json[])[Number(step)];
  return isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
}

/** The body with values put at paths; what they lie in is taken from `shown` where the body lacks it. */
export function withValues(
  body: JsonObject,
  values: Readonly<Record<string, Json>>,
  shown: JsonObject,
): Readonly<Record<string, Json>> {
  const whole = structuredClone(body) as Record<string, Json>;
  for (const [path, value] of Object.entries(values)) {
    const steps = [...(path.slice(1).match(/[^.[\]]+/g) ?? [])];
    const [top = ''] = steps;
    if (steps.length > 1 && whole[top] === undefined && shown[top] !== undefined)
      whole[top] = structuredClone(shown[top]);
    const last = steps.pop() ?? '';
    const holder = steps.reduce<Json | undefined>(stepInto, whole);
    if (typeof holder === 'object' && holder !== null) (holder as Record<string, Json>)[last] = value;
  }
  return whole;
}

/** The object itself: of those below at most three wrappers the one with most names of the request. */
export function objectIn(answer: Exchange, request: Schema): JsonObject | undefined {
  const wraps = wrapsOf(answer, request);
  const root = wraps === undefined ? undefined : below(answer.response?.body?.json, wraps);
  return isObject(root) ? root : undefined;
}

interface Wrapped {
  readonly keys: readonly string[];
  readonly node: Json | undefined;
}

function wrapsOf(answer: Exchange, request: Schema): readonly string[] | undefined {
  const names = request.properties.filter(({ readOnly }) => !readOnly).map(({ name }) => name);
  const all: Wrapped[] = [{ keys: [], node: answer.response?.body?.json }];
  for (const { keys, node } of all) {
    if (!isObject(node) || keys.length === wrapsMax) continue;
    for (const key of Object.keys(node).slice(0, keysMax)) all.push({ keys: [...keys, key], node: node[key] });
  }
  const count = ({ node }: Wrapped): number =>
    isObject(node) ? names.filter((name) => Object.hasOwn(node, name)).length : 0;
  const [best] = all.filter((one) => count(one) > 0).sort((a, b) => count(b) - count(a));
  return best?.keys;
}

function below(json: Json | undefined, keys: readonly string[]): Json | undefined {
  return keys.reduce<Json | undefined>((node, key) => (isObject(node) ? node[key] : undefined), json);
}

function schemaAt({ reader, request, api }: AssignableAsk, path: string): Schema | undefined {
  const schemas = reader.responses
    .filter(({ status }) => /^(2|default)/.test(status))
    .flatMap(({ bodies }) => bodies.flatMap(({ schema }) => schema ?? []));
  const place = `$.${path.replace(/\[0\]/g, '[]')}`;
  const [property] = [
    ...schemas.flatMap((id) => propertiesAt(api, id, place)),
    ...propertiesAt(api, request.id, place),
  ];
  return property === undefined ? undefined : flatten(api, property.schema);
}

/** Two values of the same kind that the schema allows; undefined where nobody can say which those are. */
function othersFor(now: Json, schema: Schema, random: AssignableAsk['random']): Assignable['others'] | undefined {
  const choices = schema.enum?.filter((one): one is Json => one !== undefined && one !== now) ?? [];
  const [first, second = now] = choices;
  if (schema.enum !== undefined) return first === undefined ? undefined : [first, second];
  if (typeof now === 'boolean') return [!now, now];
  if (typeof now === 'number') return othersOfNumber(now, schema);
  if (typeof now !== 'string') return undefined;
  if (/^\d{4}-\d\d-\d\dT/.test(now)) return ['2019-03-04T05:06:07Z', '2018-02-03T04:05:06Z'];
  if (/^\d{4}-\d\d-\d\d$/.test(now)) return ['2019-03-04', '2018-02-03'];
  if (schema.format !== undefined || schema.pattern !== undefined) return undefined;
  if (/^-?\d+(\.\d+)?$/.test(now)) return [String(Number(now) + 7), String(Number(now) + 13)];
  const most = Math.min(schema.maxLength ?? 16, 16);
  return most < 8 ? undefined : [`sp${random(14)}`.slice(0, most), `sp${random(14)}`.slice(0, most)];
}

function othersOfNumber(now: number, schema: Schema): Assignable['others'] | undefined {
  const { minimum = -Infinity, maximum = Infinity, multipleOf: step = 1 } = schema;
  // Far from what a counter would come to by itself.
  const candidates = [now + 17 * step, now + 31 * step, now - 17 * step, now - 31 * step, now + step, now - step];
  const [one, other] = candidates.filter((value) => value >= Math.max(minimum, 0) && value <= maximum);
  return one === undefined || other === undefined ? undefined : [one, other];
}
