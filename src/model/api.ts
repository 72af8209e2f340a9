import type { Json, JsonObject } from './json.ts';
import type { LimitProfile } from './limit-profile.ts';
import type { Policy } from './policy.ts';
import type { Pointer, Source, SourceId } from './source.ts';

/** `2.0` ... `3.2` are OpenAPI versions; `capture` is an API known from traffic alone, `config` the settings of the gate. */
export type Dialect = '2.0' | '3.0' | '3.1' | '3.2' | 'capture' | 'config';

/** One API, the same shape whatever it was read from. Everything in it is plain and readonly. */
export interface ApiModel {
  /** The document's identity in fingerprints and reports: `specs[].name` of the config, else its path in the repository without extension. */
  readonly name: string;
  readonly title: string;
  readonly version: string;
  readonly description?: string;
  readonly dialect: Dialect;
  /** `jsonSchemaDialect` as written: how the schemas mean their keywords where it is not what OpenAPI says. */
  readonly schemaDialect?: string;
  /** The root of the document. */
  readonly at: Pointer;
  /** The operations of `paths`. */
  readonly operations: readonly Operation[];
  /** Calls that the API makes itself: webhooks and callbacks, in the shape of operations. */
  readonly hooks: readonly Operation[];
  /** Every schema once, by the pointer of its definition; recursion is by id, never by object. */
  readonly schemas: ReadonlyMap<SchemaId, Schema>;
  readonly authSchemes: ReadonlyMap<string, AuthScheme>;
  /** The root's servers alone; an operation's effective ones stand in `Operation.servers`. */
  readonly servers: readonly Server[];
  readonly sources: ReadonlyMap<SourceId, Source>;
  /** The team's, from its config; never the document's own. */
  readonly policy?: Policy;
  /** The team's, where limits are to be written: rules propose those of the profile. */
  readonly limits?: LimitProfile;
  /** The root's `x-` keys as written. */
  readonly extensions: JsonObject;
  /** Files that it refers to and that were not read. */
  readonly unread: readonly SourceId[];
  /** What was wrong with the document itself; the rest of it was read all the same. Worked out when asked for. */
  readonly faults: readonly Fault[];
}

/** A part of a document that could not be read as what it should be. */
export interface Fault {
  readonly kind:
    | 'duplicate-key'
    | 'broken-ref'
    | 'refused-ref'
    | 'syntax'
    | 'wrong-type'
    | 'too-deep'
    | 'lossy-number'
    /** A key that this version of OpenAPI does not know in such an object. */
    | 'unknown-key'
    /** A reference to another kind of component than belongs there. */
    | 'wrong-component'
    /** A keyword beside a reference, where references stand alone. */
    | 'ignored-sibling'
    | 'duplicate-parameter'
    /** A shared component that no operation and no webhook leads to. */
    | 'unused-component'
    /** A description with a script in it. */
    | 'active-markup';
  readonly at: Pointer;
  /** One sentence; holds keys and reference targets, never other values. */
  readonly message: string;
  /** Of an unknown key: the one that was meant, where that is certain. */
  readonly meant?: string;
  /** Of a duplicate: it says the same as the first. */
  readonly isRepeated?: boolean;
}

/** `GET /cards/{cardId}`: an operation's name everywhere, also across versions of the document. */
export type OperationId = string;

/** What a client can call: one method on one path template. */
export interface Operation {
  readonly id: OperationId;
  readonly kind: 'path' | 'webhook' | 'callback';
  /** In capitals, or an additional method of OpenAPI 3.2 as written. */
  readonly method: string;
  /** As written under `paths`; for hooks the name or the expression. */
  readonly path: string;
  /** The method's key. */
  readonly at: Pointer;
  readonly operationId?: string;
  readonly summary?: string;
  readonly description?: string;
  readonly tags: readonly string[];
  /** Path-level and own parameters merged (own win); bodies and form fields of 2.0 are in `requestBodies`. */
  readonly parameters: readonly Parameter[];
  /** One for each media type. */
  readonly requestBodies: readonly Body[];
  readonly responses: readonly Response[];
  /** Alternatives (OR); one without schemes means anonymous. Never empty: the loader applies the defaults. */
  readonly auth: readonly AuthRequirement[];
  /** Where `auth` was written: the operation's own `security`, the root's, or nowhere (then `authAt` is the operation). */
  readonly authFrom: 'operation' | 'global' | 'none';
  readonly authAt: Pointer;
  /** Effective: own, else the path's, else the root's. Empty where the document names none. */
  readonly servers: readonly Server[];
  readonly deprecated: boolean;
  /** The object as written, for structural rules and `x-` keys alone. */
  readonly raw: JsonObject;
}

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'cookie' | 'querystring';
  readonly required: boolean;
  readonly deprecated: boolean;
  /** The parameter object (of a shared one: its definition). */
  readonly at: Pointer;
  readonly description?: string;
  readonly schema?: SchemaId;
  readonly examples: readonly Example[];
  readonly raw: JsonObject;
}

/** One media type of a request or a response. */
export interface Body {
  /** Lower case, without parameters: `application/json`. */
  readonly mediaType: string;
  readonly required: boolean;
  readonly at: Pointer;
  readonly schema?: SchemaId;
  /** Of forms: the `contentType` of each part that says one. */
  readonly encodings?: ReadonlyMap<string, string>;
  readonly examples: readonly Example[];
}

export interface Response {
  /** `200`, `4XX` (capital X) or `default`. */
  readonly status: string;
  readonly at: Pointer;
  /** Of a shared one: its definition, which is the line to change for all who use it. */
  readonly sharedAt?: Pointer;
  readonly description?: string;
  readonly bodies: readonly Body[];
  readonly headers: readonly Header[];
  /** Of 3.x, where there are some. */
  readonly links?: readonly Link[];
}

/** What an answer gives another operation (OpenAPI 3.1 section 4.8.20). */
export interface Link {
  readonly name: string;
  readonly at: Pointer;
  readonly operationId?: string;
  /** `#/paths/~1cards~1{cardId}/get` */
  readonly operationRef?: string;
  /** Runtime expressions by parameter: `$response.body#/id`. */
  readonly parameters: Readonly<Record<string, string>>;
}

export interface Header {
  readonly name: string;
  readonly required: boolean;
  readonly at: Pointer;
  readonly schema?: SchemaId;
  readonly examples: readonly Example[];
}

export interface Example {
  readonly at: Pointer;
  readonly value: Json;
}

/** One alternative: all of its schemes are needed together (AND). */
export interface AuthRequirement {
  readonly at: Pointer;
  readonly schemes: readonly { readonly name: string; readonly scopes: readonly string[] }[];
}

export interface AuthScheme {
  /** Its key in the document. */
  readonly name: string;
  readonly at: Pointer;
  readonly kind: 'apiKey' | 'http' | 'oauth2' | 'openIdConnect' | 'mutualTLS' | 'unknown';
  /** Of an API key. */
  readonly in?: 'query' | 'header' | 'cookie';
  readonly parameterName?: string;
  /** Of `http`, lower case: `bearer`, `basic` (also 2.0's `type: basic`). */
  readonly httpScheme?: string;
  readonly bearerFormat?: string;
  readonly flows: readonly OAuthFlow[];
  readonly openIdConnectUrl?: string;
  readonly raw: JsonObject;
}

export interface OAuthFlow {
  /** 2.0's `accessCode` and `application` have the names of 3.x. */
  readonly kind: 'authorizationCode' | 'implicit' | 'password' | 'clientCredentials' | 'deviceAuthorization';
  readonly at: Pointer;
  readonly authorizationUrl?: string;
  readonly tokenUrl?: string;
  readonly refreshUrl?: string;
  readonly scopes: readonly string[];
}

export interface Server {
  /** As written; of 2.0 `scheme://host/basePath`, one for each scheme. */
  readonly url: string;
  /** The `url` with every variable's default in place; relative ones stay relative. */
  readonly resolvedUrl: string;
  readonly at: Pointer;
  readonly level: 'api' | 'path' | 'operation';
  readonly description?: string;
  readonly variables: readonly ServerVariable[];
  /** The object as written, for `x-` keys alone; 2.0 has none. */
  readonly raw?: JsonObject;
}

export interface ServerVariable {
  readonly name: string;
  readonly at: Pointer;
  readonly default?: string;
  readonly enum?: readonly string[];
}

/** `source#/pointer` of a schema's definition. */
export type SchemaId = string;
export type JsonType = 'null' | 'boolean' | 'integer' | 'number' | 'string' | 'array' | 'object';

/**
 * One schema as written, every version's spelling brought to one. Children are ids; a plain `$ref` is its target's id.
 * What is absent may be there as undefined: schemas that all have the same keys are read several times as fast.
 */
export interface Schema {
  readonly id: SchemaId;
  readonly at: Pointer;
  /** `Card` of `/components/schemas/Card`; absent for inline schemas. */
  readonly name?: string | undefined;
  /** Empty: any type. `nullable: true` has become 'null'. */
  readonly types: readonly JsonType[];
  readonly format?: string | undefined;
  readonly pattern?: string | undefined;
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  /** `const` has become an enum of one. */
  readonly enum?: readonly Json[] | undefined;
  readonly default?: Json | undefined;
  readonly examples: readonly Example[];
  readonly minLength?: number | undefined;
  readonly maxLength?: number | undefined;
  readonly minItems?: number | undefined;
  readonly maxItems?: number | undefined;
  readonly uniqueItems?: boolean | undefined;
  readonly minProperties?: number | undefined;
  readonly maxProperties?: number | undefined;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  /** 3.0's booleans have become numbers. */
  readonly exclusiveMinimum?: number | undefined;
  readonly exclusiveMaximum?: number | undefined;
  readonly multipleOf?: number | undefined;
  readonly properties: readonly Property[];
  /** Also names that `properties` lacks. */
  readonly required: readonly string[];
  readonly patternProperties: readonly { readonly pattern: string; readonly schema: SchemaId }[];
  /** Absent: not said. */
  readonly additionalProperties?: boolean | SchemaId | undefined;
  readonly unevaluatedProperties?: boolean | SchemaId | undefined;
  readonly propertyNames?: SchemaId | undefined;
  readonly items?: SchemaId | undefined;
  readonly prefixItems: readonly SchemaId[];
  readonly allOf: readonly SchemaId[];
  readonly anyOf: readonly SchemaId[];
  readonly oneOf: readonly SchemaId[];
  readonly not?: SchemaId | undefined;
  /** `if`, `then`, `else`, `contains`, `dependentSchemas`, `contentSchema` ...: reached, not merged. */
  readonly others: readonly SchemaId[];
  readonly discriminator?:
    { readonly propertyName: string; readonly mapping: ReadonlyMap<string, SchemaId> } | undefined;
  readonly contentEncoding?: string | undefined;
  readonly contentMediaType?: string | undefined;
  readonly readOnly: boolean;
  readonly writeOnly: boolean;
  readonly deprecated: boolean;
  readonly raw: JsonObject;
}

/** One entry of `properties`. Its place is the key in the schema that declares it, wherever its schema is defined. */
export interface Property {
  readonly name: string;
  readonly at: Pointer;
  readonly schema: SchemaId;
  readonly required: boolean;
  /** Of the property or of the schema it refers to. */
  readonly readOnly: boolean;
  readonly writeOnly: boolean;
  /** The property's own object where it is a reference with `deprecated` or `x-sunset` beside it: 3.0 ignores these formally, who wrote them meant them. */
  readonly beside?: JsonObject;
  /** Of merged views: what other parts of an `allOf` say of the same property; all of it holds. */
  readonly also?: readonly SchemaId[];
}
