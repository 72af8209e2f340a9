import type { Edit } from '../../model/edit.ts';
import type { Json } from '../../model/json.ts';
import { escapeKey, parent } from '../../model/source.ts';
import { LoadError } from '../load-error.ts';
import { readText, writerOf } from '../source.ts';
import type { TextEdit } from './text-edit.ts';
import { edited, isSameValue } from './values.ts';

/** Edits of one text that belong together. */
export interface Wish {
  readonly id: string;
  readonly edits: readonly Edit[];
}
export interface Mended {
  /** In order, without overlaps. */
  readonly edits: readonly TextEdit[];
  readonly text: string;
  /** Ids of the wishes that were met. */
  readonly done: readonly string[];
  /** Ids of those without one place to write at: behind aliases, merged keys and tags, between comments. */
  readonly refused: readonly string[];
}

/**
 * Meets as many wishes as do not touch each other; the first of two that do wins. What comes of it is read again: its
 * values must be the old ones with these edits and nothing else. Undefined where they are not.
 */
export async function mend(text: string, uri: string, wishes: readonly Wish[]): Promise<Mended | undefined> {
  const read = await readText(text, uri);
  const writer = writerOf(text, read);
  if (writer === undefined) return { edits: [], text, done: [], refused: wishes.map(({ id }) => id) };
  const plan = new Plan(text);
  const refused: string[] = [];
  for (const { id, edits } of wishes) {
    const texts = edits.map((edit) => [edit, writer.textEdit(edit)] as const);
    if (!texts.every(isWritten)) refused.push(id);
    else plan.add(id, texts);
  }
  const now = plan.text;
  const expected = edited(read.value, plan.values);
  const actual = await valueOf(now, uri);
  if (expected === undefined || actual === undefined || !isSameValue(expected, actual)) return undefined;
  return { edits: plan.edits, text: now, done: plan.done, refused };
}

type Written = readonly [Edit, TextEdit];

function isWritten(pair: readonly [Edit, TextEdit | undefined]): pair is Written {
  return pair[1] !== undefined;
}

async function valueOf(text: string, uri: string): Promise<Json | undefined> {
  try {
    const { value, nodes } = await readText(text, uri);
    return nodes === undefined ? undefined : value;
  } catch (error) {
    if (error instanceof LoadError) return undefined;
    throw error;
  }
}

/** The edits that are taken so far. */
class Plan {
  readonly done: string[] = [];
  readonly values: Edit[] = [];
  readonly #text: string;
  readonly #texts: TextEdit[] = [];
  /** What is done already: two findings may ask for the same. */
  readonly #known = new Set<string>();
  /** Objects and their keys that something is added to or taken from: a second change of the same waits for the next round. */
  readonly #touched = new Set<string>();

  constructor(text: string) {
    this.#text = text;
  }

  add(id: string, pairs: readonly Written[]): void {
    const fresh = pairs.filter(([edit]) => !this.#known.has(JSON.stringify(edit)));
    // What changes nothing would be asked for again and again.
    if (fresh.length > 0 && fresh.every(([, { start, end, text }]) => this.#text.slice(start, end) === text)) return;
    if (fresh.some((pair) => this.#clashes(pair)) || overlapWithin(fresh)) return;
    this.done.push(id);
    for (const [edit, text] of fresh) {
      this.#known.add(JSON.stringify(edit));
      this.values.push(edit);
      this.#texts.push(text);
      const touched = touchedBy(edit);
      if (touched !== undefined) this.#touched.add(touched);
    }
  }

  #clashes([edit, range]: Written): boolean {
    const touched = touchedBy(edit);
    if (touched !== undefined && this.#touched.has(touched)) return true;
    // What lies in something that goes, or gets another name, waits for what becomes of it.
    if (this.values.some((other) => covers(other, edit) || covers(edit, other))) return true;
    return this.#texts.some((other, index) => overlap(range, other) || this.#isJoint(edit, range, index));
  }

  /** Where a block and the block around it end on one line, both cannot be added to at once. */
  #isJoint({ at }: Edit, { start, end }: TextEdit, index: number): boolean {
    const other = this.#texts[index];
    return start === end && other?.start === start && other.end === start && this.values[index]?.at.path !== at.path;
  }

  get edits(): readonly TextEdit[] {
    return this.#texts.toSorted((a, b) => a.start - b.start || a.end - b.end);
  }

  get text(): string {
    let [text, at] = ['', 0];
    for (const edit of this.edits) {
      text += this.#text.slice(at, edit.start) + edit.text;
      at = edit.end;
    }
    return text + this.#text.slice(at);
  }
}

type Range = Pick<TextEdit, 'start' | 'end'>;

/** What is inserted at one place stands one behind the other. */
function overlap(a: Range, b: Range): boolean {
  const isInsertion = a.start === a.end && b.start === b.end;
  return !isInsertion && ((a.start === b.start && a.end === b.end) || (a.start < b.end && b.start < a.end));
}

function overlapWithin(pairs: readonly Written[]): boolean {
  return pairs.some(([, one], index) => pairs.some(([, other], at) => at > index && overlap(one, other)));
}

/** Does the edit change what the other one speaks of, or what that lies in? */
function covers({ kind, at }: Edit, { at: { path } }: Edit): boolean {
  return kind !== 'add' && kind !== 'append' && (path === at.path || path.startsWith(`${at.path}/`));
}

function touchedBy(edit: Edit): string | undefined {
  if (edit.kind === 'add') return `+ ${edit.at.path}/${escapeKey(edit.key)}`;
  if (edit.kind === 'rename') return `+ ${parent(edit.at).path}/${escapeKey(edit.key)}`;
  return edit.kind === 'remove' ? `- ${parent(edit.at).path}` : undefined;
}
