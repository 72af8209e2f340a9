import type { TextEdit } from './text-edit.ts';

/** Lines that stand around a change, as `diff -u` and git have them. */
const contextLines = 3;

/** Whole lines that are replaced; `from` and `to` count lines of the original from 0, the end is exclusive. */
interface Change {
  readonly from: number;
  readonly to: number;
  readonly lines: readonly string[];
}

/** Edits of a text in the form that `patch` and `git apply` read. Every changed line is one that an edit touches. */
export function unifiedDiff(uri: string, original: string, edits: readonly TextEdit[]): string {
  if (edits.length === 0) return '';
  const lines = linesOf(original);
  const hunks = hunksOf(changesOf(original, lines, edits));
  let shift = 0;
  const bodies = hunks.map((changes) => {
    const { text, grown } = hunkText(lines, changes, shift);
    shift += grown;
    return text;
  });
  return `--- a/${uri}\n+++ b/${uri}\n${bodies.join('')}`;
}

/** With their breaks; the last one may have none. */
function linesOf(text: string): readonly string[] {
  return text === '' ? [] : (text.match(/[^\n]*\n|[^\n]+$/g) ?? []);
}

function changesOf(original: string, lines: readonly string[], edits: readonly TextEdit[]): readonly Change[] {
  const starts: number[] = [0];
  for (const line of lines) starts.push((starts.at(-1) ?? 0) + line.length);
  const changes: Change[] = [];
  let line = 0;
  for (let index = 0; index < edits.length;) {
    const first = edits[index];
    if (first === undefined) break;
    while (line + 1 < lines.length && (starts[line + 1] ?? 0) <= first.start) line += 1;
    const from = line;
    let [text, at, to] = ['', starts[from] ?? 0, from + 1];
    // All edits that begin in these lines belong to one change.
    for (let edit: TextEdit | undefined = first; edit !== undefined; edit = edits[index]) {
      if (edit !== first && edit.start >= (starts[to] ?? Infinity)) break;
      text += original.slice(at, edit.start) + edit.text;
      at = edit.end;
      while (to < lines.length && (starts[to] ?? 0) < edit.end) to += 1;
      index += 1;
    }
    // What an edit removes up to a line's very end joins the next line to this one.
    if (at === starts[to] && text !== '' && !text.endsWith('\n') && to < lines.length) to += 1;
    text += original.slice(at, starts[to]);
    changes.push(trimmed({ from, to, lines: linesOf(text) }, lines));
  }
  return changes;
}

/** Without the lines at both ends that stay as they are. */
function trimmed({ from, to, lines: now }: Change, lines: readonly string[]): Change {
  let [head, tail] = [0, 0];
  while (from + head < to && head < now.length && lines[from + head] === now[head]) head += 1;
  while (to - tail > from + head && now.length - tail > head && lines[to - tail - 1] === now[now.length - tail - 1])
    tail += 1;
  return { from: from + head, to: to - tail, lines: now.slice(head, now.length - tail) };
}

/** Changes with so little between them that their surroundings would meet. */
function hunksOf(changes: readonly Change[]): readonly (readonly Change[])[] {
  const hunks: Change[][] = [];
  for (const change of changes) {
    const last = hunks.at(-1);
    const before = last?.at(-1);
    if (last !== undefined && before !== undefined && change.from - before.to <= 2 * contextLines) last.push(change);
    else hunks.push([change]);
  }
  return hunks;
}

function hunkText(
  lines: readonly string[],
  changes: readonly Change[],
  shift: number,
): { readonly text: string; readonly grown: number } {
  const start = Math.max(0, (changes[0]?.from ?? 0) - contextLines);
  const end = Math.min(lines.length, (changes.at(-1)?.to ?? 0) + contextLines);
  const body: string[] = [];
  let [at, grown] = [start, 0];
  for (const { from, to, lines: added } of changes) {
    body.push(...lines.slice(at, from).map((line) => marked(' ', line)));
    body.push(...lines.slice(from, to).map((line) => marked('-', line)));
    body.push(...added.map((line) => marked('+', line)));
    grown += added.length - (to - from);
    at = to;
  }
  body.push(...lines.slice(at, end).map((line) => marked(' ', line)));
  const header = `@@ -${span(start, end - start)} +${span(start + shift, end - start + grown)} @@\n`;
  return { text: header + body.join(''), grown };
}

function marked(mark: string, line: string): string {
  return line.endsWith('\n') ? mark + line : `${mark}${line}\n\\ No newline at end of file\n`;
}

/** Lines count from 1; of none the line before is named. */
function span(start: number, count: number): string {
  return count === 0 ? `${start},0` : count === 1 ? String(start + 1) : `${start + 1},${count}`;
}
