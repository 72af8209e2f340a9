import type { ApiModel } from '../../model/api.ts';
import { ownText } from '../../model/json.ts';
import { child, type Pointer } from '../../model/source.ts';

/** Dialects of JSON Schema whose keywords are those that are compared. */
const known =
  /^https?:\/\/(?:json-schema\.org\/(?:draft-0[4-7]\/(?:hyper-)?schema|draft\/(?:2019-09|2020-12)\/schema)|spec\.openapis\.org\/oas\/3\.\d+\/(?:dialect|schema)\/[\w.-]+)#?$/;
/** References that are resolved while a value is checked (JSON Schema 2020-12 section 8.2.3.2): nothing here follows them. */
const dynamic = ['$dynamicRef', '$recursiveRef'] as const;

/** Schemas that say something the comparison does not understand: of another dialect, or a reference resolved at run time. */
export function foreignPlaces(api: ApiModel): readonly Pointer[] {
  const places: Pointer[] = [];
  if (api.schemaDialect !== undefined && !known.test(api.schemaDialect))
    places.push(child(api.at, 'jsonSchemaDialect'));
  for (const { raw, at } of api.schemas.values()) {
    const dialect = ownText(raw, '$schema');
    if (dialect !== undefined && !known.test(dialect)) places.push(child(at, '$schema'));
    for (const key of dynamic) if (Object.hasOwn(raw, key)) places.push(child(at, key));
  }
  return places;
}
