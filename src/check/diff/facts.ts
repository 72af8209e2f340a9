import type {
  ApiModel,
  AuthScheme,
  Operation,
  Parameter,
  Response,
  Schema,
  SchemaId,
  Server,
} from '../../model/api.ts';
import { fingerprintOf } from '../../model/auth-scheme.ts';
import { compareAuth } from '../../model/effective-auth.ts';
import { isObject, type JsonObject } from '../../model/json.ts';
import type { Both, Versions } from '../rule.ts';
import { usualUrl } from './usual-url.ts';
import { sameJson, sameMembers } from './same-json.ts';
import { unwrapped, viewOf } from './views.ts';

/**
 * What a thing says itself, without what stands below it: two versions with equal facts are offered to no rule.
 * Texts for people (titles, descriptions, examples, tags) are no facts.
 */
export function operationChanged({ before, after }: Both<Operation>, versions: Versions): boolean {
  return (
    before.deprecated !== after.deprecated ||
    before.operationId !== after.operationId ||
    !sameMembers(bodyFacts(before), bodyFacts(after)) ||
    !sameExtensions(before.raw, after.raw) ||
    compareAuth(before, after, versions).kind !== 'equal'
  );
}

function bodyFacts({ requestBodies }: Operation): readonly string[] {
  return requestBodies.map(({ mediaType, required }) => `${mediaType} ${required}`);
}

/** What stands in fields of the model or is compared elsewhere; the rest (style, explode, `x-` keys) is compared as written. */
const parameterKeysRead = new Set(
  'name in required deprecated description example examples schema content type format items enum default pattern minLength maxLength minItems maxItems minimum maximum exclusiveMinimum exclusiveMaximum uniqueItems multipleOf $ref'.split(
    ' ',
  ),
);

/** A parameter's own schema counts as its fact: limits on it are limits of the parameter. */
export function parameterChanged({ before, after }: Both<Parameter>, versions: Versions): boolean {
  const [was, is] = [rootView(versions.before, before.schema), rootView(versions.after, after.schema)];
  return (
    (was === undefined || is === undefined ? was !== is : schemaChanged({ before: was, after: is })) ||
    before.required !== after.required ||
    before.deprecated !== after.deprecated ||
    (before.in !== 'path' && before.name !== after.name) ||
    !sameJson(without(before.raw, parameterKeysRead), without(after.raw, parameterKeysRead))
  );
}

function rootView(api: ApiModel, id: SchemaId | undefined): Schema | undefined {
  return id === undefined ? undefined : viewOf(api, unwrapped(api, id));
}

export function responseChanged({ before, after }: Both<Response>): boolean {
  const facts = ({ bodies, headers }: Response): readonly string[] => [
    ...bodies.map(({ mediaType }) => mediaType),
    ...headers.map(({ name, required }) => `header ${name.toLowerCase()} ${required}`),
  ];
  return !sameMembers(facts(before), facts(after));
}

export function serverChanged({ before, after }: Both<Server>): boolean {
  const facts = ({ url, variables }: Server): string =>
    JSON.stringify([
      usualUrl(url),
      variables.map((each) => [each.name, each.default ?? '', [...(each.enum ?? [])].sort()].join('\n')).sort(),
    ]);
  return facts(before) !== facts(after);
}

export function authSchemeChanged({ before, after }: Both<AuthScheme>): boolean {
  const facts = (scheme: AuthScheme): readonly string[] => [
    fingerprintOf(scheme),
    scheme.bearerFormat ?? '',
    scheme.openIdConnectUrl ?? '',
    String(scheme.raw['deprecated'] === true),
    ...scheme.flows.map((flow) =>
      JSON.stringify([flow.kind, flow.authorizationUrl, flow.tokenUrl, flow.refreshUrl, [...flow.scopes].sort()]),
    ),
  ];
  return !sameMembers(facts(before), facts(after)) || !sameExtensions(before.raw, after.raw);
}

/** Zero and absence say the same of a lower limit, `true` and absence of an open schema. */
export function schemaChanged({ before, after }: Both<Schema>): boolean {
  return (
    limits.some((limit) => before[limit] !== after[limit]) ||
    floors.some((floor) => (before[floor] ?? 0) !== (after[floor] ?? 0)) ||
    (before.uniqueItems ?? false) !== (after.uniqueItems ?? false) ||
    before.deprecated !== after.deprecated ||
    openness(before.additionalProperties) !== openness(after.additionalProperties) ||
    openness(before.unevaluatedProperties) !== openness(after.unevaluatedProperties) ||
    (before.not === undefined) !== (after.not === undefined) ||
    (before.propertyNames === undefined) !== (after.propertyNames === undefined) ||
    before.discriminator?.propertyName !== after.discriminator?.propertyName ||
    before.others.length !== after.others.length ||
    !sameTypes(before, after) ||
    (before.enum === undefined) !== (after.enum === undefined) ||
    !sameMembers(before.enum ?? [], after.enum ?? []) ||
    !sameJson(before.default, after.default) ||
    !sameMembers(undeclared(before), undeclared(after)) ||
    !sameExtensions(before.raw, after.raw)
  );
}

const limits = [
  'format',
  'pattern',
  'maxLength',
  'maxItems',
  'maxProperties',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'contentEncoding',
  'contentMediaType',
] as const;
const floors = ['minLength', 'minItems', 'minProperties'] as const;

function openness(value: boolean | SchemaId | undefined): 'open' | 'closed' | 'schema' {
  if (value === undefined || value === true) return 'open';
  return value === false ? 'closed' : 'schema';
}

/** An integer is a number; `items` or `properties` without a type are most often an array or an object. */
function sameTypes(before: Schema, after: Schema): boolean {
  return sameMembers(typesOf(before), typesOf(after));
}

export function typesOf(schema: Schema): readonly string[] {
  const { types } = schema;
  if (types.length > 0) return types.includes('number') ? types.filter((type) => type !== 'integer') : types;
  if (schema.properties.length > 0) return ['object'];
  return schema.items === undefined ? [] : ['array'];
}

/** Required names without a property: those with one are compared there. */
function undeclared(schema: Schema): readonly string[] {
  if (schema.required.length === 0) return [];
  const declared = new Set(schema.properties.map(({ name }) => name));
  return schema.required.filter((name) => !declared.has(name));
}

function sameExtensions(before: JsonObject, after: JsonObject): boolean {
  return sameJson(extensions(before), extensions(after));
}

const nothing: JsonObject = Object.freeze({});

function extensions(raw: JsonObject): JsonObject {
  let found: Map<string, JsonObject[string]> | undefined;
  for (const key in raw) {
    if (key.startsWith('x-') && Object.hasOwn(raw, key)) (found ??= new Map()).set(key, raw[key]);
  }
  return found === undefined ? nothing : Object.fromEntries(found);
}

function without(raw: JsonObject, left: ReadonlySet<string>): JsonObject {
  return isObject(raw) ? Object.fromEntries(Object.entries(raw).filter(([key]) => !left.has(key))) : nothing;
}
