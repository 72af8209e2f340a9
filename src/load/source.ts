import type { Fault } from '../model/api.ts';
import type { Json } from '../model/json.ts';
import type { Edit, Replacement } from '../model/edit.ts';
import { keysOf, type Region, type Source, type SourceId } from '../model/source.ts';
import { Writer } from './edit/text-edit.ts';
import { asBrokenJson } from './broken-json.ts';
import { readJson } from './json-read.ts';
import { LoadError } from './load-error.ts';
import type { Read } from './read.ts';
import { decode, LineTable } from './text.ts';

export interface SourceInfo {
  readonly id: SourceId;
  readonly uri: string;
  readonly inTree: boolean;
}
/** One file as values, with its positions and what was wrong in it. */
export interface ReadSource {
  readonly value: Json;
  /** File parts of all its `$ref`s. */
  readonly files: ReadonlySet<string>;
  readonly source: Source;
  readonly faults: readonly Fault[];
}

/** JSON by JSON.parse, YAML by events with offsets, what both refuse by the tolerant reader. Throws LoadError where nothing can be used. */
export async function readSource(bytes: Buffer, info: SourceInfo): Promise<ReadSource> {
  const text = decode(bytes, info.uri);
  const read = await readText(text, info.uri);
  const faults = read.faults.map(({ kind, path, message }) => ({ kind, message, at: { source: info.id, path } }));
  return { value: read.value, files: read.files, source: new TextSource(info, text, read), faults };
}

/** A text as values. Throws LoadError where nothing can be used. */
export async function readText(text: string, uri: string): Promise<Read> {
  const isNamedJson = /\.json$/i.test(uri);
  const looksLikeJson = isNamedJson || /^\s*[{[]/.test(text);
  let jsonError: unknown;
  if (looksLikeJson) {
    try {
      return readJson(text, uri);
    } catch (error) {
      if (error instanceof LoadError && error.code === 'too-deep') throw error;
      jsonError = error;
    }
  }
  const { readYaml } = await import('./yaml-read.ts');
  try {
    const read = readYaml(text);
    return isNamedJson ? asBrokenJson(read, text, jsonError) : read;
  } catch {
    const { readYamlTolerantly } = await import('./yaml-tolerant.ts');
    try {
      return await readYamlTolerantly(text, uri);
    } catch (error) {
      // What begins like JSON and is no YAML either is told as the JSON it was meant to be.
      const place = error instanceof LoadError ? error.place : undefined;
      if (!(jsonError instanceof LoadError) || jsonError.place?.line !== undefined || place === undefined)
        throw jsonError ?? error;
      throw new LoadError(jsonError.code, jsonError.message, { place });
    }
  }
}

class TextSource implements Source {
  readonly id: SourceId;
  readonly uri: string;
  readonly inTree: boolean;
  readonly #text: string;
  readonly #read: Read;
  #lines: LineTable | undefined;
  #writer: Writer | undefined;
  readonly #regions = new Map<string, Region>();

  constructor(info: SourceInfo, text: string, read: Read) {
    this.id = info.id;
    this.uri = info.uri;
    this.inTree = info.inTree;
    this.#text = text;
    this.#read = read;
  }

  /** Worked out once a path: a report asks for a finding's place, its file and its line. */
  locate(path: string): Region {
    let region = this.#regions.get(path);
    if (region === undefined) this.#regions.set(path, (region = this.#regionOf(path)));
    return region;
  }

  #regionOf(path: string): Region {
    this.#lines ??= new LineTable(this.#text);
    const { start, end } = this.#read.find(keysOf(path));
    return this.#lines.region(start, end);
  }

  replacements(edits: readonly Edit[]): readonly Replacement[] | undefined {
    this.#writer ??= writerOf(this.#text, this.#read);
    const texts = edits.map((edit) => this.#writer?.textEdit(edit));
    this.#lines ??= new LineTable(this.#text);
    const replacements: Replacement[] = [];
    for (const edit of texts.toSorted((a, b) => (a?.start ?? 0) - (b?.start ?? 0))) {
      if (edit === undefined) return undefined;
      const [from, to] = [this.#lines.position(edit.start), this.#lines.position(edit.end)];
      const region = { startLine: from.line, startColumn: from.column, endLine: to.line, endColumn: to.column };
      replacements.push({ region, text: edit.text });
    }
    return replacements;
  }

  /** As decoded: what is written to the file must begin from the same. */
  get text(): string {
    return this.#text;
  }
}

/** Undefined where the text is broken. */
export function writerOf(text: string, { isJson, value, nodes }: Read): Writer | undefined {
  return nodes === undefined ? undefined : new Writer({ text, isJson, value, root: nodes() });
}

/** The text that a source of a document was read from. */
export function textOf(source: Source): string | undefined {
  return source instanceof TextSource ? source.text : undefined;
}
