import type { Operation } from '../model/api.ts';
import { matchesGlob } from '../model/glob.ts';
import { basePathOf, canonicalPath } from '../model/operation.ts';

/** An operation, or a call that has no operation. */
export type Called = Pick<Operation, 'method' | 'path'> & Partial<Pick<Operation, 'servers'>>;

/** `GET /rates*` or `* /admin/*` against an operation as the document writes it, with or without the servers' path. */
export function matchesAny(globs: readonly string[], { method, path, servers }: Called): boolean {
  const paths = [path, basePathOf(servers?.[0]) + path].map(canonicalPath);
  return globs.some((glob) => {
    const [wanted = '', ...rest] = glob.trim().split(/\s+/);
    if (wanted !== '*' && wanted.toUpperCase() !== method.toUpperCase()) return false;
    const pattern = canonicalPath(rest.join(' '));
    return paths.some((one) => matchesGlob(pattern, one));
  });
}
