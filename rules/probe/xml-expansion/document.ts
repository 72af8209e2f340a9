import { flatten, type ApiModel, type Body, type Exchange } from '#rule';

export interface Wanted {
  readonly api: ApiModel;
  /** The word that is multiplied. */
  readonly nonce: string;
  /** Levels of ten entities each; 0: no DTD, the word itself. */
  readonly levels: number;
}

/** A valid document whose first text is the word, or an entity that stands for ten of it to the power of the levels. */
export function documentOf({ schema: id }: Body, { api, nonce, levels }: Wanted): string | undefined {
  const schema = id === undefined ? undefined : flatten(api, id);
  if (schema === undefined) return undefined;
  const root = xmlName(schema.raw) ?? (schema.name === undefined ? 'root' : schema.name);
  const texts = schema.properties.filter(({ schema: own }) => flatten(api, own)?.types.includes('string') === true);
  const [first] = texts;
  if (first === undefined) return undefined;
  const value = levels === 0 ? nonce : `&e${levels};`;
  const fields = schema.properties
    .filter(({ required, name }) => required || name === first.name)
    .map(({ name, schema: own }) => {
      const example = flatten(api, own)?.examples[0]?.value;
      const text =
        name === first.name
          ? value
          : typeof example === 'string' || typeof example === 'number'
            ? String(example)
            : '1';
      return `<${name}>${name === first.name ? text : text.replace(/[<&]/g, '')}</${name}>`;
    });
  const dtd = levels === 0 ? '' : `<!DOCTYPE ${root} [${entities(nonce, levels)}]>`;
  return `<?xml version="1.0" encoding="UTF-8"?>${dtd}<${root}>${fields.join('')}</${root}>`;
}

function entities(nonce: string, levels: number): string {
  return Array.from({ length: levels }, (_, index) => {
    const inner = index === 0 ? `${nonce} ` : `&e${index};`;
    return `<!ENTITY e${index + 1} "${inner.repeat(10)}">`;
  }).join('');
}

function xmlName(raw: unknown): string | undefined {
  const xml = typeof raw === 'object' && raw !== null && 'xml' in raw ? raw.xml : undefined;
  const name = typeof xml === 'object' && xml !== null && 'name' in xml ? xml.name : undefined;
  return typeof name === 'string' && /^[A-Za-z_][\w.-]{0,99}$/.test(name) ? name : undefined;
}

/** How often the word stands in the answer. */
export function occurrences({ response }: Exchange, nonce: string): number {
  const { text, json } = response?.body ?? {};
  return (json === undefined ? (text ?? '') : JSON.stringify(json)).split(nonce).length - 1;
}
