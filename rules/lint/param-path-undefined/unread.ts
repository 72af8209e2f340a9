import type { ApiModel } from '#rule';

/**
 * Where lists of parameters hold something that could not be read, so that what is missing there proves nothing: pointers of
 * operations and path items, or `anywhere` if a shared parameter is among it.
 */
export function unreadHolders({ faults }: ApiModel): ReadonlySet<string> | 'anywhere' {
  const holders = new Set<string>();
  for (const { kind, at } of faults) {
    if (kind !== 'broken-ref' && kind !== 'refused-ref' && kind !== 'wrong-type') continue;
    const end = /\/parameters(?:\/\d+(?:\/\$ref)?)?$/.exec(at.path);
    if (end !== null) holders.add(`${at.source}#${at.path.slice(0, end.index)}`);
    else if (/^(?:\/components)?\/parameters\/[^/]+(?:\/\$ref)?$/.test(at.path)) return 'anywhere';
  }
  return holders;
}
