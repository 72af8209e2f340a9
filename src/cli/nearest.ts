import { nearest } from '../model/nearest.ts';

/** `did you mean X?`, or the list where nothing is near and it is short. */
export function suggestion(name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  if (near !== undefined) return `did you mean ${near}?`;
  return known.length <= 24 ? `known: ${known.join(', ')}` : 'sallyport rules lists them';
}
