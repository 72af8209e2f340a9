import type { ApiModel, Operation, SchemaId } from '../../model/api.ts';
import { flatten } from '../../model/flatten.ts';
import type { Json } from '../../model/json.ts';
import type { Input, RequestChange } from '../target.ts';

/** Levels of a body that are looked into: deeper values are reached through the same code as those above. */
const levelsMax = 3;
/** Values of one operation that are asked about. */
const inputsMax = 60;

/** Parameters and scalars of the JSON body that a caller fills in: constants and what the server sets are none. */
export function inputsOf(operation: Operation, api: ApiModel): readonly Input[] {
  const parameters = operation.parameters
    .filter(({ in: place, schema }) => place !== 'path' || !isClosed(api, schema))
    .flatMap(({ in: place, name, schema, required }): Input | readonly [] =>
      place === 'querystring' ? [] : { in: place, name, required, ...(schema === undefined ? {} : { schema }) },
    );
  const json = operation.requestBodies.find(({ mediaType }) => /[/+]json$/.test(mediaType))?.schema;
  const body = json === undefined ? [] : bodyInputs(api, json);
  return [...parameters, ...body].slice(0, inputsMax);
}

function bodyInputs(api: ApiModel, root: SchemaId): readonly Input[] {
  const inputs: Input[] = [];
  let level: readonly { readonly path: string; readonly id: SchemaId; readonly required: boolean }[] = [
    { path: '$', id: root, required: true },
  ];
  for (let depth = 0; depth <= levelsMax && level.length > 0 && inputs.length < inputsMax; depth += 1) {
    const next: { readonly path: string; readonly id: SchemaId; readonly required: boolean }[] = [];
    for (const { path, id, required } of level) {
      const schema = flatten(api, id);
      if (schema === undefined) continue;
      for (const property of schema.properties)
        if (!property.readOnly)
          next.push({ path: `${path}.${property.name}`, id: property.schema, required: required && property.required });
      if (schema.items !== undefined) next.push({ path: `${path}[0]`, id: schema.items, required });
      const isScalar = schema.properties.length === 0 && schema.items === undefined && path !== '$';
      if (isScalar && !isClosed(api, id)) inputs.push({ in: 'body', name: path, schema: id, required });
    }
    level = next;
  }
  return inputs;
}

/** A closed list and a flag take no text. */
function isClosed(api: ApiModel, id: SchemaId | undefined): boolean {
  const schema = id === undefined ? undefined : flatten(api, id);
  return schema?.enum !== undefined || (schema?.types.length === 1 && schema.types[0] === 'boolean');
}

/** How a valid request changes so that the input has the value. */
export function changeOf({ in: place, name }: Input, value: Json): RequestChange {
  if (place === 'body') return { bodyAt: { [name]: value } };
  return { parameters: { [name]: typeof value === 'string' ? value : JSON.stringify(value) } };
}
