import type { AuthScheme, Schema, Server } from '../../model/api.ts';
import { fingerprintOf } from '../../model/auth-scheme.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Both } from '../rule.ts';
import { usualUrl } from './usual-url.ts';
import { sameJson, sameMembers } from './same-json.ts';

/**
 * What a thing says itself, without what stands below it: two versions with equal facts are no change.
 * Texts for people (titles, descriptions, examples, tags) are no facts.
 */
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

/** An integer is a number; `items` or `properties` without a type are most often an array or an object. */
export function typesOf(schema: Schema): readonly string[] {
  const { types } = schema;
  if (types.length > 0) return types.includes('number') ? types.filter((type) => type !== 'integer') : types;
  if (schema.properties.length > 0) return ['object'];
  return schema.items === undefined ? [] : ['array'];
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
