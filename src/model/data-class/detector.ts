import { isJwt, isOpaque } from './forms.ts';

export type DataCategory =
  'pci' | 'pci-sad' | 'financial' | 'national-id' | 'personal' | 'health' | 'secret' | 'technical';

/** A kind of data that must not be seen by the wrong reader. */
export interface DataClass {
  /** `pci.pan`; its tag is `<PCI.PAN:1>`. */
  readonly id: string;
  /** As a message says it: "a card number (PAN)". */
  readonly title: string;
  readonly category: DataCategory;
  /** Requirements it is evidence towards. */
  readonly controls: readonly string[];
}

export interface Detector extends DataClass {
  /** Names in words that say it, as the whole name or at its end: `card number` is in `customerCardNumber`. */
  readonly names: readonly string[];
  /** Names that say it only as the whole name: longer ones that end so mean something else. */
  readonly whole?: readonly string[];
  /** Names that say it only below one of these parents (`''`: at the top): `card.number`. */
  readonly under?: { readonly parents: readonly string[]; readonly names: readonly string[] };
  /** Whether a value whose name says the class may be one. */
  readonly named: (text: string) => boolean;
  /** A form that is hardly ever met by chance: the value alone is enough. */
  readonly form?: (text: string) => boolean;
  /** A form that chance meets now and then: reason to hide a value, none to claim anything. */
  readonly hint?: (text: string) => boolean;
}

/** Names with commas between them. */
export const list = (names: string): readonly string[] => (names === '' ? [] : names.split(', '));
export const anything = (text: string): boolean => text !== '';
export const atLeast =
  (least: number) =>
  (text: string): boolean =>
    text.length >= least;
export const matching =
  (pattern: RegExp) =>
  (text: string): boolean =>
    pattern.test(text);
export const opaque =
  (least: number) =>
  (text: string): boolean =>
    isJwt(text) || isOpaque(text, least);
