/** What stands in examples, defaults and descriptions. */
import { createHash } from 'node:crypto';
import type { Fault, Operator } from '../operator.ts';
import { spot } from '../operator.ts';
import { propertyOperator } from '../insert.ts';
import { objectAt, operations, textOf } from '../tree.ts';

/** Made when the bench runs, so that no file of the repository holds what looks like a live secret. */
function random(length: number, keep = /[A-Za-z0-9]/): string {
  let text = '';
  for (let round = 0; text.length < length; round += 1) {
    const bytes = createHash('sha256').update(`mutation ${length} ${round}`).digest('base64');
    text += [...bytes].filter((one) => keep.test(one)).join('');
  }
  return text.slice(0, length);
}

const base64url = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const keyKind = ['RSA', 'PRIVATE'].join(' ');
const secrets = {
  'provider-key': ['sk', 'live', random(24)].join('_'),
  'aws-key': `AKIA${random(16, /[A-Z2-7]/)}`,
  'signed-token': `${base64url({ alg: 'HS256', typ: 'JWT' })}.${base64url({ sub: random(12), admin: true, iat: 1717171717 })}.${random(43)}`,
  'private-key': [`-----BEGIN ${keyKind} KEY-----`, random(64), random(64), `-----END ${keyKind} KEY-----`].join('\n'),
} as const;

/** A card number with a right check digit that is no known test number. */
function cardNumber(): string {
  const digits = '492936140780351';
  const sum = [...digits].toReversed().reduce((total, digit, index) => {
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

export const examples: readonly Operator[] = [
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
];
