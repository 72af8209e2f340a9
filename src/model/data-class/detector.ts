import { isJwt, isOpaque } from './forms.ts';

/**
 * `indirect`: points to a person only together with something else (GDPR recital 30); `special`: GDPR article 9;
 * `ledger`: amounts and balances, which name nobody; `business`: numbers of companies; `technical`: opens nothing alone.
 */
export type DataCategory =
  | 'pci'
  | 'pci-sad'
  | 'financial'
  | 'ledger'
  | 'national-id'
  | 'business'
  | 'personal'
  | 'indirect'
  | 'special'
  | 'health'
  | 'secret'
  | 'technical';

/** A kind of data that must not be seen by the wrong reader. */
export interface DataClass {
  /** `pci.pan`; its tag is `<PCI.PAN:1>`. */
  readonly id: string;
  /** As a message says it: "a card number (PAN)". */
  readonly title: string;
  readonly category: DataCategory;
  /** Requirements it is evidence towards. */
  readonly controls: readonly string[];
  /** Told of a document and left in a capture: hiding it would take away what checks compare, and it opens nothing. */
  readonly isShown?: true;
}

export interface Detector extends DataClass {
  /** Names in words that say it, as the whole name or at its end: `card number` is in `customerCardNumber`. */
  readonly names: readonly string[];
  /** Names that say it only as the whole name: longer ones that end so mean something else. */
  readonly whole?: readonly string[];
  /** Names that say it only below one of these parents (`''`: at the top): `card.number`. */
  readonly under?: { readonly parents: readonly string[]; readonly names: readonly string[] };
  /** Words anywhere in a name that make it something else: `giftCardNumber`, `repositoryFullName`. */
  readonly except?: readonly string[];
  /** Fewest characters of a value: where a document allows fewer, it is about the data. */
  readonly charsMin?: number;
  /** Values of `format` that say it, in words as names are. */
  readonly formats?: readonly string[];
  /** Whether a value whose name says the class may be one. */
  readonly named: (text: string) => boolean;
  /** Stricter than `named`: what makes name and value together a proof. `by` is how the page of classes says it. */
  readonly checked?: { readonly by: string; readonly test: (text: string) => boolean };
  /** A form that is hardly ever met by chance: the value alone is enough. */
  readonly form?: (text: string) => boolean;
  /** Characters that values of that form begin with, and their lengths; left out: any. They spare most values the test. */
  readonly begins?: { readonly with?: string; readonly charsMin: number; readonly charsMax: number };
  /** A form that chance meets now and then: reason to hide a value, none to claim anything. */
  readonly hint?: (text: string) => boolean;
  /** What a `pattern` for it lets through, and near misses that it does not: a pattern for any text takes both. */
  readonly sample?: { readonly takes: readonly string[]; readonly refuses: readonly string[] };
  /** Made of digits alone, so that a number in JSON may be one. */
  readonly isNumeric?: true;
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
