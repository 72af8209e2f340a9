import type { Json } from './json.ts';
import type { Pointer, Region } from './source.ts';

/** One change of a document in terms of its values; text edits are made of it where the bytes are known. */
export type Edit =
  | { readonly kind: 'replace'; readonly at: Pointer; readonly value: Json }
  /** A new key in the object at `at`: refused where it is there already. */
  | { readonly kind: 'add'; readonly at: Pointer; readonly key: string; readonly value: Json }
  /** One more item at the end of the list at `at`. */
  | { readonly kind: 'append'; readonly at: Pointer; readonly value: Json }
  /** The key at `at` gets another name; what stands behind it stays, comments included. */
  | { readonly kind: 'rename'; readonly at: Pointer; readonly key: string }
  | { readonly kind: 'remove'; readonly at: Pointer };

/** A piece of a text and what stands there afterwards; the region is empty where something is inserted. */
export interface Replacement {
  readonly region: Region;
  readonly text: string;
}
