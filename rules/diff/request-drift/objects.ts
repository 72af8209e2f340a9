import {
  child,
  isObject,
  own,
  type AnyRow,
  type KeywordFact,
  type PropertyFact,
  type Property,
  type Versions,
} from '#rule';
import { isAddress, isPrivileged, isPrivilegedValue } from './names.ts';
import { called, inRequest, row, yaml } from './row.ts';

const isSent = ({ use }: PropertyFact): boolean => use.direction === 'request';

/** A text, or not said: a flag `isUrl` is no address. */
function isText({ schema: { after } }: PropertyFact): boolean {
  const types = after?.types ?? [];
  return types.length === 0 || types.includes('string') || types.includes('array');
}

/** The schema a property refers to may be what was readOnly: then it is the one place to change for all that refer to it. */
function lostAtDefinition(before: Property, after: Property, versions: Versions): PropertyFact['at'] | undefined {
  const was = versions.before.schemas.get(before.schema);
  const is = versions.after.schemas.get(after.schema);
  if (was?.readOnly !== true || is === undefined || is.readOnly || is.name === undefined) return undefined;
  return was.name === is.name ? is.at : undefined;
}

const properties: readonly AnyRow[] = [
  row<PropertyFact['kind']>({
    id: 'readonly-removed',
    title: 'Server-owned property made writable',
    severity: 'high',
    owasp: ['API3:2023'],
    cwe: 915,
    why: 'What only the server set (an id, an owner, a balance, a status) may now come from the caller. Frameworks that bind request bodies to objects start to accept it the moment the document allows it: mass assignment.',
    fix: `Mark it again, or keep a schema of its own for requests that lacks the property:\n\n${yaml('ownerId:\n  type: string\n  readOnly: true')}`,
    on: ['property/shown'],
    when: isSent,
    say: ({ name }) => `A caller may now set "${name}", which only the server set before.`,
    also: ({ property, beforeAt }, versions) => {
      const definition =
        property.before === undefined || property.after === undefined
          ? undefined
          : lostAtDefinition(property.before, property.after, versions);
      if (definition === undefined) return {};
      return {
        at: definition,
        subject: 'readOnly',
        message: 'A caller may now set what only the server set before.',
        related: [{ at: beforeAt, message: 'readOnly before' }],
      };
    },
  }),
  row<PropertyFact['kind']>({
    id: 'req-sensitive-prop-added',
    title: 'Privileged property accepted',
    severity: 'high',
    owasp: ['API3:2023', 'API5:2023'],
    cwe: 915,
    why: 'One field more in an ordinary request makes a customer an administrator, passes a check that was never made, or lifts a limit.',
    fix: `Only the server sets it:\n\n${yaml('isAdmin: { type: boolean, readOnly: true }')}`,
    on: ['property/added'],
    when: (fact) => isSent(fact) && isPrivileged(fact.name) && (fact.schema.after?.properties.length ?? 0) === 0,
    say: ({ name }) => `A caller may set "${name}" now.`,
  }),
  row<PropertyFact['kind']>({
    id: 'ssrf-url-prop-added',
    title: 'Address from the caller accepted',
    severity: 'high',
    owasp: ['API7:2023'],
    cwe: 918,
    why: 'The server fetches or calls the address from inside your network: cloud metadata (`169.254.169.254`), admin ports and databases that no outsider can reach answer to it.',
    fix: `Say which addresses are allowed, and check the resolved IP before connecting:\n\n${yaml("callbackUrl: { type: string, format: uri, pattern: '^https://[a-z0-9-]+\\.partner\\.example/' }")}`,
    on: ['property/added'],
    when: (fact) => {
      const schema = fact.schema.after;
      if (!isSent(fact) || !isText(fact) || schema?.pattern !== undefined || schema?.enum !== undefined) return false;
      return isAddress(fact.name) || /^(uri|url|iri)/.test(schema?.format ?? '');
    },
    say: ({ name }) => `"${name}" is an address that a caller may choose; nothing limits it.`,
  }),
];

const openness: readonly AnyRow[] = [
  row({
    id: 'req-additionalprops-opened',
    title: 'Undeclared properties accepted',
    severity: 'high',
    owasp: ['API3:2023'],
    cwe: 915,
    why: 'The object was closed and takes any property now. Frameworks that bind request bodies to objects set whatever has the right name: `isAdmin`, `balance`, `ownerId`.',
    fix: `Close it again:\n\n${yaml('type: object\nadditionalProperties: false')}`,
    on: ['additionalProperties/opened'],
    when: (fact) =>
      inRequest(fact) &&
      fact.schema.before.additionalProperties === false &&
      fact.schema.after.unevaluatedProperties !== false,
    say: (fact) => `${called(fact)} takes undeclared properties now.`,
  }),
  row({
    id: 'req-unevaluatedprops-opened',
    title: 'Unevaluated properties accepted',
    severity: 'high',
    owasp: ['API3:2023'],
    cwe: 915,
    why: 'The object was closed over all its parts and takes any property now. Frameworks that bind request bodies to objects set whatever has the right name: `isAdmin`, `balance`, `ownerId`.',
    fix: `Close it again:\n\n${yaml('type: object\nunevaluatedProperties: false')}`,
    on: ['unevaluatedProperties/removed'],
    when: (fact) =>
      inRequest(fact) &&
      fact.schema.before.unevaluatedProperties === false &&
      fact.schema.after.additionalProperties !== false,
    say: (fact) => `${called(fact)} takes properties now that none of its parts declares.`,
  }),
  row({
    id: 'propertynames-removed',
    title: 'Names of properties no longer limited',
    severity: 'medium',
    owasp: ['API8:2023'],
    cwe: 20,
    why: 'Names come from the caller and go into maps, columns and templates: `__proto__`, dots and dollars have a meaning there.',
    fix: `Limit them again:\n\n${yaml("propertyNames: { pattern: '^[a-z][a-z0-9_]{0,31}$' }")}`,
    on: ['propertyNames/removed', 'patternProperties/removed'],
    when: (fact) =>
      inRequest(fact) && (fact.kind === 'propertyNames/removed' || fact.schema.after.additionalProperties !== false),
    say: (fact) => `${called(fact)} takes properties of any name now.`,
  }),
  row({
    id: 'conditional-removed',
    title: 'Condition gone',
    severity: 'medium',
    owasp: ['API8:2023'],
    cwe: 20,
    why: 'What had to be there in the risky case (a reason, a second approval, a limit) may be left out now.',
    fix: `Say the condition again:\n\n${yaml('if: { properties: { amount: { minimum: 10000 } } }\nthen: { required: [approval] }')}`,
    on: ['if/removed', 'then/removed', 'else/removed', 'dependentSchemas/removed', 'not/removed'],
    when: (fact) =>
      inRequest(fact) &&
      !(
        fact.kind !== 'if/removed' &&
        fact.schema.after.raw['if'] === undefined &&
        fact.schema.before.raw['if'] !== undefined
      ),
    say: (fact) => `${called(fact)} no longer has to meet a condition.`,
  }),
  row({
    id: 'dependentrequired-removed',
    title: 'Property no longer needs its companion',
    severity: 'medium',
    owasp: ['API8:2023'],
    cwe: 20,
    why: 'Halves of what belongs together are accepted: an amount without its currency, an override without who approved it.',
    fix: `Say what belongs together:\n\n${yaml('dependentRequired: { override: [approvedBy] }')}`,
    on: ['dependentRequired/removed'],
    when: inRequest,
    say: (fact) => `${called(fact)} no longer says which properties need each other.`,
  }),
  row({
    id: 'contains-removed',
    title: 'Entry of a kind no longer needed',
    severity: 'medium',
    owasp: ['API8:2023'],
    cwe: 20,
    why: 'The list had to hold a certain entry (an approval, an owner). It may come without one now.',
    fix: `Ask for it again:\n\n${yaml('contains: { properties: { role: { const: approver } } }')}`,
    on: ['contains/removed'],
    when: inRequest,
    say: (fact) => `${called(fact)} no longer has to hold an entry of a kind.`,
  }),
  row<KeywordFact['kind']>({
    id: 'discriminator-privileged-subtype',
    title: 'Privileged subtype accepted',
    severity: 'high',
    owasp: ['API5:2023', 'API3:2023'],
    cwe: 269,
    why: 'One word in the request makes it an object with more rights. Whether the server then checks who asks is what attackers try.',
    fix: `Leave it out of what callers may send:\n\n${yaml('discriminator:\n  propertyName: kind\n  mapping: { member: Member }')}`,
    on: ['mapping/added'],
    when: (fact) => inRequest(fact) && [fact.after].flat().some(isPrivilegedValue),
    say: (fact) => `${called(fact)} may be a privileged subtype now.`,
    also: ({ schema: { after } }) =>
      isObject(own(after.raw, 'discriminator')) ? { at: child(after.at, 'discriminator', 'mapping') } : {},
  }),
  row<'anyOf/added' | 'oneOf/added'>({
    id: 'anyof-variant-added',
    title: 'Another shape accepted',
    severity: 'low',
    owasp: ['API8:2023'],
    cwe: 20,
    why: 'Another shape of the same request is another way through the code behind it, and often the one with fewer checks.',
    fix: `Leave the shapes that are needed:\n\n${yaml("anyOf:\n  - $ref: '#/components/schemas/Payment'")}`,
    on: ['anyOf/added', 'oneOf/added'],
    when: ({ use }) => use.direction === 'request',
    say: ({ schema }) => `Requests may be ${schema.after?.name ?? 'of another shape'} now.`,
  }),
];

export const objects: readonly AnyRow[] = [...properties, ...openness];
