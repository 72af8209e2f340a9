import type { ApiModel, Body, Schema } from '../../model/api.ts';
import { flatten } from '../../model/flatten.ts';
import { isObject, ownText } from '../../model/json.ts';

/** What stands in an XML document besides what its schema wants. */
export interface XmlParts {
  /** In front of the root element, by its name: a DTD. */
  readonly dtd: (root: string) => string;
  /** In the first element that takes a text: text or references, as it stands. */
  readonly text: string;
}

/** A valid document of the body with the parts in it; undefined where no element takes a text. */
export function xmlDocument({ schema: id }: Body, api: ApiModel, { dtd, text }: XmlParts): string | undefined {
  const schema = id === undefined ? undefined : flatten(api, id);
  if (schema === undefined) return undefined;
  const root = xmlName(schema) ?? schema.name ?? 'root';
  const first = schema.properties.find(({ schema: own }) => flatten(api, own)?.types.includes('string') === true);
  if (first === undefined) return undefined;
  const elements = schema.properties
    .filter(({ required, name }) => required || name === first.name)
    .map(({ name, schema: own }) => {
      const example = flatten(api, own)?.examples[0]?.value;
      const given = typeof example === 'string' || typeof example === 'number' ? String(example) : '1';
      return `<${name}>${name === first.name ? text : given.replace(/[<&]/g, '')}</${name}>`;
    });
  return `<?xml version="1.0" encoding="UTF-8"?>${dtd(root)}<${root}>${elements.join('')}</${root}>`;
}

function xmlName({ raw }: Schema): string | undefined {
  const xml = isObject(raw) ? raw['xml'] : undefined;
  const name = isObject(xml) ? ownText(xml, 'name') : undefined;
  return name !== undefined && /^[A-Za-z_][\w.-]{0,99}$/.test(name) ? name : undefined;
}
