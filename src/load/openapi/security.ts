import type { AuthRequirement, AuthScheme, OAuthFlow, Operation } from '../../model/api.ts';
import { isObject, own, ownText, type Json } from '../../model/json.ts';
import type { Cursor, Documents } from '../documents.ts';

const flowNames = new Map<string, OAuthFlow['kind']>([
  ['authorizationCode', 'authorizationCode'],
  ['accessCode', 'authorizationCode'],
  ['implicit', 'implicit'],
  ['password', 'password'],
  ['clientCredentials', 'clientCredentials'],
  ['application', 'clientCredentials'],
  ['deviceAuthorization', 'deviceAuthorization'],
]);

/** `components.securitySchemes` of 3.x or `securityDefinitions` of 2.0. */
export function authSchemesOf(documents: Documents, table: Cursor): ReadonlyMap<string, AuthScheme> {
  const schemes = new Map<string, AuthScheme>();
  for (const [name, written] of documents.entries(table)) {
    const cursor = documents.follow(written);
    if (documents.object(cursor) !== undefined) schemes.set(name, authSchemeOf(documents, name, cursor));
  }
  return schemes;
}

function authSchemeOf(documents: Documents, name: string, cursor: Cursor): AuthScheme {
  const raw = isObject(cursor.value) ? cursor.value : {};
  const type = ownText(raw, 'type') ?? '';
  const kinds = ['apiKey', 'http', 'oauth2', 'openIdConnect', 'mutualTLS'] as const;
  const place = (['query', 'header', 'cookie'] as const).find((known) => known === ownText(raw, 'in'));
  const httpScheme = type === 'basic' ? 'basic' : ownText(raw, 'scheme')?.toLowerCase();
  const optional = {
    in: place,
    parameterName: ownText(raw, 'name'),
    httpScheme: type === 'http' || type === 'basic' ? httpScheme : undefined,
    bearerFormat: ownText(raw, 'bearerFormat'),
    openIdConnectUrl: ownText(raw, 'openIdConnectUrl'),
  };
  return {
    name,
    at: cursor.at,
    kind: type === 'basic' ? 'http' : (kinds.find((kind) => kind === type) ?? 'unknown'),
    ...withoutUndefined(optional),
    flows: type === 'oauth2' ? flowsOf(documents, cursor) : [],
    raw,
  };
}

function flowsOf(documents: Documents, scheme: Cursor): readonly OAuthFlow[] {
  const single = ownText(scheme.value, 'flow');
  const written: readonly (readonly [string, Cursor])[] =
    single === undefined ? documents.entries(documents.get(scheme, 'flows')) : [[single, scheme]];
  return written.flatMap(([name, cursor]) => {
    const kind = flowNames.get(name);
    if (kind === undefined || !isObject(cursor.value)) return [];
    const urls = {
      authorizationUrl: ownText(cursor.value, 'authorizationUrl'),
      tokenUrl: ownText(cursor.value, 'tokenUrl'),
      refreshUrl: ownText(cursor.value, 'refreshUrl'),
    };
    const scopes = own(cursor.value, 'scopes');
    return [{ kind, at: cursor.at, ...withoutUndefined(urls), scopes: isObject(scopes) ? Object.keys(scopes) : [] }];
  });
}

/** What is effective for an operation: its own `security`, else the root's, else nothing (which lets anybody in). */
export function effectiveAuth(
  documents: Documents,
  operation: Cursor,
): Pick<Operation, 'auth' | 'authFrom' | 'authAt'> {
  const written = documents.get(operation, 'security');
  const global = documents.get(documents.root, 'security');
  const found = written.value !== undefined ? written : global.value !== undefined ? global : undefined;
  if (found === undefined || (!Array.isArray(found.value) && documents.items(found).length === 0)) {
    return { auth: [{ at: operation.at, schemes: [] }], authFrom: 'none', authAt: operation.at };
  }
  const alternatives = documents.items(found).map((item) => requirementOf(documents, item));
  const auth = alternatives.length === 0 ? [{ at: found.at, schemes: [] }] : alternatives;
  return { auth, authFrom: found === written ? 'operation' : 'global', authAt: found.at };
}

function requirementOf(documents: Documents, item: Cursor): AuthRequirement {
  const object = documents.object(item) ?? {};
  const schemes = Object.keys(object).map((key) => ({ name: schemeName(documents, key), scopes: texts(object[key]) }));
  return { at: item.at, schemes };
}

/** 3.2 lets a requirement name a scheme by its URI; one of the document itself is known by its key. */
function schemeName({ root }: Documents, key: string): string {
  const local = /^#\/components\/securitySchemes\/([\w.-]+)$/.exec(key)?.[1];
  return local !== undefined && (ownText(root.value, 'openapi') ?? '').startsWith('3.2') ? local : key;
}

function texts(value: Json | undefined): readonly string[] {
  return Array.isArray(value)
    ? (value as readonly Json[]).filter((item): item is string => typeof item === 'string')
    : [];
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Optional means absent: no key is there with `undefined` behind it. */
export function withoutUndefined<T extends object>(object: T): Defined<T> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Defined<T>;
}
