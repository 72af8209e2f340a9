import { findInputs, repositoryRoot, type Input } from '../../load/inputs.ts';
import type { EntryFilter } from '../../load/har/filter.ts';
import type { Io } from '../io.ts';
import { UserError } from '../user-error.ts';

/** Flags that choose entries, as the commands of `har` have them. */
export interface FilterFlags {
  readonly host: readonly string[];
  readonly method: readonly string[];
  readonly resourceType: readonly string[];
  readonly mediaType: readonly string[];
  readonly quiet?: boolean;
}

export function filterOf({ host, method, resourceType, mediaType }: FilterFlags): EntryFilter {
  const lower = (list: readonly string[]): readonly string[] => list.map((text) => text.toLowerCase());
  return {
    ...(host.length > 0 ? { hosts: lower(host) } : {}),
    ...(method.length > 0 ? { methods: method.map((text) => text.toUpperCase()) } : {}),
    ...(resourceType.length > 0 ? { resourceTypes: lower(resourceType) } : {}),
    ...(mediaType.length > 0 ? { mediaTypes: lower(mediaType) } : {}),
  };
}

/** The captures that were named; a document among them is a mistake. */
export async function capturesOf(args: readonly string[], io: Io): Promise<readonly Input[]> {
  const root = await repositoryRoot(io.cwd);
  const { inputs } = await findInputs(args, {
    cwd: io.cwd,
    root,
    remoteHosts: [],
    names: new Map(),
    stdin: io.stdin,
  });
  const document = inputs.find(({ kind }) => kind !== 'capture');
  if (document !== undefined) throw new UserError('flag', 'this is no HAR capture', { place: { uri: document.uri } });
  return inputs;
}
