/** A media range of a document covers a type: the same, `application/*`, or any kind of JSON for JSON. */
export function coversType(range: string, mediaType: string): boolean {
  if (range === mediaType || range === '*/*' || range === '*' || range === '') return true;
  return range.endsWith('/*') && mediaType.startsWith(range.slice(0, -1));
}
