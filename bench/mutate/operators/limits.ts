/** Sizes, ranges and patterns of what a request may hold. */
import type { Fault, Operator } from '../operator.ts';
import { spot } from '../operator.ts';
import { closedObject, codeText, operationOperator, parameter, propertyOperator, wholeNumber } from '../insert.ts';
import type { Keys, Tree } from '../tree.ts';
import { get, isTree, isV2, listAt, objectAt, operations, pointer, schemaTable, textOf } from '../tree.ts';

function body(fault: Fault & { name?: string; schema: Tree }): Operator {
  const { schema, name = 'extraNote', ...rest } = fault;
  return propertyOperator({ ...rest, into: 'request', name, schema: () => structuredClone(schema) });
}

const text = (rest: Tree): Tree => ({ type: 'string', description: 'A remark.', ...rest });
const list = (rest: Tree): Tree => ({
  type: 'array',
  description: 'Some remarks.',
  items: codeText('A remark.'),
  ...rest,
});

/** Parameters written in the operation itself, by name, with the place of their schema. */
function parameters(doc: Tree, fits: (node: Tree, schema: Tree) => boolean): readonly Keys[] {
  return operations(doc).flatMap(({ keys, node }) =>
    listAt(node, ['parameters']).flatMap((one, index) => {
      if (!isTree(one) || one['$ref'] !== undefined || one['in'] === 'body') return [];
      const at = [...keys, 'parameters', String(index)];
      const schema = isV2(doc) ? one : one['schema'];
      if (!isTree(schema) || schema['$ref'] !== undefined || !fits(one, schema)) return [];
      return [isV2(doc) ? at : [...at, 'schema']];
    }),
  );
}

/** Changes the schema of a parameter that the operation holds itself. */
function parameterSchema(
  fault: Fault & { fits: (node: Tree, schema: Tree) => boolean; change: (schema: Tree) => void },
): Operator {
  const { fits, change, ...rest } = fault;
  return {
    ...rest,
    sites: (doc) => parameters(doc, fits),
    apply: (doc, site) => {
      const schema = objectAt(doc, site);
      change(schema);
      const own = Object.keys(schema).map((key) => [...site, key]);
      return spot(site, ...own, ...(isV2(doc) ? [] : [site.slice(0, -1)]));
    },
  };
}

const isPathId = (node: Tree): boolean => node['in'] === 'path' && /(^|[a-z_-])(Id|id|ID)$/.test(textOf(node['name']));
const isPageSize = (node: Tree): boolean =>
  node['in'] === 'query' && /^(limit|page_?size|per_?page)$/i.test(textOf(node['name']));

const shape = ['format', 'pattern', 'minLength', 'maxLength', 'enum', 'example', 'examples', 'default', 'nullable'];

const recursion: Operator = {
  id: 'recursion-without-limit',
  rule: ['schema-recursion-unbounded'],
  severity: 'low',
  follows: /^limit-array-items$/,
  sites: (doc) =>
    (operations(doc).some(({ method }) => method === 'post') ? [schemaTable(doc)] : []).filter(
      (keys) => get(doc, keys) !== undefined,
    ),
  apply: (doc, site) => {
    const ref = `#${pointer([...site, 'RemarkTree'])}`;
    const children: Tree = { type: 'array', description: 'Answers.', items: { $ref: ref } };
    objectAt(doc, site)['RemarkTree'] = closedObject({ remark: codeText(), children });
    const operation = operations(doc).find(({ method }) => method === 'post');
    const keys = operation?.keys ?? [];
    const node = objectAt(doc, keys);
    // A new operation beside it would say more than is meant: the tree hangs in one more response.
    objectAt(node, ['responses'])['299'] = {
      description: 'A tree.',
      ...(isV2(doc) ? { schema: { $ref: ref } } : { content: { 'application/json': { schema: { $ref: ref } } } }),
    };
    const at = [...site, 'RemarkTree'];
    return spot(
      at,
      [...at, 'properties', 'children'],
      [...at, 'properties', 'children', 'items'],
      [...keys, 'responses', '299'],
    );
  },
};

const enumDefault: Operator = parameterSchema({
  id: 'parameter-default-outside-enum',
  rule: ['example-default-invalid'],
  severity: 'low',
  fits: (_, schema) => schema['type'] === 'string' && Array.isArray(schema['enum']),
  change: (schema) => (schema['default'] = 'none-of-these'),
});

export const limits: readonly Operator[] = [
  body({ id: 'array-without-limit', rule: ['limit-array-items'], severity: 'medium', schema: list({}) }),
  body({
    id: 'ids-without-limit',
    rule: ['batch-ids-unbounded', 'limit-array-items'],
    severity: 'medium',
    follows: /^(limit-array-items|batch-ids-unbounded)$/,
    name: 'accountIds',
    schema: list({ description: 'Ids.', items: { type: 'string', format: 'uuid', maxLength: 36 } }),
  }),
  body({
    id: 'string-without-length',
    rule: ['limit-string-length'],
    severity: 'low',
    schema: text({ pattern: '^[a-z ]+$' }),
  }),
  body({ id: 'string-without-shape', rule: ['limit-string-shape'], severity: 'low', schema: text({ maxLength: 64 }) }),
  body({
    id: 'number-without-range',
    rule: ['limit-number-range'],
    severity: 'low',
    schema: { type: 'integer', format: 'int32', description: 'A rank.' },
    name: 'rank',
  }),
  body({
    id: 'number-without-format',
    rule: ['limit-number-format'],
    severity: 'info',
    schema: { type: 'integer', minimum: 0, maximum: 9, description: 'A rank.' },
    name: 'rank',
  }),
  body({
    id: 'pattern-without-anchors',
    rule: ['limit-pattern-unanchored'],
    severity: 'medium',
    schema: text({ maxLength: 20, pattern: '[a-z]{1,20}' }),
  }),
  body({
    id: 'pattern-half-anchored',
    rule: ['limit-pattern-unanchored'],
    severity: 'medium',
    schema: text({ maxLength: 20, pattern: '^[a-z]{1,20}' }),
  }),
  body({
    id: 'pattern-anything',
    rule: ['limit-pattern-loose'],
    severity: 'low',
    schema: text({ maxLength: 64, pattern: '^.*$' }),
  }),
  body({
    id: 'pattern-any-class',
    rule: ['limit-pattern-loose'],
    severity: 'low',
    schema: text({ maxLength: 64, pattern: '^[\\s\\S]*$' }),
  }),
  body({
    id: 'pattern-exponential',
    rule: ['limit-pattern-redos'],
    severity: 'high',
    schema: text({ maxLength: 5000, pattern: '^(a+)+$' }),
  }),
  body({
    id: 'pattern-overlapping',
    rule: ['limit-pattern-redos'],
    severity: 'high',
    schema: text({ maxLength: 5000, pattern: '^([a-zA-Z0-9]+[._-]?)*@bank$' }),
  }),
  body({
    id: 'pattern-invalid',
    rule: ['limit-pattern-invalid'],
    severity: 'medium',
    schema: text({ maxLength: 20, pattern: '^[a-z{1,20}$' }),
    follows: /^limit-string-shape$/,
  }),
  body({
    id: 'pattern-of-another-dialect',
    rule: ['limit-pattern-invalid'],
    severity: 'medium',
    schema: text({ maxLength: 20, pattern: '^(?P<word>[a-z]{1,20})$' }),
    follows: /^limit-string-shape$/,
  }),
  body({
    id: 'range-inverted',
    rule: ['limit-range-inverted'],
    severity: 'medium',
    schema: { ...wholeNumber(), minimum: 10, maximum: 1 },
    name: 'rank',
  }),
  body({
    id: 'length-inverted',
    rule: ['limit-range-inverted'],
    severity: 'medium',
    schema: text({ minLength: 20, maxLength: 2, pattern: '^[a-z]{2,20}$' }),
  }),
  body({
    id: 'default-of-wrong-type',
    rule: ['example-default-invalid'],
    severity: 'low',
    schema: { ...wholeNumber(), default: 'seven' },
    name: 'rank',
  }),
  body({
    id: 'example-out-of-range',
    rule: ['example-default-invalid'],
    severity: 'low',
    schema: { ...wholeNumber(), example: 100000 },
    name: 'rank',
  }),
  body({
    id: 'amount-as-float',
    rule: ['money-as-float'],
    severity: 'medium',
    schema: { type: 'number', format: 'float', minimum: 0, maximum: 100000, description: 'The amount.' },
    name: 'feeAmount',
    follows: /^prop-privileged-writable$/,
  }),
  body({
    id: 'foreign-id-is-a-number',
    rule: ['id-sequential-in-body'],
    severity: 'medium',
    schema: { type: 'integer', format: 'int64', minimum: 1, maximum: 999999999, description: 'From which account.' },
    name: 'sourceAccountId',
  }),
  enumDefault,
  parameterSchema({
    id: 'path-id-sequential',
    rule: ['id-sequential-path-query'],
    severity: 'medium',
    follows: /^(id-unbounded|limit-string-(length|shape)|limit-pattern-.*|example-default-invalid)$/,
    fits: (node, schema) => isPathId(node) && schema['type'] === 'string',
    change: (schema) => {
      for (const key of shape) delete schema[key];
      Object.assign(schema, { type: 'integer', format: 'int64', minimum: 1, maximum: 999999999 });
    },
  }),
  parameterSchema({
    id: 'path-id-unbounded',
    rule: ['id-unbounded'],
    severity: 'low',
    follows: /^limit-(string-(length|shape)|pattern-.*)$/,
    fits: (node, schema) =>
      isPathId(node) &&
      schema['type'] === 'string' &&
      (schema['format'] === 'uuid' || schema['maxLength'] !== undefined || textOf(schema['pattern']).startsWith('^')),
    change: (schema) => {
      for (const key of shape.slice(0, 5)) delete schema[key];
    },
  }),
  parameterSchema({
    id: 'page-size-without-maximum',
    rule: ['page-limit-unbounded'],
    severity: 'medium',
    follows: /^limit-number-range$/,
    fits: (node, schema) => isPageSize(node) && schema['type'] === 'integer' && schema['maximum'] !== undefined,
    change: (schema) => {
      delete schema['maximum'];
    },
  }),
  operationOperator({
    id: 'list-without-paging',
    rule: ['page-missing'],
    severity: 'medium',
    follows: /^limit-array-items$/,
    path: '/remarks',
    method: 'get',
    draft: () => ({
      response: { type: 'array', description: 'All remarks.', items: closedObject({ remark: codeText() }) },
    }),
  }),
  operationOperator({
    id: 'list-with-unbounded-limit',
    rule: ['page-limit-unbounded'],
    severity: 'medium',
    follows: /^limit-number-range$/,
    path: '/remarks',
    method: 'get',
    draft: (doc) => ({
      parameters: [parameter(doc, 'limit', { schema: { type: 'integer', format: 'int32', minimum: 1 } })],
      response: { type: 'array', description: 'A page.', maxItems: 100, items: closedObject({ remark: codeText() }) },
    }),
  }),
  recursion,
];
