import type { Compat, KeywordFact } from '#rule';

/** What a change of a keyword means to clients on each side; absent: that side is not told. */
export interface Verdicts {
  readonly request: Compat;
  readonly response: Compat;
}
type Kind = KeywordFact['kind'];
interface Entry extends Verdicts {
  readonly kind: Kind;
  /** `lowered`: `maxLength lowered in requests`. */
  readonly title: string;
  /** The line that would undo it. */
  readonly snippet: string;
}

const grows: Verdicts = { request: 'no', response: 'breaking' };
const shrinks: Verdicts = { request: 'breaking', response: 'no' };
const harmless: Verdicts = { request: 'no', response: 'no' };
const either: Verdicts = { request: 'breaking', response: 'breaking' };

const uppers = ['maxLength', 'maxItems', 'maxProperties', 'maximum', 'exclusiveMaximum', 'maxContains'] as const;
const lowers = ['minLength', 'minItems', 'minProperties', 'minimum', 'exclusiveMinimum', 'minContains'] as const;
/** Without it zero holds, so the first one is a raised one. */
const fromZero: ReadonlySet<string> = new Set(['minLength', 'minProperties', 'minContains']);

function bounds(): readonly Entry[] {
  const upper = uppers.flatMap((key): readonly Entry[] => [
    // A first limit may only write down what the server always refused.
    entry(`${key}/set`, `${key} set`, { request: 'maybe', response: 'no' }),
    entry(`${key}/lowered`, `${key} lowered`, shrinks),
    entry(`${key}/raised`, `${key} raised`, grows),
    entry(`${key}/removed`, `${key} removed`, grows),
  ]);
  const lower = lowers.flatMap((key): readonly Entry[] => [
    entry(`${key}/set`, `${key} set`, { request: fromZero.has(key) ? 'breaking' : 'maybe', response: 'no' }),
    entry(`${key}/raised`, `${key} raised`, shrinks),
    entry(`${key}/lowered`, `${key} lowered`, grows),
    entry(`${key}/removed`, `${key} removed`, grows),
  ]);
  return [...upper, ...lower];
}

function entry(kind: Kind, title: string, verdicts: Verdicts): Entry {
  const key = kind.slice(0, kind.indexOf('/'));
  return { kind, title, snippet: `${key}: …   # as before`, ...verdicts };
}

const switches = [
  'propertyNames',
  'not',
  'if',
  'then',
  'else',
  'contains',
  'contentSchema',
  'patternProperties',
  'dependentSchemas',
  'unevaluatedItems',
  'unevaluatedProperties',
] as const;

export const entries: readonly Entry[] = [
  ...bounds(),
  ...switches.flatMap((key) => [
    entry(`${key}/set`, `${key} set`, shrinks),
    entry(`${key}/removed`, `${key} removed`, grows),
  ]),
  entry('uniqueItems/set', 'uniqueItems set', shrinks),
  // Clients seldom rely on it.
  entry('uniqueItems/removed', 'uniqueItems removed', { request: 'no', response: 'maybe' }),
  entry('prefixItems/set', 'prefixItems added', grows),
  entry('prefixItems/removed', 'prefixItems removed', shrinks),
  entry('pattern/set', 'Pattern set', shrinks),
  // Most patterns in answers only describe what was sent all along.
  entry('pattern/removed', 'Pattern removed', harmless),
  entry('pattern/changed', 'Pattern changed', { request: 'maybe', response: 'no' }),
  entry('format/set', 'Format set', shrinks),
  entry('format/removed', 'Format removed', grows),
  entry('format/changed', 'Format changed', either),
  entry('multipleOf/set', 'multipleOf set', shrinks),
  entry('multipleOf/removed', 'multipleOf removed', { request: 'no', response: 'maybe' }),
  entry('multipleOf/changed', 'multipleOf changed', { request: 'breaking', response: 'maybe' }),
  entry('default/set', 'Default set', harmless),
  entry('default/removed', 'Default removed', harmless),
  entry('default/changed', 'Default changed', harmless),
  entry('contentMediaType/set', 'contentMediaType set', either),
  entry('contentMediaType/removed', 'contentMediaType removed', either),
  entry('contentMediaType/changed', 'contentMediaType changed', either),
  entry('contentEncoding/set', 'contentEncoding set', either),
  entry('contentEncoding/removed', 'contentEncoding removed', either),
  entry('contentEncoding/changed', 'contentEncoding changed', either),
  entry('dependentRequired/set', 'dependentRequired set', shrinks),
  entry('dependentRequired/removed', 'dependentRequired removed', grows),
  entry('dependentRequired/changed', 'dependentRequired changed', either),
  entry('discriminator/set', 'Discriminator set', harmless),
  entry('discriminator/removed', 'Discriminator removed', harmless),
  entry('discriminator/changed', 'Discriminator moved to another property', harmless),
  entry('mapping/added', 'Discriminator value added', harmless),
  entry('mapping/removed', 'Discriminator value removed', harmless),
  entry('mapping/changed', 'Discriminator value means another schema', harmless),
  entry('enum/set', 'List of values set', shrinks),
  entry('enum/removed', 'List of values removed', { request: 'no', response: 'maybe' }),
  entry('enum/value-added', 'Value added to the list', { request: 'no', response: 'maybe' }),
  entry('enum/value-removed', 'Value removed from the list', shrinks),
  entry('const/set', 'Constant set', shrinks),
  entry('const/removed', 'Constant removed', grows),
  entry('const/changed', 'Constant changed', either),
  entry('x-extensible-enum/value-removed', 'Value removed from the extensible list', {
    request: 'breaking',
    response: 'no',
  }),
  entry('type/widened', 'Type widened', grows),
  entry('type/narrowed', 'Type narrowed', shrinks),
  entry('type/changed', 'Type changed', either),
  entry('null/added', 'Null let through', grows),
  entry('null/removed', 'Null no longer let through', shrinks),
  // Nothing of what is declared changes.
  entry('additionalProperties/opened', 'Undeclared properties let through', harmless),
  entry('additionalProperties/closed', 'Undeclared properties no longer let through', shrinks),
  entry('required/added', 'Undeclared property required', shrinks),
  entry('required/removed', 'Undeclared property no longer required', { request: 'no', response: 'maybe' }),
];

interface ParameterEntry {
  readonly id: string;
  readonly kind: Kind;
  readonly place: KeywordFact['place'];
  readonly compat: Compat;
  readonly title: string;
}

/** What is another matter for parameters. */
export const ofParameters: readonly ParameterEntry[] = [
  // What a caller leaves out is filled in by the server: another default is another request.
  {
    id: 'parameter-default-set',
    kind: 'default/set',
    place: 'parameter',
    compat: 'breaking',
    title: 'Default of a parameter set',
  },
  {
    id: 'parameter-default-removed',
    kind: 'default/removed',
    place: 'parameter',
    compat: 'breaking',
    title: 'Default of a parameter removed',
  },
  {
    id: 'parameter-default-changed',
    kind: 'default/changed',
    place: 'parameter',
    compat: 'breaking',
    title: 'Default of a parameter changed',
  },
];

/** A parameter is text on its way: what was a number fits where any text does. */
export const asText: readonly ParameterEntry[] = [
  {
    id: 'parameter-type-generalized',
    kind: 'type/changed',
    place: 'parameter',
    compat: 'no',
    title: 'Parameter takes any text instead of a number',
  },
  {
    id: 'parameter-property-type-generalized',
    kind: 'type/changed',
    place: 'parameter-property',
    compat: 'maybe',
    title: 'Property of a parameter takes any text instead of a number',
  },
];
