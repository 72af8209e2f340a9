import type { Json } from '../json.ts';

export type Holder = Json[] | Record<string, Json>;

/** Fewest characters of what can hold a known value. */
export const leafCharsMin = 6;

/** Texts and long numbers of redacted JSON that were left as they were sent: what is known only later may stand in them. */
export class Leaves {
  readonly #holders: Holder[] = [];
  readonly #keys: (string | number)[] = [];
  /** Keys of objects that may hold one, too: they cannot be replaced without a copy of their object. */
  readonly names = new Set<string>();

  add(holder: Holder, key: string | number): void {
    this.#holders.push(holder);
    this.#keys.push(key);
  }

  /** Puts what `change` gives in the place of every leaf; whether any became another. */
  replace(change: (leaf: string | number) => Json): boolean {
    let isChanged = false;
    for (let index = 0; index < this.#keys.length; index += 1) {
      const holder = this.#holders[index] ?? [];
      const key = this.#keys[index] ?? 0;
      const leaf = Array.isArray(holder) ? holder[Number(key)] : holder[key];
      if (typeof leaf !== 'string' && typeof leaf !== 'number') continue;
      const changed = change(leaf);
      if (changed === leaf) continue;
      put(holder, key, changed);
      isChanged = true;
    }
    return isChanged;
  }
}

/** A plain assignment to `__proto__` would change the object's nature. */
export function put(holder: Holder, key: string | number, value: Json): void {
  if (Array.isArray(holder)) holder[Number(key)] = value;
  else if (key === '__proto__')
    Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
  else holder[key] = value;
}
