import { textIn, xmlDocument, type ApiModel, type Body, type Exchange } from '#rule';

export interface Wanted {
  readonly api: ApiModel;
  /** The word that is multiplied. */
  readonly nonce: string;
  /** Levels of ten entities each; 0: no DTD, the word itself. */
  readonly levels: number;
}

/** A valid document whose first text is the word, or an entity that stands for ten of it to the power of the levels. */
export function documentOf(body: Body, { api, nonce, levels }: Wanted): string | undefined {
  return xmlDocument(body, api, {
    text: levels === 0 ? nonce : `&e${levels};`,
    dtd: (root) => (levels === 0 ? '' : `<!DOCTYPE ${root} [${entities(nonce, levels)}]>`),
  });
}

function entities(nonce: string, levels: number): string {
  return Array.from({ length: levels }, (_, index) => {
    const inner = index === 0 ? `${nonce} ` : `&e${index};`;
    return `<!ENTITY e${index + 1} "${inner.repeat(10)}">`;
  }).join('');
}

/** How often the word stands in the answer. */
export function occurrences(exchange: Exchange, nonce: string): number {
  return textIn(exchange).split(nonce).length - 1;
}
