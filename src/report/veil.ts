import { ownText } from '../model/own-text.ts';
import { isRandomRun } from '../model/random-name.ts';
import { escapeKey, keysOf } from '../model/source.ts';

/** What could hold a key, a token, or a card number; nearly every name of a document fails the look. */
const worthALook = /[A-Za-z0-9_-]{20}|\d(?:[ -]?\d){12}|eyJ/;
const runs = /[A-Za-z0-9]{20,}/g;
/** A commit or a fingerprint, as sentences of ours name them. */
const digest = /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})$/;

/** In place of a name that a generator made: a token, or the id of an object. */
export const opaqueTag = '<OPAQUE>';

/** Names of documents and captures, and texts that quote them, as reports show them. The same text is always shown alike. */
export class Veil {
  readonly #names = new Map<string, string>();
  /** Random runs that stand in names: no digest of ours. */
  readonly #seen = new Set<string>();

  /** A path, the id of an operation, a name of a field or a host. */
  name(text: string): string {
    if (!worthALook.test(text)) return text;
    let shown = this.#names.get(text);
    if (shown === undefined) {
      shown = ownText(text).replace(runs, (run) => {
        if (!isRandomRun(run)) return run;
        this.#seen.add(run);
        return opaqueTag;
      });
      this.#names.set(text, shown);
    }
    return shown;
  }

  /** A JSON pointer, key by key: its escapes end in digits, which would count as part of a number behind them. */
  pointer(path: string): string {
    if (!worthALook.test(path)) return path;
    if (!path.startsWith('/')) return this.name(path);
    const shown = keysOf(path).map((key) => `/${escapeKey(this.name(key))}`);
    return shown.join('');
  }

  /** A sentence: digests stay, unless they are a name that was met before. */
  text(text: string): string {
    if (!worthALook.test(text)) return text;
    return ownText(text).replace(runs, (run) =>
      isRandomRun(run) && (this.#seen.has(run) || !digest.test(run)) ? opaqueTag : run,
    );
  }

  /** What a probe sent: the ids that it was given are needed to send it again, and only names that were met are none. */
  proof(text: string): string {
    if (!worthALook.test(text)) return text;
    return ownText(text).replace(runs, (run) => (this.#seen.has(run) ? opaqueTag : run));
  }
}
