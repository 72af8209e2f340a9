/** Places of the filter, as a power of two. */
const filterBits = 20;

/** A Bloom filter of whole texts: tells from a few characters that a text is none of them. */
export class Whole {
  readonly #filter = new Uint32Array(1 << (filterBits - 5));

  add(text: string): void {
    const slot = slotOf(text);
    this.#filter[slot >> 5] = (this.#filter[slot >> 5] ?? 0) | (1 << (slot & 31));
  }

  mayHold(text: string): boolean {
    const slot = slotOf(text);
    return ((this.#filter[slot >> 5] ?? 0) & (1 << (slot & 31))) !== 0;
  }
}

/** Of its length and of characters where values of one kind differ. */
function slotOf(text: string): number {
  const { length } = text;
  let hash = length;
  for (let index = Math.max(0, length - 8); index < length; index += 1)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  if (length > 8) hash = Math.imul(hash ^ text.charCodeAt(0) ^ (text.charCodeAt(length >> 1) << 8), 0x01000193);
  return Math.imul(hash ^ (hash >>> 15), 0x9e3779b1) >>> (32 - filterBits);
}
