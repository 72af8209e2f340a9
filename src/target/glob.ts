import type { Operation } from '../model/api.ts';
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
    return paths.some((one) => matches(pattern, one));
  });
}

/** Texts between the stars from left to right: no pattern of a stranger can make it slow. */
function matches(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return pattern === text;
  if (!text.startsWith(first)) return false;
  let from = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, from);
    if (found === -1) return false;
    from = found + part.length;
  }
  return text.length - last.length >= from && text.endsWith(last);
}
