import type { Location } from 'sarif';
import type { Finding } from '../../finding/finding.ts';
import type { ApiRun } from '../../finding/run.ts';
import { operationById } from '../../model/operation.ts';
import type { Pointer } from '../../model/source.ts';
import { located } from '../place.ts';

type PhysicalLocation = NonNullable<Location['physicalLocation']>;

/**
 * A finding's place as GitHub takes it: its own; where that is no file of the repository (a base elsewhere, a capture from
 * a temporary folder) the operation's in the document, else the document's beginning. Undefined: only a URL or the
 * standard input is left, and one result with a URL makes GitHub refuse the whole file.
 */
export function placeOf(api: ApiRun, finding: Finding): Pointer | undefined {
  const operation = finding.operation === undefined ? undefined : operationById(api.api, finding.operation);
  const candidates = [finding.at, ...(operation === undefined ? [] : [operation.at]), api.api.at];
  return (
    candidates.find((at) => located(api, at).inTree) ??
    [finding.at, api.api.at].find((at) => isPath(located(api, at).uri))
  );
}

/** No URL and no `<stdin>`; a drive letter is one character. */
function isPath(uri: string): boolean {
  return uri !== '' && !/^[a-z][a-z0-9+.-]+:|^<|^\/\//i.test(uri);
}

export function physical(api: ApiRun, at: Pointer): PhysicalLocation {
  const { uri, region } = located(api, at);
  return { artifactLocation: { uri: encodedUri(shownPath(uri)) }, region: { ...region } };
}

/**
 * A path from the repository's root. Of a file elsewhere, which only whoever runs the program can name, its own name is
 * told, in a folder that no repository has: where it lies is of that machine, and a file of the same name is another one.
 */
export function shownPath(uri: string): string {
  const isElsewhere = /^(?:[\\/]|[a-z]:[\\/])/i.test(uri) || uri.split('/').includes('..');
  return isElsewhere ? `outside-of-the-repository/${uri.split(/[\\/]/).at(-1) ?? ''}` : uri;
}

/** A relative reference of RFC 3986: each segment encoded, so that a colon in the first one cannot be taken for a scheme. */
export function encodedUri(uri: string): string {
  return uri
    .split('/')
    .map((segment) => encodeURIComponent(segment.toWellFormed()))
    .join('/');
}

/** What paths in the base's files are relative to: the same repository at another commit. */
export const baseId = 'BASE';

/** A file of a git ref: its id is the ref before the path. */
export function isOfBase(api: ApiRun, { source: id }: Pointer): boolean {
  const source = api.sources.get(id);
  return source !== undefined && !source.inTree && isPath(source.uri) && id.endsWith(`:${source.uri}`);
}
