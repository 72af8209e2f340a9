/** Ids and page sizes among the parameters. */
import type { Fault, Operator } from '../operator.ts';
import { spot } from '../operator.ts';
import { vanish } from '../follows.ts';
import { closedObject, codeText, operationOperator, parameter } from '../insert.ts';
import type { Keys, Tree } from '../tree.ts';
import { isTree, isV2, listAt, objectAt, operations, textOf } from '../tree.ts';

/** Parameters written in the operation itself, by name, with the place of their schema. */
function ownSchemas(doc: Tree, fits: (node: Tree, schema: Tree) => boolean): readonly Keys[] {
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
    sites: (doc) => ownSchemas(doc, fits),
    apply: (doc, site) => {
      const schema = objectAt(doc, site);
      change(schema);
      const own = Object.keys(schema).map((key) => [...site, key]);
      return spot(site, ...own, ...(isV2(doc) ? [] : [site.slice(0, -1)]));
    },
  };
}

const isPathId = (node: Tree): boolean =>
  node['in'] === 'path' && !/uuid$/i.test(textOf(node['name'])) && /(^|[a-z_-])(Id|id|ID)$/.test(textOf(node['name']));

const isPageSize = (node: Tree): boolean =>
  node['in'] === 'query' && /^(limit|page_?size|per_?page)$/i.test(textOf(node['name']));

const shape = ['format', 'pattern', 'minLength', 'maxLength', 'enum', 'example', 'examples', 'default', 'nullable'];

const enumDefault: Operator = parameterSchema({
  id: 'parameter-default-outside-enum',
  rule: ['example-default-invalid'],
  severity: 'low',
  fits: (_, schema) => schema['type'] === 'string' && Array.isArray(schema['enum']),
  change: (schema) => (schema['default'] = 'none-of-these'),
});

export const parameters: readonly Operator[] = [
  enumDefault,
  parameterSchema({
    id: 'path-id-sequential',
    rule: ['id-sequential-path-query'],
    severity: 'medium',
    follows: [
      vanish(
        ['id-unbounded', 'limit-string-length', 'limit-string-shape'],
        'A number has neither a length nor a shape.',
      ),
    ],
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
    fits: (node, schema) => isPageSize(node) && schema['type'] === 'integer' && schema['maximum'] !== undefined,
    change: (schema) => {
      delete schema['maximum'];
    },
  }),
  operationOperator({
    id: 'list-without-paging',
    rule: ['page-missing'],
    severity: 'medium',
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
    path: '/remarks',
    method: 'get',
    draft: (doc) => ({
      parameters: [parameter(doc, 'limit', { schema: { type: 'integer', format: 'int32', minimum: 1 } })],
      response: { type: 'array', description: 'A page.', maxItems: 100, items: closedObject({ remark: codeText() }) },
    }),
  }),
];
