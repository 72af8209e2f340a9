import type { AnyRow, FactKind, KeywordFact, Versions } from '#rule';
import { isAddress, isIdName, isPrivilegedValue, isRole } from './names.ts';
import { called, inRequest, row, yaml } from './row.ts';

/** A number in the place of what nobody can guess. */
function wasUuid({ schema: { before } }: KeywordFact): boolean {
  return before.format === 'uuid' || /\[0-9a-f(A-F)?-?\]\{(8|32|36)\}/i.test(before.pattern ?? '');
}

function isInPath({ place, operation, name, reach }: KeywordFact, { after }: Versions): boolean {
  if (place !== 'parameter') return false;
  const ids = new Set(reach?.());
  const operations = operation === undefined ? after.operations.filter(({ id }) => ids.has(id)) : [operation];
  return operations.some(({ parameters }) => parameters.some((each) => each.in === 'path' && each.name === name));
}

const isId = (fact: KeywordFact, versions: Versions): boolean =>
  inRequest(fact) && (isIdName(fact.name) || isInPath(fact, versions));

const isScalar = (type: unknown): boolean =>
  typeof type === 'string' && ['string', 'integer', 'number', 'boolean'].includes(type);
const listed = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function isUrl(fact: KeywordFact): boolean {
  return isAddress(fact.name) || /^uri|^iri|^url/.test(fact.schema.after.format ?? '');
}

const ids: readonly AnyRow[] = [
  row({
    id: 'id-uuid-to-integer',
    title: 'Random ids became numbers that count up',
    severity: 'high',
    owasp: ['API1:2023'],
    cwe: 340,
    why: 'Whoever has one id knows the next. Every check of ownership that is missing somewhere is found by counting.',
    fix: `Use random ids towards the outside:\n\n${yaml('schema: { type: string, format: uuid }')}`,
    on: ['type/changed'],
    when: (fact, versions) =>
      wasUuid(fact) &&
      listed(fact.after).some((type) => type === 'integer' || type === 'number') &&
      isId(fact, versions),
    say: (fact) => `${called(fact)} was a UUID and is a number now, which can be guessed.`,
  }),
  row({
    id: 'id-format-removed',
    title: 'Ids of any form accepted',
    severity: 'medium',
    owasp: ['API1:2023'],
    cwe: 340,
    why: 'A UUID cannot be guessed. Without the form ids may be anything, also numbers that count up, and text reaches queries that were written for UUIDs.',
    fix: `Say the form again:\n\n${yaml('schema: { type: string, format: uuid }')}`,
    on: ['format/removed'],
    when: (fact, versions) => fact.before === 'uuid' && fact.schema.after.pattern === undefined && isId(fact, versions),
    say: (fact) => `${called(fact)} need not be a UUID any more.`,
  }),
];

const texts: readonly AnyRow[] = [
  row({
    id: 'url-pattern-removed',
    title: 'Addresses are no longer limited',
    severity: 'high',
    owasp: ['API7:2023'],
    cwe: 918,
    why: 'The pattern was what kept the server from calling addresses inside your network: cloud metadata (`169.254.169.254`), admin ports, databases.',
    fix: `Limit it again:\n\n${yaml("callbackUrl: { type: string, format: uri, pattern: '^https://[a-z0-9-]+\\.partner\\.example/' }")}`,
    on: ['pattern/removed', 'pattern/changed', 'enum/removed'],
    when: (fact) => inRequest(fact) && isUrl(fact) && fact.growth === 'grows',
    say: (fact) => `${called(fact)} is an address, and more of them are accepted now.`,
  }),
  row({
    id: 'pathparam-pattern-removed',
    title: 'Path parameter takes any text',
    severity: 'medium',
    owasp: ['API1:2023', 'API8:2023'],
    cwe: 20,
    why: 'Dots, slashes and quotes reach what is built of the parameter: file names, queries, calls to other services.',
    fix: `Limit it again:\n\n${yaml("schema: { type: string, pattern: '^[0-9a-f-]{36}$' }")}`,
    on: ['pattern/removed', 'pattern/changed', 'enum/removed'],
    when: (fact, versions) => inRequest(fact) && fact.growth === 'grows' && isInPath(fact, versions),
    say: (fact) => `${called(fact)} of the path takes more texts now.`,
  }),
  row({
    id: 'pattern-removed',
    title: 'Allow-list of a text gone',
    severity: 'medium',
    owasp: ['API8:2023'],
    cwe: 20,
    why: 'Characters that were kept out reach code that never met them: quotes in queries, tags in pages, line breaks in headers.',
    fix: `Limit it again:\n\n${yaml("holder: { type: string, pattern: '^[A-Z .-]{1,26}$' }")}`,
    on: ['pattern/removed'],
    when: (fact) => inRequest(fact) && fact.schema.after.enum === undefined,
    say: (fact) => `${called(fact)} takes any characters now.`,
  }),
  row({
    id: 'pattern-widened',
    title: 'Allow-list of a text widened',
    severity: 'medium',
    owasp: ['API8:2023'],
    cwe: 20,
    why: 'Characters that were kept out reach code that never met them: quotes in queries, tags in pages, line breaks in headers.',
    fix: `Limit it again:\n\n${yaml("holder: { type: string, pattern: '^[A-Z .-]{1,26}$' }")}`,
    on: ['pattern/changed'],
    when: (fact) => inRequest(fact) && fact.growth === 'grows',
    say: (fact) => `The pattern of ${called(fact)} lets more through now.`,
  }),
  row({
    id: 'pattern-changed',
    title: 'Another pattern',
    severity: 'medium',
    owasp: ['API8:2023'],
    cwe: 20,
    posture: 'unknown',
    why: 'Neither pattern lets everything through that the other does, so something is accepted that was refused.',
    fix: `Look at what the new one lets through:\n\n${yaml("holder: { type: string, pattern: '^[A-Z .-]{1,26}$' }")}`,
    on: ['pattern/changed'],
    when: (fact) => inRequest(fact) && fact.growth === 'incomparable',
    say: (fact) => `The pattern of ${called(fact)} is another one: it may let through what was refused.`,
  }),
  row({
    id: 'format-changed',
    title: 'Another format',
    severity: 'medium',
    owasp: ['API8:2023'],
    cwe: 20,
    posture: 'unknown',
    why: 'Values of the new form are accepted that were refused, and code behind was written for the old one.',
    fix: `Look at what the new one lets through:\n\n${yaml('schema: { type: string, format: uuid }')}`,
    on: ['format/changed'],
    when: (fact) => inRequest(fact) && fact.growth === 'incomparable',
    say: (fact) => `${called(fact)} has another format now.`,
  }),
];

const lists: readonly AnyRow[] = [
  row({
    id: 'req-enum-privileged-value',
    title: 'Privileged value accepted',
    severity: 'high',
    owasp: ['API5:2023'],
    cwe: 269,
    why: 'A caller may ask for a role that was given out by hand before. Whether the server then checks who asks is what attackers try.',
    fix: `Leave it out of what callers may send:\n\n${yaml('role: { type: string, enum: [member, viewer] }')}`,
    on: ['enum/value-added', 'const/changed'],
    when: (fact) => inRequest(fact) && isRole(fact.name) && [fact.after].flat().some(isPrivilegedValue),
    say: (fact) => `${called(fact)} may have a privileged value now.`,
  }),
  row({
    id: 'req-enum-removed',
    title: 'Closed list of values opened',
    severity: 'medium',
    owasp: ['API8:2023'],
    cwe: 20,
    why: 'Any value reaches code that was written for a few: default branches, queries, file names.',
    fix: `Close the list again:\n\n${yaml('currency: { type: string, enum: [EUR, USD] }')}`,
    on: ['enum/removed'],
    when: (fact) => inRequest(fact) && fact.schema.after.pattern === undefined,
    say: (fact) => `${called(fact)} takes any value now; it was one of a list.`,
  }),
  row({
    id: 'const-removed',
    title: 'Constant opened',
    severity: 'medium',
    owasp: ['API8:2023'],
    cwe: 20,
    why: 'What had to be said in one way (a consent, a confirmation, a version) may be said in any now.',
    fix: `Say the constant again:\n\n${yaml('payeeConfirmed: { const: true }')}`,
    on: ['const/removed'],
    when: inRequest,
    say: (fact) => `${called(fact)} had one allowed value and takes any now.`,
  }),
  row<FactKind & ('type/widened' | 'type/changed')>({
    id: 'type-removed',
    title: 'Any type accepted',
    severity: 'medium',
    owasp: ['API8:2023'],
    cwe: 843,
    why: 'Objects and lists reach code that was written for texts: operators in queries, prototypes, crashes.',
    fix: `Say the type again:\n\n${yaml('user: { type: string, maxLength: 64 }')}`,
    on: ['type/widened'],
    when: (fact) =>
      inRequest(fact) && listed(fact.after).length === 0 && fact.schema.after.enum === undefined && isPlain(fact),
    say: (fact) => `${called(fact)} may be of any type now.`,
  }),
  row({
    id: 'type-to-object',
    title: 'Object accepted in the place of a value',
    severity: 'medium',
    owasp: ['API8:2023'],
    cwe: 943,
    why: 'Where a text was, `{"$ne": null}` can stand: in many databases that is an operator which every record satisfies.',
    fix: `Say the type that is meant:\n\n${yaml('user: { type: string, maxLength: 64 }')}`,
    on: ['type/changed', 'type/widened'],
    when: (fact) => {
      const [was, is] = [listed(fact.before), listed(fact.after)];
      return (
        inRequest(fact) &&
        was.length > 0 &&
        was.every(isScalar) &&
        is.some((type) => type === 'object' || type === 'array')
      );
    },
    say: (fact) => `${called(fact)} may be an object or a list now; it was a plain value.`,
  }),
];

/** Alternatives, parts and a negation say types of their own. */
function isPlain({ schema: { after } }: KeywordFact): boolean {
  return after.anyOf.length + after.oneOf.length + after.allOf.length === 0;
}

export const forms: readonly AnyRow[] = [...ids, ...texts, ...lists];
