import type { Pointer, Region, Source, SourceId } from '../../model/source.ts';
import { nameCharsMax, type Fields } from './fields.ts';

const top: Region = { startLine: 1, startColumn: 1, endLine: 1, endColumn: 2 };

/** Files of a document as its results know them: a region for each pointer that they name, and no text. */
export class Places {
  readonly #regions = new Map<SourceId, Map<string, Region>>();
  readonly sources: ReadonlyMap<SourceId, Source>;

  constructor(api: Fields) {
    this.sources = new Map(api.objects('sources').map((fields) => this.#source(fields)));
  }

  /** `{uri, source?, pointer, startLine ...}`: one line, as all places of ours. */
  at(fields: Fields): Pointer {
    const source = fields.optional('source', nameCharsMax) ?? fields.text('uri', nameCharsMax);
    const path = fields.text('pointer', nameCharsMax);
    const startLine = fields.count('startLine', 1);
    const startColumn = fields.count('startColumn', 1);
    const endColumn = fields.count('endColumn', 1);
    const known = this.#regions.get(source) ?? new Map<string, Region>();
    this.#regions.set(source, known);
    if (!known.has(path)) known.set(path, { startLine, startColumn, endLine: startLine, endColumn });
    return { source, path };
  }

  #source(fields: Fields): readonly [SourceId, Source] {
    const id = fields.text('id', nameCharsMax);
    const uri = fields.text('uri', nameCharsMax);
    const inTree = fields.flag('inTree') && isBelow(uri);
    return [id, { id, uri, inTree, locate: (path) => this.#regions.get(id)?.get(path) ?? top }];
  }
}

/** A path below the repository's top: a stranger's results must not lead readers to other files. */
function isBelow(uri: string): boolean {
  return uri !== '' && !/^[/\\]|^[a-z]:[/\\]|^[a-z][a-z0-9+.-]+:|(?:^|[/\\])\.\.(?:[/\\]|$)/i.test(uri);
}

/** The place of a thing, and the thing's own text. */
export function relatedOf(places: Places, fields: Fields): { readonly at: Pointer; readonly message: string } {
  return { at: places.at(fields), message: fields.text('message') };
}
