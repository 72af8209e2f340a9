import type { Finding } from '../../finding/finding.ts';
import type { Run } from '../../finding/run.ts';
import { standing } from '../../finding/standing.ts';
import { Draft } from '../../load/edit/draft.ts';
import { mend, type Wish } from '../../load/edit/mend.ts';
import { unifiedDiff } from '../../load/edit/unified-diff.ts';
import { encoded, replaceFile, workingFile, type WorkingFile } from '../../load/edit/working-file.ts';
import { textOf } from '../../load/source.ts';
import type { Source } from '../../model/source.ts';
import { grouped } from '../../report/grouped.ts';
import type { Request } from '../request.ts';
import type { Subject } from './subject.ts';

/** Rounds of edits: what was in the way of another edit is done in the next. Real documents take two or three. */
const roundsMax = 10;

/** What one look at the documents found: the stages up to the verdict. */
export interface Looked {
  readonly subjects: readonly Subject[];
  readonly run: Run;
}
export interface MendingDone {
  /** What the reader is told. */
  readonly notes: readonly string[];
  /** Of a dry run: the changes as `diff -u` has them. */
  readonly diff?: string;
  /** What to go on with: what remains is judged as if the files held what they would. */
  readonly request: Request;
}

/**
 * Edits what has one right answer until nothing is left of it, in memory; then writes each file once. `look` is asked with
 * what files would hold.
 */
export async function mendDocuments(
  request: Request,
  look: (request: Request) => Promise<Looked>,
): Promise<MendingDone> {
  const mending = new Mending(request);
  for (let round = 0; round < roundsMax && !request.signal.aborted; round += 1) {
    const looked = await look(mending.request);
    if (!(await mending.round(looked))) break;
  }
  return request.mend === 'dry' ? mending.shown() : mending.write();
}

interface Mended extends Pick<WorkingFile, 'file' | 'bytes'> {
  readonly uri: string;
  readonly draft: Draft;
}

class Mending {
  readonly #request: Request;
  readonly #files = new Map<string, Mended>();
  readonly #pending = new Map<string, Buffer>();
  readonly #notes = new Set<string>();
  /** Files that are left alone from now on. */
  readonly #closed = new Set<string>();
  readonly #fixed = new Map<string, Set<string>>();
  /** What is still found after the last round. */
  #standing: ReadonlySet<string> = new Set();
  #refused: ReadonlyMap<string, number> = new Map();

  constructor(request: Request) {
    this.#request = request;
  }

  get request(): Request {
    const { load } = this.#request;
    return { ...this.#request, load: { ...load, options: { ...load.options, pending: this.#pending } } };
  }

  /** Was anything edited? */
  async round({ subjects, run }: Looked): Promise<boolean> {
    this.#standing = new Set(run.apis.flatMap((api) => standing(run, api).map(({ fingerprint }) => fingerprint)));
    const refused = new Map<string, number>();
    const edited = new Set<string>();
    for (const { source, wishes } of this.#wishes(subjects, run)) {
      if (this.#closed.has(source.id)) continue;
      const found = await workingFile(source, this.request.load.options);
      if (typeof found === 'string') this.#close(source, found);
      // Behind a link it may have been edited under another name: that text is read in the next round.
      else if (edited.has(found.file)) continue;
      else if (found.text !== textOf(source)) this.#close(source, 'it was changed meanwhile');
      else if (await this.#mendFile(source, found, { wishes, refused })) edited.add(found.file);
    }
    this.#refused = refused;
    return edited.size > 0;
  }

  /** What is wished of each file, the worst first. Several documents may share one. */
  #wishes(subjects: readonly Subject[], run: Run): readonly { readonly source: Source; readonly wishes: Wish[] }[] {
    const bySource = new Map<string, { source: Source; wishes: Wish[] }>();
    for (const api of run.apis) {
      const input = subjects.find((subject) => subject.api === api.api)?.input;
      const findings = standing(run, api).filter(isMendable);
      if (input?.isFile !== true) {
        if (findings.length > 0) this.#notes.add(`${input?.uri ?? api.name} is no file here: nothing was fixed in it.`);
        continue;
      }
      for (const { fingerprint, repairs = [] } of findings) {
        for (const { edits } of repairs) {
          for (const [id, here] of grouped(edits, ({ at }) => at.source)) {
            const source = api.sources.get(id);
            if (source === undefined) continue;
            const known = bySource.get(id) ?? { source, wishes: [] };
            bySource.set(id, known);
            known.wishes.push({ id: fingerprint, edits: here });
          }
        }
      }
    }
    return [...bySource.values()];
  }

  async #mendFile(
    source: Source,
    { file, bytes, text }: WorkingFile,
    { wishes, refused }: { readonly wishes: readonly Wish[]; readonly refused: Map<string, number> },
  ): Promise<boolean> {
    const mended = await mend(text, source.uri, wishes);
    if (mended === undefined) {
      this.#close(source, 'the edited text would not say what was meant');
      return false;
    }
    if (mended.refused.length > 0) refused.set(source.uri, mended.refused.length);
    if (mended.edits.length === 0) return false;
    const known = this.#files.get(file) ?? { file, bytes, uri: source.uri, draft: new Draft(text) };
    this.#files.set(file, { ...known, draft: known.draft.with(mended.edits) });
    this.#pending.set(file, encoded(mended.text, bytes));
    const fixed = this.#fixed.get(file) ?? new Set();
    this.#fixed.set(file, fixed);
    for (const id of mended.done) fixed.add(id);
    return true;
  }

  #close({ id, uri }: Source, why: string): void {
    this.#closed.add(id);
    this.#notes.add(`${uri} was not fixed: ${why}.`);
  }

  shown(): MendingDone {
    const files = [...this.#files.values()].toSorted((a, b) => (a.uri < b.uri ? -1 : 1));
    const diff = files.map(({ uri, draft }) => unifiedDiff(uri, draft.original, draft.edits)).join('');
    return { notes: this.#told('Would fix'), diff, request: this.request };
  }

  async write(): Promise<MendingDone> {
    for (const mended of this.#files.values()) {
      const now = this.#pending.get(mended.file);
      const refusal = now === undefined ? undefined : await replaceFile(mended, now);
      if (refusal === undefined) continue;
      this.#notes.add(`${mended.uri} was not fixed: ${refusal}.`);
      this.#fixed.delete(mended.file);
    }
    return { notes: this.#told('Fixed'), request: this.#request };
  }

  #told(verb: string): readonly string[] {
    const left = [...this.#refused].map(
      ([uri, count]) =>
        `${uri}: ${counted(count, 'fix', 'fixes')} left to you: anchors, merged keys or comments are in the way.`,
    );
    const done = new Set([...this.#fixed.values()].flatMap((ids) => [...ids]));
    const fixed = [...done].filter((id) => !this.#standing.has(id)).length;
    return [`${verb} ${counted(fixed, 'finding')} in ${counted(this.#fixed.size, 'file')}.`, ...this.#notes, ...left];
  }
}

/** What is only suspected is no ground for an edit. */
function isMendable({ repairs, certainty }: Finding): boolean {
  return repairs !== undefined && certainty !== 'tentative';
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
