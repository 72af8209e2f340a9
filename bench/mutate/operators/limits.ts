/** Sizes, ranges and patterns of what a request may hold. */
import type { Fault, Operator } from '../operator.ts';
import { spot } from '../operator.ts';
import { appear, firstOnMoney } from '../follows.ts';
import { closedObject, codeText, propertyOperator, wholeNumber } from '../insert.ts';
import type { OperationSite, Tree } from '../tree.ts';
import { get, isTree, isV2, objectAt, operations, pointer, schemaTable } from '../tree.ts';

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

const isAnswering = ({ node }: OperationSite): boolean =>
  isTree(node['responses']) && Object.keys(node['responses']).some((status) => /^20[0-9]$/.test(status));

const recursion: Operator = {
  id: 'recursion-without-limit',
  rule: ['schema-recursion-unbounded'],
  severity: 'low',
  sites: (doc) =>
    (operations(doc).some(isAnswering) ? [schemaTable(doc)] : []).filter((keys) => get(doc, keys) !== undefined),
  apply: (doc, site) => {
    const ref = `#${pointer([...site, 'RemarkTree'])}`;
    const children: Tree = { type: 'array', description: 'Answers.', items: { $ref: ref } };
    objectAt(doc, site)['RemarkTree'] = closedObject({ remark: codeText(), children });
    const operation = operations(doc).find(isAnswering);
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

export const limits: readonly Operator[] = [
  body({ id: 'array-without-limit', rule: ['limit-array-items'], severity: 'medium', schema: list({}) }),
  body({
    id: 'ids-without-limit',
    rule: ['batch-ids-unbounded', 'limit-array-items'],
    severity: 'medium',
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
  }),
  body({
    id: 'pattern-of-another-dialect',
    rule: ['limit-pattern-invalid'],
    severity: 'medium',
    schema: text({ maxLength: 20, pattern: '^(?P<word>[a-z]{1,20})$' }),
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
    follows: [
      firstOnMoney,
      appear(
        ['flow-no-idempotency', 'flow-no-step-up', 'auth-apikey-only-on-money'],
        'With an amount in its body a POST to a payment moves money, and owes what such operations owe.',
      ),
    ],
  }),
  body({
    id: 'foreign-id-is-a-number',
    rule: ['id-sequential-in-body'],
    severity: 'medium',
    schema: { type: 'integer', format: 'int64', minimum: 1, maximum: 999999999, description: 'From which account.' },
    name: 'sourceAccountId',
  }),
  recursion,
];
