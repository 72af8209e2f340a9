import { isMasked } from './data-class/nature.ts';
import { gramChars } from './redact/grams.ts';
import type { Loose } from './redact/loose.ts';
import { Needles, type Hit } from './redact/needles.ts';
import { Found, screened } from './redact/screen.ts';
import { Whole } from './redact/whole.ts';
import { tagPattern } from './redact/tag.ts';

/** The values behind the tags, closed: only the redactor puts in and only the target takes out. */
export interface Vault {
  readonly kind: 'vault';
}

export interface VaultLimits {
  /** Values kept at most: beyond it tags are still given, all with number 0. */
  readonly valuesMax: number;
  /** Characters of all values together. */
  readonly charsMax: number;
  /** 12 hex digits in place of a number, the same for the same value in every run that has the same key. */
  readonly keyed?: (value: string) => string;
}
/** About 10 MB when full: a capture of any size leaves no more. */
const defaultLimits: VaultLimits = { valuesMax: 20_000, charsMax: 4_000_000 };

interface Contents {
  readonly limits: VaultLimits;
  readonly tags: Map<string, string>;
  readonly values: Map<string, string>;
  readonly counts: Map<string, number>;
  readonly needles: Needles;
  /** Values of captures that requests are made of: shown nowhere, however short they are. */
  readonly veiled: Set<string>;
  /** Nearly every value that is looked up is not there. */
  readonly filter: Whole;
  chars: number;
}
/** Nothing in the object itself: it can be logged, copied and sent without giving anything away. */
const rooms = new WeakMap<Vault, Contents>();

export function createVault(limits: Partial<VaultLimits> = {}): Vault {
  const vault: Vault = Object.freeze({ kind: 'vault' });
  rooms.set(vault, {
    limits: { ...defaultLimits, ...limits },
    tags: new Map(),
    values: new Map(),
    counts: new Map(),
    needles: new Needles(),
    veiled: new Set(),
    filter: new Whole(),
    chars: 0,
  });
  return vault;
}

/** Something in the text was replaced or left out: what it looks like says nothing of what it was. */
export function holdsTag(text: string): boolean {
  return text.includes('<') && /<(?:[A-Z][A-Z0-9._-]*:\d+|left out: [a-z ]+|file|LEFT-OUT)>/.test(text);
}

/** The value's tag, `<PCI.PAN:1>`: numbered by first appearance, and the same for the same value whatever its class later. */
export function tagFor(vault: Vault, classId: string, value: string): string {
  const room = roomOf(vault);
  const known = room.filter.mayHold(value) ? room.tags.get(value) : undefined;
  if (known !== undefined) return known;
  const { name, full } = namesOf(classId);
  if (room.values.size >= room.limits.valuesMax || room.chars + value.length > room.limits.charsMax) return full;
  const number = (room.counts.get(name) ?? 0) + 1;
  const tag = `<${name}:${room.limits.keyed?.(value) ?? number}>`;
  room.counts.set(name, number);
  room.tags.set(value, tag);
  room.filter.add(value);
  room.values.set(tag, value);
  room.chars += value.length;
  if (isTelling(value)) {
    room.needles.add(value);
    // Bodies are looked through as JSON text, where quotes and line breaks are escaped.
    const escaped = JSON.stringify(value).slice(1, -1);
    if (escaped !== value) {
      room.tags.set(escaped, tag);
      room.filter.add(escaped);
      room.needles.add(escaped);
    }
  }
  return tag;
}

interface TagNames {
  readonly name: string;
  /** The tag of every value of the class that a full vault does not take. */
  readonly full: string;
}

/** Of the few classes that there are. */
const tagNames = new Map<string, TagNames>();

function namesOf(classId: string): TagNames {
  const known = tagNames.get(classId);
  if (known !== undefined) return known;
  const name = classId.toUpperCase();
  const names = { name, full: `<${name}:0>` };
  tagNames.set(classId, names);
  return names;
}

/** The value's tag, by which it is replaced from now on wherever it stands alone: a segment, a field, a leaf of a body. */
export function veil(vault: Vault, classId: string, value: string): string {
  const tag = tagFor(vault, classId, value);
  if (roomOf(vault).tags.has(value)) roomOf(vault).veiled.add(value);
  return tag;
}

/** The tag of a veiled value. */
export function veiledTag(vault: Vault, value: string | number): string | undefined {
  const { veiled, tags } = roomOf(vault);
  return veiled.size > 0 && veiled.has(String(value)) ? tags.get(String(value)) : undefined;
}

/** The tag of a value that was seen before in a place whose name said what it is. */
export function knownTag(vault: Vault, value: string): string | undefined {
  const veiled = veiledTag(vault, value);
  if (veiled !== undefined || value.length < gramChars) return veiled;
  const { filter, tags } = roomOf(vault);
  const tag = filter.mayHold(value) ? tags.get(value) : undefined;
  return tag !== undefined && isTelling(value) ? tag : undefined;
}

/** Longest number that chance meets elsewhere, in characters. */
const shortNumberMax = 8;

/**
 * Worth looking for where no name speaks: long enough, no word that anything may be called, no short number, not masked.
 * `accounts` as somebody's password must not turn every path that holds the word into a tag.
 */
export function isTelling(value: string): boolean {
  if (value.length < gramChars || isMasked(value)) return false;
  if (value.length > shortNumberMax && hasDigit(value)) return true;
  return !/^(?:[\p{L}\p{M}' -]{0,23}|[\d./: -]{0,8})$/u.test(value);
}

function hasDigit(text: string): boolean {
  for (let index = text.length - 1; index >= 0; index -= 1) {
    const code = text.charCodeAt(index);
    if (code >= 48 && code <= 57) return true;
  }
  return false;
}

/** The text with every value of the vault that is worth looking for replaced by its tag. */
export function sweep(vault: Vault, text: string): string {
  const room = roomOf(vault);
  return withTags(room, text, room.needles.find(text));
}

/** The same, and the values of one exchange that the vault did not take. */
export function sweepAll(vault: Vault, loose: Loose, text: string): string {
  const room = roomOf(vault);
  const found = screened(text, room.needles.screen, loose.screen);
  if (found === Found.none) return text;
  if ((found & Found.first) === 0) return loose.replaceIn(text);
  const swept = withTags(room, text, room.needles.search(text));
  return swept === text ? (found === Found.both ? loose.replaceIn(text) : text) : loose.sweep(swept);
}

function withTags(room: Contents, text: string, hits: readonly Hit[]): string {
  if (hits.length === 0) return text;
  let swept = '';
  let from = 0;
  for (const { start, end, value } of hits) {
    swept += text.slice(from, start) + (room.tags.get(value) ?? '');
    from = end;
  }
  return swept + text.slice(from);
}

export function holdsValue(vault: Vault, text: string): boolean {
  return roomOf(vault).needles.find(text).length > 0;
}

/** Tags in a text become the values again; unknown tags stay. For building requests, never for printing. */
export function reveal(vault: Vault, text: string): string {
  const { values } = roomOf(vault);
  return text.replace(tagPattern, (tag) => values.get(tag) ?? tag);
}

function roomOf(vault: Vault): Contents {
  const room = rooms.get(vault);
  if (room === undefined) throw new TypeError('not a vault of this process');
  return room;
}
