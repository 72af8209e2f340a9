/** Where something could not be read. */
export interface LoadPlace {
  readonly uri: string;
  readonly line?: number;
  readonly column?: number;
}

export type LoadErrorCode =
  | 'not-found'
  | 'too-large'
  | 'empty'
  | 'binary'
  | 'syntax'
  | 'not-a-document'
  | 'unknown-version'
  | 'too-deep'
  | 'refused'
  | 'network'
  | 'git'
  | 'nothing-found';

/** An input that cannot be read at all: a user's mistake. The message is one line without the place. */
export class LoadError extends Error {
  readonly code: LoadErrorCode;
  readonly place?: LoadPlace;
  readonly hint?: string;

  constructor(code: LoadErrorCode, message: string, more: { readonly place?: LoadPlace; readonly hint?: string } = {}) {
    super(printable(message));
    this.name = 'LoadError';
    this.code = code;
    if (more.place !== undefined) this.place = { ...more.place, uri: printable(more.place.uri) };
    if (more.hint !== undefined) this.hint = printable(more.hint);
  }
}

/** One line that a terminal only prints: control characters and bidirectional overrides are written out. */
export function printable(text: string): string {
  return text.replace(
    /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u{${character.charCodeAt(0).toString(16)}}`,
  );
}
