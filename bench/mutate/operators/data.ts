/** What should not travel: secrets, card data and persons' data in responses, URLs and examples. */
import type { Operator } from '../operator.ts';
import { inserted } from '../operator.ts';
import { appear } from '../follows.ts';
import {
  closedObject,
  codeText,
  content,
  operationOperator,
  parameter,
  parameterOperator,
  problem,
  propertyOperator,
} from '../insert.ts';
import type { Tree } from '../tree.ts';
import { isV2, objectAt, operations } from '../tree.ts';

interface Field {
  readonly id: string;
  readonly rule: string;
  readonly severity: Operator['severity'];
  readonly name: string;
  readonly schema: Tree;
}

const text = (description: string, length: number, pattern: string): Tree => ({
  type: 'string',
  description,
  minLength: 1,
  maxLength: length,
  pattern,
});

const fields: readonly Field[] = [
  {
    id: 'password-in-response',
    rule: 'data-secret-in-response',
    severity: 'critical',
    name: 'password',
    schema: text('The password.', 64, '^[!-~]{1,64}$'),
  },
  {
    id: 'private-key-in-response',
    rule: 'data-secret-in-response',
    severity: 'critical',
    name: 'privateKey',
    schema: text('The key.', 4000, '^[A-Za-z0-9+/=]{1,4000}$'),
  },
  {
    id: 'refresh-token-in-response',
    rule: 'data-secret-in-response',
    severity: 'high',
    name: 'refreshToken',
    schema: text('The token.', 500, '^[A-Za-z0-9._-]{1,500}$'),
  },
  {
    id: 'cvv-in-response',
    rule: 'data-pci-sad',
    severity: 'critical',
    name: 'cvv',
    schema: text('The code.', 4, '^[0-9]{3,4}$'),
  },
  {
    id: 'pin-in-response',
    rule: 'data-pci-sad',
    severity: 'critical',
    name: 'pinBlock',
    schema: text('The block.', 16, '^[0-9A-F]{16}$'),
  },
  {
    id: 'track-in-response',
    rule: 'data-pci-sad',
    severity: 'critical',
    name: 'track2',
    schema: text('The stripe.', 40, '^;[0-9]{13,19}=[0-9]{4,16}$'),
  },
  {
    id: 'card-number-in-response',
    rule: 'data-pan-unmasked',
    severity: 'high',
    name: 'cardNumber',
    schema: text('The number.', 19, '^[0-9]{13,19}$'),
  },
  {
    id: 'birth-date-unclassified',
    rule: 'data-pii-unclassified',
    severity: 'info',
    name: 'dateOfBirth',
    schema: text('The day.', 10, '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'),
  },
];

const isTokenPath = /token|oauth|auth|login|session|credential|password|key|pin|card/i;

const responses = fields.map(({ rule, schema, ...field }) =>
  propertyOperator({
    ...field,
    rule: [rule],
    follows: [
      appear(
        ['hdr-cache-sensitive', 'bola-candidate'],
        "An answer with such data must not be kept, and is one customer's object where the path names one.",
      ),
    ],
    into: 'response',
    schema: () => structuredClone(schema),
    where: ({ operation }) => !isTokenPath.test(operation.path),
  }),
);

const urls = [
  { name: 'cardNumber', schema: text('The number.', 19, '^[0-9]{13,19}$') },
  { name: 'iban', schema: text('The account.', 34, '^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$') },
  { name: 'ssn', schema: text('The number.', 11, '^[0-9]{3}-[0-9]{2}-[0-9]{4}$') },
  { name: 'email', schema: { type: 'string', format: 'email', maxLength: 254 } },
].map(({ name, schema }) =>
  parameterOperator({
    id: `${name}-in-query`,
    rule: ['data-pan-in-url'],
    severity: name === 'email' ? 'low' : 'high',
    node: (doc) => parameter(doc, name, { schema: structuredClone(schema) }),
  }),
);

const failures: Operator = {
  id: 'stack-trace-in-error',
  rule: ['error-leaks-internals'],
  severity: 'medium',
  sites: (doc) =>
    operations(doc)
      .filter(({ node }) => node['responses'] !== undefined && objectAt(node, ['responses'])['409'] === undefined)
      .map(({ keys }) => keys),
  apply: (doc, site) => {
    const schema = problem(doc);
    objectAt(schema, ['properties'])['stackTrace'] = text('Where it went wrong.', 4000, '^[!-~\\s]{1,4000}$');
    // A status that no rule asks for, so that it makes up for nothing.
    objectAt(doc, [...site, 'responses'])['409'] = {
      description: 'Not now.',
      ...content(doc, schema, 'application/problem+json'),
    };
    const at = [...site, 'responses', '409', ...(isV2(doc) ? [] : ['content', 'application/problem+json']), 'schema'];
    return inserted(doc, [...at, 'properties', 'stackTrace'], at);
  },
};

const person = (): Tree =>
  closedObject(
    {
      email: {
        type: 'string',
        format: 'email',
        maxLength: 254,
        description: 'Where to write.',
        'x-data-class': 'personal',
      },
      firstName: { ...text('The name.', 60, '^[A-Za-z]{1,60}$'), 'x-data-class': 'personal' },
      accountNumber: text('The account.', 17, '^[0-9]{6,17}$'),
    },
    'A customer.',
  );
const id = (doc: Tree): Tree =>
  parameter(doc, 'customerId', {
    schema: { type: 'string', format: 'uuid', maxLength: 36 },
    in: 'path',
    required: true,
  });

export const data: readonly Operator[] = [
  ...responses,
  ...urls,
  failures,
  operationOperator({
    id: 'customer-by-id-for-everyone',
    rule: ['bola-candidate'],
    severity: 'info',
    path: '/customer-records/{customerId}',
    method: 'get',
    draft: (doc) => ({ parameters: [id(doc)], response: person() }),
  }),
  operationOperator({
    id: 'owner-beside-the-parent',
    rule: ['bola-two-ids'],
    severity: 'info',
    path: '/customer-records/{customerId}/remarks',
    method: 'post',
    draft: (doc) => ({
      parameters: [id(doc)],
      body: closedObject({
        ownerId: { type: 'string', format: 'uuid', maxLength: 36, description: 'Whose.' },
        remark: codeText(),
      }),
    }),
  }),
  operationOperator({
    id: 'object-never-refused',
    rule: ['bola-no-403-404', 'err-401-403-404'],
    severity: 'low',
    path: '/customer-records/{customerId}',
    method: 'get',
    draft: (doc) => ({ parameters: [id(doc)], without: ['403', '404'] }),
  }),
];
