import type { Dialect } from '../../model/api.ts';

/** Dialects of documents, oldest first. */
export const versions = ['2.0', '3.0', '3.1', '3.2'] as const;
export type Version = Exclude<Dialect, 'capture' | 'config'>;

/** The objects that OpenAPI knows. */
export type Kind = keyof typeof objects;

/** What stands behind a key that holds objects of OpenAPI: one, a list or a map of them. */
export interface Child {
  readonly kind: Kind;
  readonly shape: 'one' | 'list' | 'map';
}

interface Written {
  /** In a message: `a schema`. */
  readonly called: string;
  /** Keys by the versions that know them: `3.0+`, `3.0`, `*`. `key:kind`, `key:[kind]` and `key:{kind}` hold objects. */
  readonly keys: Readonly<Record<string, string>>;
  /** The other keys name objects of this kind. */
  readonly entries?: string;
  /** Which of the other keys those are; absent: all. */
  readonly entryNames?: RegExp;
  /** Any other key is the author's; but one that is nearly a keyword was meant to be it. */
  readonly isOpenFrom?: Version;
  /** Keys are not judged at all. */
  readonly isFree?: boolean;
}

/** Keywords of JSON Schema that 2.0 also writes in parameters, headers and their items. */
const limits =
  'type format default maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength pattern maxItems minItems uniqueItems enum multipleOf';

/** The fixed fields of the OpenAPI Specification 2.0, 3.0.4, 3.1.1 and 3.2.0, and the vocabularies of JSON Schema 2020-12. */
const objects = {
  document: {
    called: 'the root',
    keys: {
      '*': 'info:info tags:[tag] externalDocs:externalDocs security paths:paths',
      '2.0':
        'swagger host basePath schemes consumes produces definitions:{schema} parameters:{parameter} responses:{response} securityDefinitions:{securityScheme}',
      '3.0+': 'openapi servers:[server] components:components',
      '3.1+': 'jsonSchemaDialect webhooks:{pathItem}',
      '3.2+': '$self',
    },
  },
  info: {
    called: 'info',
    keys: { '*': 'title description termsOfService contact:contact license:license version', '3.1+': 'summary' },
  },
  contact: { called: 'contact', keys: { '*': 'name url email' } },
  license: { called: 'license', keys: { '*': 'name url', '3.1+': 'identifier' } },
  tag: { called: 'a tag', keys: { '*': 'name description externalDocs:externalDocs', '3.2+': 'summary parent kind' } },
  externalDocs: { called: 'externalDocs', keys: { '*': 'description url' } },
  server: { called: 'a server', keys: { '*': 'url description variables:{serverVariable}', '3.2+': 'name' } },
  serverVariable: { called: 'a server variable', keys: { '*': 'enum default description' } },
  components: {
    called: 'components',
    keys: {
      '3.0+':
        'schemas:{schema} responses:{response} parameters:{parameter} examples:{example} requestBodies:{requestBody} headers:{header} securitySchemes:{securityScheme} links:{link} callbacks:{callback}',
      '3.1+': 'pathItems:{pathItem}',
      '3.2+': 'mediaTypes:{mediaType}',
    },
  },
  paths: { called: 'paths', keys: {}, entries: 'pathItem', entryNames: /^[/{]/ },
  pathItem: {
    called: 'a path',
    keys: {
      '*': 'get:operation put:operation post:operation delete:operation options:operation head:operation patch:operation parameters:[parameter]',
      '3.0+': 'summary description servers:[server] trace:operation',
      '3.2+': 'query:operation additionalOperations:{operation}',
    },
  },
  operation: {
    called: 'an operation',
    keys: {
      '*': 'tags summary description externalDocs:externalDocs operationId parameters:[parameter] responses:responses deprecated security',
      '2.0': 'consumes produces schemes',
      '3.0+': 'requestBody:requestBody callbacks:{callback} servers:[server]',
    },
  },
  parameter: {
    called: 'a parameter',
    keys: {
      '*': 'name in description required allowEmptyValue schema:schema',
      '2.0': `${limits} items:items collectionFormat`,
      '3.0+': 'deprecated style explode allowReserved content:{mediaType} example examples:{example}',
    },
  },
  items: { called: 'items', keys: { '2.0': `${limits} items:items collectionFormat` } },
  requestBody: { called: 'a request body', keys: { '3.0+': 'description content:{mediaType} required' } },
  mediaType: {
    called: 'a media type',
    keys: {
      '3.0+': 'schema:schema example examples:{example} encoding:{encoding}',
      '3.2+': 'itemSchema:schema prefixEncoding:[encoding] itemEncoding:encoding',
    },
  },
  encoding: {
    called: 'an encoding',
    keys: {
      '3.0+': 'contentType headers:{header} style explode allowReserved',
      '3.2+': 'encoding:{encoding} prefixEncoding:[encoding] itemEncoding:encoding',
    },
  },
  responses: { called: 'responses', keys: {}, entries: 'response', entryNames: /^(?:default|[1-5](?:\d\d|XX))$/ },
  response: {
    called: 'a response',
    keys: {
      '*': 'description headers:{header}',
      '2.0': 'schema:schema examples',
      '3.0+': 'content:{mediaType} links:{link}',
      '3.2+': 'summary',
    },
  },
  header: {
    called: 'a header',
    keys: {
      '*': 'description',
      '2.0': `${limits} items:items collectionFormat`,
      '3.0+':
        'required deprecated allowEmptyValue style explode allowReserved schema:schema content:{mediaType} example examples:{example}',
    },
  },
  // Many authors write the value itself where the object that holds it belongs.
  example: { called: 'an example', keys: { '3.0+': 'description value' }, isFree: true },
  link: {
    called: 'a link',
    keys: { '3.0+': 'operationId operationRef parameters requestBody description server:server' },
  },
  callback: { called: 'a callback', keys: {}, entries: 'pathItem' },
  securityScheme: {
    called: 'a security scheme',
    keys: {
      '*': 'type description name in',
      '2.0': 'flow authorizationUrl tokenUrl scopes',
      '3.0+': 'scheme bearerFormat flows:oauthFlows openIdConnectUrl',
      '3.2+': 'oauth2MetadataUrl deprecated',
    },
  },
  oauthFlows: {
    called: 'flows',
    keys: {
      '3.0+': 'implicit:oauthFlow password:oauthFlow clientCredentials:oauthFlow authorizationCode:oauthFlow',
      '3.2+': 'deviceAuthorization:oauthFlow',
    },
  },
  oauthFlow: {
    called: 'a flow',
    keys: { '3.0+': 'authorizationUrl tokenUrl refreshUrl scopes', '3.2+': 'deviceAuthorizationUrl' },
  },
  schema: {
    called: 'a schema',
    isOpenFrom: '3.1',
    keys: {
      '*': `${limits} title description maxProperties minProperties required properties:{schema} additionalProperties:schema items:schema allOf:[schema] discriminator:discriminator readOnly xml:xml externalDocs:externalDocs example`,
      '3.0': 'nullable',
      '3.0+': 'anyOf:[schema] oneOf:[schema] not:schema writeOnly deprecated',
      '3.1+':
        '$id $schema $anchor $dynamicRef $dynamicAnchor $vocabulary $comment $defs:{schema} prefixItems:[schema] contains:schema minContains maxContains patternProperties:{schema} propertyNames:schema if:schema then:schema else:schema dependentSchemas:{schema} dependentRequired unevaluatedItems:schema unevaluatedProperties:schema contentEncoding contentMediaType contentSchema:schema const examples',
    },
  },
  discriminator: { called: 'a discriminator', keys: { '3.0+': 'propertyName mapping', '3.2+': 'defaultMapping' } },
  xml: { called: 'xml', keys: { '*': 'name namespace prefix attribute wrapped', '3.2+': 'nodeType' } },
} as const satisfies Readonly<Record<string, Written>>;

/** One kind of object in one version. */
export interface ObjectKind {
  readonly called: string;
  /** What each known key holds; `value`: no object of OpenAPI. */
  readonly keys: ReadonlyMap<string, Child | 'value'>;
  readonly entries?: Child;
  readonly entryNames?: RegExp;
  readonly isOpen: boolean;
  readonly isFree: boolean;
}

const read = new Map<Version, ReadonlyMap<Kind, ObjectKind>>();

export function grammarOf(version: Version): ReadonlyMap<Kind, ObjectKind> {
  let grammar = read.get(version);
  if (grammar === undefined) {
    const rows = Object.entries(objects) as unknown as readonly (readonly [Kind, Written])[];
    grammar = new Map(rows.map(([kind, written]) => [kind, objectKind(written, version)]));
    read.set(version, grammar);
  }
  return grammar;
}

function objectKind({ called, keys, entries, entryNames, isOpenFrom, isFree }: Written, version: Version): ObjectKind {
  const inForce = Object.entries(keys).filter(([range]) => isIn(range, version));
  return {
    called,
    keys: new Map(inForce.flatMap(([, words]) => words.split(' ').map(keyOf))),
    ...(entries === undefined ? {} : { entries: { kind: entries as Kind, shape: 'one' } }),
    ...(entryNames === undefined ? {} : { entryNames }),
    isOpen: isOpenFrom !== undefined && versions.indexOf(isOpenFrom) <= versions.indexOf(version),
    isFree: isFree === true,
  };
}

function isIn(range: string, version: Version): boolean {
  if (range === '*') return true;
  const from = range.replace('+', '') as Version;
  return range.endsWith('+') ? versions.indexOf(from) <= versions.indexOf(version) : from === version;
}

function keyOf(word: string): readonly [string, Child | 'value'] {
  const [key = '', written] = word.split(':');
  if (written === undefined) return [key, 'value'];
  const kind = written.replace(/[[\]{}]/g, '') as Kind;
  return [key, { kind, shape: written.startsWith('[') ? 'list' : written.startsWith('{') ? 'map' : 'one' }];
}

/** Another version that knows the key in such an object: the newest older one, else the oldest newer one. */
export function versionKnowing(kind: Kind, key: string, version: Version): Version | undefined {
  const here = versions.indexOf(version);
  const others = [...versions.slice(0, here).toReversed(), ...versions.slice(here + 1)];
  return others.find((other) => grammarOf(other).get(kind)?.keys.has(key));
}
