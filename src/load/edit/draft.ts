import type { TextEdit } from './text-edit.ts';

/** A piece of the text as it was, or what is new. */
type Piece = { readonly from: number; readonly to: number } | { readonly text: string };

/** A text that is edited several times over, and still known as edits of what it was. */
export class Draft {
  readonly original: string;
  #pieces: readonly Piece[];

  constructor(original: string) {
    this.original = original;
    this.#pieces = [{ from: 0, to: original.length }];
  }

  get text(): string {
    return this.#pieces
      .map((piece) => ('text' in piece ? piece.text : this.original.slice(piece.from, piece.to)))
      .join('');
  }

  /** Edits of the text as it is now, in order and without overlaps. */
  with(edits: readonly TextEdit[]): Draft {
    const rest = new Rest(this.#pieces);
    const pieces: Piece[] = [];
    let at = 0;
    for (const { start, end, text } of edits) {
      pieces.push(...rest.take(start - at));
      rest.take(end - start);
      pieces.push({ text });
      at = end;
    }
    const draft = new Draft(this.original);
    draft.#pieces = [...pieces, ...rest.take(Infinity)];
    return draft;
  }

  /** As edits of the original, in order. */
  get edits(): readonly TextEdit[] {
    const edits: TextEdit[] = [];
    let [start, text] = [0, ''];
    for (const piece of [...this.#pieces, { from: this.original.length, to: this.original.length }]) {
      if ('text' in piece) {
        text += piece.text;
        continue;
      }
      if (piece.from > start || text !== '') edits.push({ start, end: piece.from, text });
      [start, text] = [piece.to, ''];
    }
    return edits;
  }
}

/** Pieces that are taken off from the front. */
class Rest {
  readonly #pieces: Piece[];

  constructor(pieces: readonly Piece[]) {
    this.#pieces = pieces.toReversed();
  }

  take(length: number): readonly Piece[] {
    const taken: Piece[] = [];
    for (let left = length; left > 0;) {
      const piece = this.#pieces.pop();
      if (piece === undefined) break;
      const size = sizeOf(piece);
      if (size <= left) taken.push(piece);
      else {
        const [head, tail] = split(piece, left);
        taken.push(head);
        this.#pieces.push(tail);
      }
      left -= size;
    }
    return taken;
  }
}

function sizeOf(piece: Piece): number {
  return 'text' in piece ? piece.text.length : piece.to - piece.from;
}

function split(piece: Piece, at: number): readonly [Piece, Piece] {
  if ('text' in piece) return [{ text: piece.text.slice(0, at) }, { text: piece.text.slice(at) }];
  return [
    { from: piece.from, to: piece.from + at },
    { from: piece.from + at, to: piece.to },
  ];
}
