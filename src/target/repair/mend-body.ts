import type { ApiModel, SchemaId } from '../../model/api.ts';
import { flatten } from '../../model/flatten.ts';
import { isObject, type Json, type JsonObject } from '../../model/json.ts';
import { at, put } from '../json-path.ts';
import { madeValue } from '../made-value.ts';
import type { Complaint } from './complaint.ts';

/** Longest text that a refusal makes us send, in characters. */
const textCharsMax = 10_000;

/** One value of a body that a refusal asked for; without one the field is left out. */
export interface Patch {
  /** `$['card']['kind']` */
  readonly path: string;
  readonly steps: readonly string[];
  readonly value?: Json;
}

export interface Mending {
  readonly api: ApiModel;
  readonly schema: SchemaId | undefined;
  /** Ids of the caller's own objects by the field's name. */
  readonly ids: Readonly<Record<string, string>>;
}

/** What to change, so that nothing is left to complain of. */
export function patchesFor(complaints: readonly Complaint[], body: Json, mending: Mending): readonly Patch[] {
  return complaints.flatMap((complaint) => {
    const { path: steps, what } = complaint;
    const path = pathOf(steps);
    if (path === undefined || steps.length === 0) return [];
    if (what === 'unknown') return steps.length === 1 ? [{ path, steps }] : [];
    const value = valueFor(complaint, at(body, path), mending);
    return value === undefined ? [] : [{ path, steps, value }];
  });
}

/** The body with the patches done. */
export function patched(body: Json, patches: readonly Patch[]): Json {
  return patches.reduce<Json>((json, { path, steps, value }) => {
    if (value !== undefined) return put(json, path, value);
    return isObject(json) ? without(json, steps[0] ?? '') : json;
  }, body);
}

function without(body: JsonObject, name: string): JsonObject {
  return Object.fromEntries(Object.entries(body).filter(([own]) => own !== name));
}

function pathOf(steps: readonly string[]): string | undefined {
  if (steps.some((step) => step.includes("'") || step === '')) return undefined;
  return `$${steps.map((step) => (/^\d+$/.test(step) ? `[${step}]` : `['${step}']`)).join('')}`;
}

function valueFor(complaint: Complaint, now: Json | undefined, mending: Mending): Json | undefined {
  const { what, allowed = [], kind, limit = 0, path } = complaint;
  const name = path.at(-1) ?? '';
  switch (what) {
    case 'missing':
      return path.length === 1 && Object.hasOwn(mending.ids, name)
        ? mending.ids[name]
        : (documented(path, mending) ?? sampleOf(kind ?? guessed(name)));
    case 'enum':
      return typeof now === 'number' && /^-?\d+$/.test(allowed[0] ?? '') ? Number(allowed[0]) : allowed[0];
    case 'short':
      return typeof now === 'string' ? now.padEnd(Math.min(limit, textCharsMax), 'x') : undefined;
    case 'long':
      return typeof now === 'string' ? now.slice(0, Math.max(0, limit)) : undefined;
    case 'least':
    case 'most':
      // A list with too few items is no number.
      return typeof now === 'string' ? String(limit) : typeof now === 'object' && now !== null ? undefined : limit;
    case 'type':
      return asType(now, kind ?? '');
    case 'format':
      return sampleOf(kind ?? guessed(name));
    default:
      return undefined;
  }
}

/** What the document says of the field, also where it does not require it. */
function documented(path: readonly string[], { api, schema }: Mending): Json | undefined {
  let here = schema;
  for (const step of path) {
    const flat = here === undefined ? undefined : flatten(api, here);
    here = /^\d+$/.test(step) ? flat?.items : flat?.properties.find(({ name }) => name === step)?.schema;
  }
  if (here === undefined) return undefined;
  const made = madeValue(api, here, { kind: 'usual', examples: [] });
  return made.kind === 'valid' ? made.value : undefined;
}

function asType(now: Json | undefined, kind: string): Json {
  if (kind === 'string' && (typeof now === 'number' || typeof now === 'boolean')) return String(now);
  const isNumber = kind === 'integer' || kind === 'number';
  if (isNumber && typeof now === 'string' && /^-?\d{1,15}$/.test(now)) return Number(now);
  if (kind === 'integer' && typeof now === 'number') return Math.round(now);
  if (kind === 'array' && now !== undefined && now !== null) return [now];
  return sampleOf(kind);
}

const samples: Readonly<Record<string, Json>> = {
  email: 'sallyport@example.com',
  uuid: '7d3c1b0e-5a52-4c5e-9a57-2f0a3a6d1c11',
  'date-time': '2030-06-15T12:00:00Z',
  date: '2030-06-15',
  uri: 'https://example.com/sallyport',
  ipv4: '192.0.2.10',
  integer: 1,
  number: 1,
  boolean: true,
  array: [],
  object: {},
  currency: 'EUR',
  country: 'DE',
  phone: '+493012345678',
};

function sampleOf(kind: string): Json {
  return samples[kind] ?? 'sallyport';
}

/** By its name, where nothing else says what belongs there. */
function guessed(name: string): string {
  const lower = name.toLowerCase();
  if (/(?:amount|count|quantity|price|limit|total)$/.test(lower)) return 'integer';
  if (/(?:_at|timestamp|datetime)$|[a-z]At$/.test(name)) return 'date-time';
  return (
    ['email', 'uuid', 'date', 'currency', 'country', 'phone'].find((word) => lower.includes(word)) ??
    (/ur[il]$/.test(lower) ? 'uri' : 'string')
  );
}
