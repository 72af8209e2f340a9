import {
  classifyName,
  flatten,
  type ApiModel,
  type DataClass,
  type JsonType,
  type Property,
  type Schema,
  type SchemaId,
} from '#rule';

/** How far below an added object data is looked for: beyond that it is another resource with its own operations. */
const depthMax = 3;
/** Schemas looked at below one added object. */
const schemasMax = 500;

/** What a caller gets with the schema: sensitive properties by name, as far as they are part of the same object. */
export function carried(api: ApiModel, id: SchemaId): ReadonlyMap<string, DataClass> {
  const found = new Map<string, DataClass>();
  const depths = new Map<SchemaId, number>([[id, 0]]);
  // A map is walked in the order of insertion, also over what is added on the way.
  for (const [next, depth] of depths) {
    const schema = flatten(api, next);
    if (schema === undefined) continue;
    const visit = (to: SchemaId | boolean | undefined, at: number): void => {
      if (typeof to === 'string' && at <= depthMax && depths.size < schemasMax && !depths.has(to)) depths.set(to, at);
    };
    for (const property of schema.properties) {
      if (property.writeOnly) continue;
      const dataClass = classOf(api, property);
      if (dataClass === undefined) visit(property.schema, depth + 1);
      else found.set(property.name, dataClass);
    }
    if (!isExpandable(api, schema)) for (const part of [...schema.anyOf, ...schema.oneOf]) visit(part, depth);
    visit(schema.items, depth);
    visit(schema.additionalProperties, depth);
  }
  return found;
}

/** `anyOf: [an id, the object]`: another resource that a caller may ask to have in place of its id. */
export function isExpandable(api: ApiModel, { anyOf, oneOf }: Schema): boolean {
  return [...anyOf, ...oneOf].some((id) => flatten(api, id)?.types.some(isPlain) === true);
}

function isPlain(type: JsonType): boolean {
  return type === 'string' || type === 'integer' || type === 'number';
}

const sensitive: ReadonlySet<DataClass['category']> = new Set([
  'pci',
  'pci-sad',
  'financial',
  'national-id',
  'personal',
  'health',
  'secret',
]);

/** The class that a property's name says, if what it holds can be that: flags and lists of choices share only the name. */
export function classOf(api: ApiModel, property: Property): DataClass | undefined {
  const dataClass = classifyName(property.name);
  if (dataClass === undefined || !sensitive.has(dataClass.category)) return undefined;
  // An expiry date is cardholder data beside the card's number alone (PCI DSS 4.0, section 4), and that is told itself.
  if (dataClass.id === 'pci.expiry') return undefined;
  return mayHold(api, property.schema) ? dataClass : undefined;
}

function mayHold(api: ApiModel, id: SchemaId): boolean {
  const schema = flatten(api, id);
  if (schema === undefined || schema.enum !== undefined) return false;
  const values = schema.types.includes('array') && schema.items !== undefined ? flatten(api, schema.items) : schema;
  const types = values?.types ?? [];
  return types.length === 0 || types.some(isPlain);
}
