/** Objects that take more than they should, and fields that a client should not write. */
import type { Fault, Operator } from '../operator.ts';
import { spot } from '../operator.ts';
import { vanish } from '../follows.ts';
import { closedObject, codeText, propertyOperator } from '../insert.ts';
import type { Keys, Tree, Value } from '../tree.ts';
import { entries, get, isTree, isV2, isV31, listAt, objectAt, requestObjects, schemaTable, textOf } from '../tree.ts';

/** Sets one keyword of a request object. */
function keyword(fault: Fault & { key: string; value?: Value; where: (schema: Tree, doc: Tree) => boolean }): Operator {
  const { key, value, where, ...rest } = fault;
  return {
    ...rest,
    sites: (doc) =>
      requestObjects(doc)
        .map(({ schema }) => schema)
        .filter((keys) => where(objectAt(doc, keys), doc)),
    apply: (doc, site) => {
      if (value === undefined) delete objectAt(doc, site)[key];
      else objectAt(doc, site)[key] = structuredClone(value);
      return spot(site, [...site, key]);
    },
  };
}

const isSilent = (schema: Tree): boolean => schema['additionalProperties'] === undefined;
const persons =
  /(account|customer|user|member|registration|signup|person|profile|legalEntit|merchant|partner)[a-z-]*(\/\{[^{}]+\})?$/i;

function privileged(name: string, schema: Tree): Operator {
  return propertyOperator({
    id: `${name}-writable`,
    rule: ['prop-privileged-writable'],
    severity: 'high',
    into: 'request',
    name,
    schema: () => structuredClone(schema),
    where: ({ operation }) => persons.test(operation.path),
  });
}

function serverField(name: string, schema: Tree): Operator {
  return propertyOperator({
    id: `${name}-writable`,
    rule: ['prop-server-field-writable'],
    severity: 'low',
    into: 'request',
    name,
    schema: () => structuredClone(schema),
    // What a search asks for by date is sent by its caller.
    where: ({ operation }) => operation.method === 'post' && !/search|query|filter/i.test(operation.path),
  });
}

/** Compositions of which one part lists its own properties: closing it shuts the others out. */
const allOfPart: Operator = {
  id: 'part-of-allOf-closed',
  rule: ['prop-allof-closed'],
  severity: 'medium',
  sites: (doc) =>
    entries(doc, schemaTable(doc)).flatMap(([name, schema]) =>
      listAt(schema, ['allOf']).length > 1
        ? listAt(schema, ['allOf']).flatMap((part, index): Keys[] =>
            isTree(part) &&
            isTree(part['properties']) &&
            part['additionalProperties'] === undefined &&
            isMissingSome(doc, part['properties'], listAt(schema, ['allOf']))
              ? [[...schemaTable(doc), name, 'allOf', String(index)]]
              : [],
          )
        : [],
    ),
  apply: (doc, site) => {
    objectAt(doc, site)['additionalProperties'] = false;
    return spot(site, [...site, 'additionalProperties'], site.slice(0, -1), site.slice(0, -2));
  },
};

/** Some other part names a property that this one does not: closed, it would refuse that. */
function isMissingSome(doc: Tree, own: Tree, parts: readonly Value[]): boolean {
  return parts.some((part) => {
    const name = isTree(part) ? textOf(part['$ref']).split('/').at(-1) : undefined;
    const other = isTree(part) && name !== undefined && name !== '' ? get(doc, [...schemaTable(doc), name]) : part;
    const properties = isTree(other) ? other['properties'] : undefined;
    return isTree(properties) && Object.keys(properties).some((key) => !Object.hasOwn(own, key));
  });
}

/** A map in the words of the versions that know `additionalProperties` with a schema. */
const labels = (): Tree => ({ type: 'object', description: 'Labels.', additionalProperties: codeText('A label.') });

const nowSaid = vanish(['prop-additional-default'], 'The object now says what it left open.');

export const properties: readonly Operator[] = [
  keyword({
    id: 'object-open',
    rule: ['prop-additional-open'],
    severity: 'medium',
    key: 'additionalProperties',
    value: true,
    follows: [nowSaid],
    where: isSilent,
  }),
  keyword({
    id: 'object-open-by-empty-schema',
    rule: ['prop-additional-open'],
    severity: 'medium',
    key: 'additionalProperties',
    value: {},
    follows: [nowSaid],
    where: isSilent,
  }),
  keyword({
    id: 'closed-object-reopened',
    rule: ['prop-additional-default'],
    severity: 'low',
    key: 'additionalProperties',
    where: (schema) => schema['additionalProperties'] === false,
  }),
  propertyOperator({
    id: 'open-object-inside',
    rule: ['prop-additional-open'],
    severity: 'medium',
    into: 'request',
    name: 'extraDetails',
    schema: () => ({ ...closedObject({ remark: codeText() }), additionalProperties: true }),
  }),
  propertyOperator({
    id: 'silent-object-inside',
    rule: ['prop-additional-default'],
    severity: 'low',
    into: 'request',
    name: 'extraDetails',
    schema: () => {
      const { additionalProperties: _, ...rest } = closedObject({ remark: codeText() });
      return rest;
    },
  }),
  keyword({
    id: 'unevaluated-open',
    rule: ['prop-unevaluated-open'],
    severity: 'medium',
    key: 'unevaluatedProperties',
    value: true,
    where: (schema, doc) => isV31(doc) && schema['unevaluatedProperties'] === undefined,
  }),
  propertyOperator({
    id: 'map-without-limit',
    rule: ['prop-additional-unbounded'],
    severity: 'low',
    into: 'request',
    name: 'labels',
    schema: labels,
  }),
  allOfPart,
  privileged('isAdmin', { type: 'boolean', description: 'May do everything.' }),
  privileged('role', { type: 'string', description: 'What the user may do.', enum: ['user', 'admin'] }),
  privileged('kycStatus', {
    type: 'string',
    description: 'How far the check has come.',
    enum: ['pending', 'verified'],
  }),
  privileged('balance', { type: 'integer', format: 'int64', minimum: 0, maximum: 999999999, description: 'In cents.' }),
  serverField('createdAt', { type: 'string', format: 'date-time', maxLength: 40, description: 'When it was made.' }),
  serverField('id', { type: 'string', format: 'uuid', maxLength: 36, description: 'Its id.' }),
  propertyOperator({
    id: 'read-and-write-only',
    rule: ['prop-read-and-write-only'],
    severity: 'low',
    into: 'request',
    name: 'extraNote',
    schema: () => ({ ...codeText('A remark.'), readOnly: true, writeOnly: true }),
    where: (_, doc) => !isV2(doc),
  }),
  {
    id: 'read-only-but-required',
    rule: ['prop-read-and-write-only'],
    severity: 'low',
    // From 3.0 on the list speaks of answers alone where a property is readOnly.
    sites: (doc) =>
      requestObjects(doc)
        .map(({ schema }) => schema)
        .filter((keys) => isV2(doc) && get(doc, [...keys, 'properties', 'extraNote']) === undefined),
    apply: (doc, site) => {
      const schema = objectAt(doc, site);
      objectAt(schema, ['properties'])['extraNote'] = { ...codeText('A remark.'), readOnly: true };
      schema['required'] = [...listAt(schema, ['required']), 'extraNote'];
      const at = [...site, 'properties', 'extraNote'];
      return spot(
        at,
        [...at, 'readOnly'],
        site,
        [...site, 'required'],
        [...site, 'required', String(listAt(schema, ['required']).length - 1)],
      );
    },
  },
  propertyOperator({
    id: 'password-plain',
    rule: ['data-password-plain'],
    severity: 'low',
    into: 'request',
    name: 'password',
    schema: () => ({
      type: 'string',
      description: 'The password.',
      minLength: 12,
      maxLength: 64,
      pattern: '^[!-~]{12,64}$',
    }),
  }),
  propertyOperator({
    id: 'untyped-property',
    rule: ['schema-empty-or-untyped'],
    severity: 'low',
    into: 'request',
    name: 'extraDetails',
    schema: () => ({ description: 'Anything.' }),
  }),
  propertyOperator({
    id: 'object-without-properties',
    rule: ['schema-empty-or-untyped'],
    severity: 'low',
    into: 'request',
    name: 'extraDetails',
    schema: () => ({ type: 'object', description: 'Anything.' }),
  }),
];
