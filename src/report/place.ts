import type { ApiRun } from '../finding/run.ts';
import type { Pointer, Region, Source } from '../model/source.ts';

/** A pointer as a reader finds it. */
export interface Located {
  readonly uri: string;
  readonly inTree: boolean;
  readonly region: Region;
}

const start: Region = { startLine: 1, startColumn: 1, endLine: 1, endColumn: 2 };

/** Where a pointer stands; the file's beginning where its source is not known. */
export function located(run: ApiRun, at: Pointer): Located {
  const source: Source | undefined = run.sources.get(at.source) ?? run.api.sources.get(at.source);
  if (source === undefined) return { uri: at.source, inTree: false, region: start };
  return { uri: source.uri, inTree: source.inTree, region: source.locate(at.path) };
}

/** `openapi.yaml:5:3` */
export function placeText({ uri, region }: Located): string {
  return `${uri}:${region.startLine}:${region.startColumn}`;
}
