import type {
  ApiModel,
  AuthScheme,
  Body,
  Header,
  OAuthFlow,
  Operation,
  OperationId,
  Parameter,
  Property,
  Response,
  Schema,
  Server,
} from '../model/api.ts';
import type { AuthCause, AuthChange } from '../model/effective-auth.ts';
import type { Json } from '../model/json.ts';
import type { Pointer } from '../model/source.ts';
import type { SchemaUse } from './schema-use.ts';

/**
 * What changed, said as small as it can be said: one keyword, one name, one property of one thing. Rules of the diff
 * families are tables over these. `kind` is `<what>/<how>`.
 */
export type Fact =
  | ApiFact
  | ServerFact
  | SchemeFact
  | FlowFact
  | AuthFact
  | RequirementFact
  | OperationFact
  | ExtensionFact
  | ParameterFact
  | BodyFact
  | ResponseFact
  | HeaderFact
  | PropertyFact
  | VariantFact
  | KeywordFact
  | ComponentFact
  | ReferenceFact;

export type FactKind = Fact['kind'];

/** Two versions of one thing; one side is missing where it was added or removed. */
export interface Sides<T> {
  readonly before?: T;
  readonly after?: T;
}

interface Base {
  /** The ONE place to change, in the newer document; of what is gone, what held it. */
  readonly at: Pointer;
  /** Where the older document says it. */
  readonly beforeAt: Pointer;
  /** The place in resolved terms, for `Problem.subject`. */
  readonly path: string;
  /** The newest version of the operation it belongs to; absent of what is shared. */
  readonly operation?: Operation;
  /** The operations it touches, asked for only where something is said. */
  readonly reach?: () => readonly OperationId[];
  /** Another view of the same change: what is said of both is said once. */
  readonly partOf?: object;
  /** Of its own the operation is at an early stage: nothing of it is promised to clients. */
  readonly isDraft?: boolean;
}

export interface ApiFact extends Base {
  readonly kind: 'api/version';
  readonly api: { readonly before: ApiModel; readonly after: ApiModel };
  /** Some rule said that the change widens, or that it breaks clients. */
  readonly opens: boolean;
  readonly breaks: boolean;
}
export interface ServerFact extends Base {
  readonly kind: 'server/added' | 'server/removed' | 'server/changed';
  readonly server: Sides<Server>;
}
export interface SchemeFact extends Base {
  readonly kind:
    | 'scheme/added'
    | 'scheme/removed'
    /** Kind, place, name of the key or HTTP scheme: another proof is asked for. */
    | 'scheme/type'
    | 'scheme/issuer'
    | 'scheme/bearer-format'
    | 'scheme/deprecated';
  readonly scheme: Sides<AuthScheme>;
}
export interface FlowFact extends Base {
  readonly kind:
    | 'flow/added'
    | 'flow/removed'
    | 'flow/authorization-url'
    | 'flow/token-url'
    | 'flow/refresh-url'
    | 'flow/scope-added'
    | 'flow/scope-removed'
    | 'flow/scope-changed';
  readonly scheme: Sides<AuthScheme>;
  readonly flow: Sides<OAuthFlow>;
  readonly scope?: string;
}
/** By effect: what a caller must show, whatever the documents call it. */
export interface AuthFact extends Base {
  readonly kind: 'auth/weaker' | 'auth/stronger' | 'auth/different';
  readonly auth: AuthChange;
  readonly cause: AuthCause;
  readonly operations: { readonly before: Operation; readonly after: Operation };
}
/** By text: an alternative or a scope of a requirement, at the root or at an operation. */
export interface RequirementFact extends Base {
  readonly kind: 'requirement/added' | 'requirement/removed' | 'requirement/scope-added' | 'requirement/scope-removed';
  /** `new operation`: it came with its requirement. */
  readonly level: 'api' | 'operation' | 'new operation';
  /** `oauth and mfa`, or the scope. */
  readonly name: string;
}
export interface OperationFact extends Base {
  readonly kind:
    | 'operation/added'
    | 'operation/removed'
    | 'operation/deprecated'
    | 'operation/reactivated'
    | 'operation/sunset'
    | 'operation/stability'
    | 'operation/id'
    | 'operation/tag-added'
    | 'operation/tag-removed'
    | 'operation/link-added'
    | 'webhook/added'
    | 'webhook/removed'
    | 'callback/added'
    | 'callback/removed';
  readonly change: Sides<Operation>;
  /** The tag, the link or the value that changed. */
  readonly before?: string;
  readonly after?: string;
}
/** An `x-` key of the root, a path's operation or a schema. */
export interface ExtensionFact extends Base {
  readonly kind: 'extension/added' | 'extension/removed' | 'extension/changed';
  readonly name: string;
  readonly holder: 'api' | 'operation' | 'parameter' | 'scheme' | 'schema';
  readonly before?: Json;
  readonly after?: Json;
}
export interface ParameterFact extends Base {
  readonly kind:
    | 'parameter/added'
    | 'parameter/removed'
    | 'parameter/required'
    | 'parameter/optional'
    | 'parameter/deprecated'
    | 'parameter/reactivated'
    | 'parameter/sunset'
    | 'parameter/style'
    | 'parameter/reserved'
    | 'parameter/empty-value';
  readonly parameter: Sides<Parameter>;
  readonly schema: Sides<Schema>;
  readonly operation: Operation;
}
export interface BodyFact extends Base {
  readonly kind:
    | 'body/added'
    | 'body/removed'
    | 'body/required'
    | 'body/optional'
    | 'media/added'
    | 'media/removed'
    /** Nothing of the older version can be compared with it. */
    | 'body/new'
    | 'media/schema-added'
    /** The `contentType` of one part of a form. */
    | 'media/encoding'
    | 'media/schema-removed';
  readonly direction: 'request' | 'response';
  readonly body: Sides<Body>;
  /** Of an encoding: the part, and what it may be. */
  readonly encoding?: { readonly name: string; readonly before?: string; readonly after?: string };
  readonly response?: Response;
  /** Of a media type: those on the other side that are gone or new as well. */
  readonly instead: readonly string[];
  readonly operation: Operation;
}
export interface ResponseFact extends Base {
  readonly kind: 'response/added' | 'response/removed';
  readonly response: Sides<Response>;
  readonly operations: { readonly before: Operation; readonly after: Operation };
  readonly operation: Operation;
}
export interface HeaderFact extends Base {
  readonly kind: 'header/added' | 'header/removed' | 'header/required' | 'header/optional';
  readonly header: Sides<Header>;
  readonly response: Response;
  readonly operation: Operation;
}
/** What a schema is to its operation. Several may hold of a shared one; the nearest counts. */
export type ValuePlace = 'body' | 'property' | 'parameter' | 'parameter-property' | 'header';

interface Value extends Base {
  readonly use: SchemaUse;
  readonly place: ValuePlace;
  /** The property, parameter or header that the value is called by; the array's name for its items. */
  readonly name: string;
}
export interface PropertyFact extends Value {
  readonly kind:
    | 'property/added'
    | 'property/removed'
    | 'property/required'
    | 'property/optional'
    /** It was visible on this side in one version alone. */
    | 'property/shown'
    | 'property/hidden'
    /** `readOnly` in responses and `writeOnly` in requests change nothing that is sent. */
    | 'property/marked'
    | 'property/unmarked';
  readonly property: Sides<Property>;
  readonly schema: Sides<Schema>;
  readonly owner: { readonly before: Schema; readonly after: Schema };
}
export interface VariantFact extends Value {
  readonly kind: `${'anyOf' | 'oneOf' | 'allOf' | 'items' | 'values'}/${'added' | 'removed'}`;
  readonly schema: Sides<Schema>;
  readonly owner: { readonly before: Schema; readonly after: Schema };
}
type Bound =
  | 'maxLength'
  | 'maxItems'
  | 'maxProperties'
  | 'maximum'
  | 'exclusiveMaximum'
  | 'maxContains'
  | 'minLength'
  | 'minItems'
  | 'minProperties'
  | 'minimum'
  | 'exclusiveMinimum'
  | 'minContains';
/** Keywords that are there or not. */
type Switch =
  | 'uniqueItems'
  | 'propertyNames'
  | 'not'
  | 'if'
  | 'then'
  | 'else'
  | 'contains'
  | 'contentSchema'
  | 'patternProperties'
  | 'prefixItems'
  | 'dependentSchemas'
  | 'unevaluatedItems'
  | 'unevaluatedProperties';
type Text =
  | 'pattern'
  | 'format'
  | 'multipleOf'
  | 'default'
  | 'contentMediaType'
  | 'contentEncoding'
  | 'dependentRequired'
  | 'discriminator';
export type KeywordKind =
  | `${Bound}/${'set' | 'removed' | 'raised' | 'lowered'}`
  | `${Switch}/${'set' | 'removed'}`
  | `${Text}/${'set' | 'removed' | 'changed'}`
  | `enum/${'set' | 'removed' | 'value-added' | 'value-removed'}`
  | `const/${'set' | 'removed' | 'changed'}`
  | `x-extensible-enum/value-removed`
  | `type/${'widened' | 'narrowed' | 'changed'}`
  | `null/${'added' | 'removed'}`
  | `additionalProperties/${'opened' | 'closed'}`
  | `required/${'added' | 'removed'}`
  | `mapping/${'added' | 'removed' | 'changed'}`
  | `schema/${'deprecated' | 'reactivated' | 'sunset' | 'stability'}`;

/** One keyword of a pair of schemas, `allOf` merged. */
export interface KeywordFact extends Value {
  readonly kind: KeywordKind;
  readonly schema: { readonly before: Schema; readonly after: Schema };
  readonly before?: Json;
  readonly after?: Json;
  /** What became of the set of values that it lets through; `none`: it lets through what it did. */
  readonly growth: 'grows' | 'shrinks' | 'incomparable' | 'none';
}
export interface ComponentFact extends Base {
  readonly kind: 'component/removed';
  readonly name: string;
}
/** A host that parts of the document come from, named for the first time. */
export interface ReferenceFact extends Base {
  readonly kind: 'reference/host';
  readonly host: string;
}
