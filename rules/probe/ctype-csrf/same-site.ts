import type { Exchange } from '#rule';

/**
 * Whether all of these cookies that answers set are kept from requests that pages of other sites start (RFC 6265bis,
 * section 5.4.7: `Lax` is for links, `Strict` for nothing); undefined where none of them was set.
 */
export function isForOwnPages(answers: readonly Exchange[], names: readonly string[]): boolean | undefined {
  const kept = new Map<string, boolean>();
  for (const { response } of answers) {
    for (const [field, value] of response?.headers ?? []) {
      const [pair = '', ...attributes] = field.toLowerCase() === 'set-cookie' ? value.split(';') : [];
      const [name = '', text = ''] = pair.split('=', 2).map((part) => part.trim());
      if (!names.includes(name) || text === '') continue;
      kept.set(
        name,
        attributes.some((one) => /^\s*samesite\s*=\s*(?:lax|strict)\s*$/i.test(one)),
      );
    }
  }
  return kept.size === 0 ? undefined : [...kept.values()].every(Boolean);
}
