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
  readonly #pointers = new Map<string, string>();
  readonly #keys = new Map<string, string>();
  /** Findings of what the same operations reach share one list of them. */
  readonly #lists = new WeakMap<readonly string[], readonly string[]>();
  /** Random runs that stand in names: no digest of ours. */
  readonly #seen = new Set<string>();

  /** A path, the id of an operation, a name of a field or a host, and what a finding says of them: it names no digest of ours. */
  name(text: string): string {
    let shown = this.#names.get(text);
    if (shown === undefined) this.#names.set(text, (shown = this.#shownName(text)));
    return shown;
  }

  #shownName(text: string): string {
    if (!worthALook.test(text)) return text;
    return ownText(text).replace(runs, (run) => {
      if (!isRandomRun(run)) return run;
      this.#seen.add(run);
      return opaqueTag;
    });
  }

  /** Names of operations; the list itself where all are shown. */
  names(list: readonly string[]): readonly string[] {
    let shown = this.#lists.get(list);
    if (shown === undefined) {
      const all = list.map((text) => this.name(text));
      shown = all.every((text, index) => text === list[index]) ? list : all;
      this.#lists.set(list, shown);
    }
    return shown;
  }

  /** A JSON pointer, key by key: its escapes end in digits, which would count as part of a number behind them. */
  pointer(path: string): string {
    let shown = this.#pointers.get(path);
    if (shown === undefined) this.#pointers.set(path, (shown = this.#shownPointer(path)));
    return shown;
  }

  #shownPointer(path: string): string {
    if (!path.startsWith('/')) return this.name(path);
    const keys = path.split('/');
    const shown = keys.map((key) => this.#key(key));
    return shown.every((key, index) => key === keys[index]) ? path : shown.join('/');
  }

  /** As it is written in a pointer: most pointers of a document are made of the same few. */
  #key(written: string): string {
    let shown = this.#keys.get(written);
    if (shown === undefined) {
      const [key = written] = keysOf(`/${written}`);
      const name = this.name(key);
      this.#keys.set(written, (shown = name === key ? written : escapeKey(name)));
    }
    return shown;
  }

  /** What tells of a run, and so of commits: digests stay, unless they are a name that was met before. */
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
