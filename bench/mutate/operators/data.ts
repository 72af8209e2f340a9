/** What should not travel: secrets, card data and persons' data in responses, URLs and examples. */
import type { Fault, Operator } from '../operator.ts';
import { inserted, spot } from '../operator.ts';
import {
  closedObject,
  codeText,
  content,
  operationOperator,
  parameter,
  parameterOperator,
  propertyOperator,
} from '../insert.ts';
import type { Tree } from '../tree.ts';
import { isV2, objectAt, operations, textOf } from '../tree.ts';

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
    follows: /^(data-pii-unclassified|hdr-cache-sensitive|bola-candidate|auth-op-unprotected-read)$/,
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

/** Made when the bench runs, so that no file of the repository holds what looks like a live secret. */
function random(length: number, alphabet = 'Zk4tQ9wX2mB7cR8vN1pL6sD3fG5hJ0yK'): string {
  let state = 12345;
  return Array.from({ length }, () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return alphabet[(state >> 8) % alphabet.length] ?? 'x';
  }).join('');
}

const base64url = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const secrets = {
  'provider-key': ['sk', 'live', random(24)].join('_'),
  'aws-key': `AKIA${random(16, 'QZ7WX4E2RT5YUP3M')}`,
  'signed-token': `${base64url({ alg: 'HS256', typ: 'JWT' })}.${base64url({ sub: random(12), admin: true, iat: 1717171717 })}.${random(43)}`,
  'private-key': [
    `-----BEGIN RSA ${'PRIVATE'} KEY-----`,
    random(64),
    random(64),
    `-----END RSA ${'PRIVATE'} KEY-----`,
  ].join('\n'),
} as const;

/** A card number with a right check digit that is no known test number. */
function cardNumber(): string {
  const digits = '492936140780351';
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return digits + String((10 - (sum % 10)) % 10);
}

/** An IBAN with right check digits. */
function iban(): string {
  const bban = '370400440532718046';
  const number = BigInt(`${bban}131400`);
  return `DE${String(98n - (number % 97n)).padStart(2, '0')}${bban}`;
}

function example(fault: Fault & { value: string; key: 'example' | 'default' }): Operator {
  const { value, key, ...rest } = fault;
  const schema = {
    type: 'string',
    description: 'A reference.',
    minLength: 1,
    maxLength: 4000,
    pattern: '^[!-~\\s]{1,4000}$',
    [key]: value,
  };
  return propertyOperator({ ...rest, into: 'request', name: 'extraReference', schema: () => structuredClone(schema) });
}

function description(fault: Fault & { text: string }): Operator {
  const { text: added, ...rest } = fault;
  return {
    ...rest,
    sites: (doc) =>
      operations(doc)
        .filter(({ node }) => textOf(node['description']) !== '')
        .map(({ keys }) => keys),
    apply: (doc, site) => {
      const node = objectAt(doc, site);
      node['description'] = `${textOf(node['description'])}\n\n${added}`;
      return spot([...site, 'description'], site);
    },
  };
}

const failures: Operator = {
  id: 'stack-trace-in-error',
  rule: ['error-leaks-internals'],
  severity: 'medium',
  sites: (doc) =>
    operations(doc)
      .filter(({ node }) => node['responses'] !== undefined && objectAt(node, ['responses'])['503'] === undefined)
      .map(({ keys }) => keys),
  apply: (doc, site) => {
    const schema = closedObject(
      { title: codeText(), stackTrace: text('Where it went wrong.', 4000, '^[!-~\\s]{1,4000}$') },
      'What went wrong.',
    );
    objectAt(doc, [...site, 'responses'])['503'] = {
      description: 'Out of order.',
      ...content(doc, schema, 'application/problem+json'),
    };
    const at = [...site, 'responses', '503', ...(isV2(doc) ? [] : ['content', 'application/problem+json']), 'schema'];
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
      firstName: text('The name.', 60, '^[A-Za-z]{1,60}$'),
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
  ...Object.entries(secrets).map(([name, value]) =>
    example({ id: `${name}-in-example`, rule: ['secret-in-spec'], severity: 'high', value, key: 'example' }),
  ),
  example({
    id: 'provider-key-in-default',
    rule: ['secret-in-spec'],
    severity: 'high',
    value: secrets['provider-key'],
    key: 'default',
  }),
  description({
    id: 'aws-key-in-description',
    rule: ['secret-in-spec'],
    severity: 'high',
    text: `Try it with ${secrets['aws-key']}.`,
  }),
  example({
    id: 'card-number-in-example',
    rule: ['pan-in-example'],
    severity: 'medium',
    value: cardNumber(),
    key: 'example',
  }),
  example({ id: 'iban-in-example', rule: ['pan-in-example'], severity: 'low', value: iban(), key: 'example' }),
  description({
    id: 'script-in-description',
    rule: ['doc-markdown-injection'],
    severity: 'medium',
    text: '<script>alert(1)</script>',
  }),
  description({
    id: 'script-link-in-description',
    rule: ['doc-markdown-injection'],
    severity: 'medium',
    text: '[more](javascript:alert(1))',
  }),
  failures,
  operationOperator({
    id: 'customer-by-id-for-everyone',
    rule: ['bola-candidate'],
    severity: 'info',
    follows: /^(data-pii-unclassified|hdr-cache-sensitive)$/,
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
    follows: /^(bola-candidate|bola-no-403-404|err-401-403-404)$/,
    path: '/customer-records/{customerId}',
    method: 'get',
    draft: (doc) => ({ parameters: [id(doc)], without: ['403', '404'] }),
  }),
];
