import { nearest } from '../model/nearest.ts';

/** Names that begin alike and are listed: `bola` is the beginning of a family of rules. */
const alikeMax = 8;

/** `did you mean X?`, what begins with it, or the list where nothing is near and it is short. */
export function suggestion(name: string, known: readonly string[]): string {
  const alike = name.length >= 3 ? known.filter((each) => each.startsWith(`${name.replace(/-$/, '')}-`)) : [];
  if (alike.length > 1)
    return `did you mean one of ${alike.slice(0, alikeMax).join(', ')}${alike.length > alikeMax ? ', ...' : ''}?`;
  const near = nearest(name, known);
  if (near !== undefined) return `did you mean ${near}?`;
  return known.length <= 24 ? `known: ${known.join(', ')}` : 'sallyport rules lists them';
}
