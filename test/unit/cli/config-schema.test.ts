import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { configSchema, configShape } from '../../../src/cli/config/sallyport-shape.ts';
import type { Json } from '../../../src/model/json.ts';

const file = new URL('../../../schema/config.schema.json', import.meta.url);
const schema = JSON.parse(readFileSync(file, 'utf8')) as object;

test('the schema for editors is what the checker says', () => {
  expect(schema).toEqual(JSON.parse(JSON.stringify(configSchema())));
});

test('every key says what it is for: in an editor, and on the page that is made of it', () => {
  const silent: string[] = [];
  const look = (at: Json | undefined, name: string): void => {
    if (typeof at !== 'object' || at === null || Array.isArray(at)) return;
    const { properties = {}, items, additionalProperties } = at as Readonly<Record<string, Json>>;
    for (const [key, value] of Object.entries(properties as Readonly<Record<string, Json>>)) {
      if (typeof (value as { description?: Json }).description !== 'string') silent.push(`${name}.${key}`);
      look(value, `${name}.${key}`);
    }
    look(items, `${name}[]`);
    look(additionalProperties, `${name}.<name>`);
  };
  look(schema as Json, '');
  expect(silent).toEqual([]);
});

const identity = (value: Json): Json => ({ version: 1, identities: { a: value } });
const call = 'POST /auth/login';

const validate = new Ajv2020({ strict: true, strictRequired: false }).compile(schema);

test.each<readonly [boolean, Json]>([
  [true, { version: 1 }],
  [true, { version: 1, specs: [{ path: 'a.yaml', name: 'a' }], captures: ['a.har'], 'fail-on': 'none' }],
  [
    true,
    { version: 1, budget: { requests: 1, rate: 0.5 }, coverage: { min: 1 }, baseline: 'b.json', templates: ['/a'] },
  ],
  [true, { version: 1, never: ['* /admin/*'], policy: { public: ['GET /rates'], shared: [], privileged: [] } }],
  [true, identity({ token: '${SALLYPORT_A}' })],
  [true, identity({ basic: { user: 'u', password: 'p' }, owns: { id: '1' } })],
  [true, identity({ login: { call, body: { a: [1, null] }, token: { header: 'X-Auth' } } })],
  [true, identity({ token: 't', scopes: ['a'], others: { expired: '${SALLYPORT_A}' }, jwks: '/keys' })],
  [true, identity({ login: { call, token: { body: '$.t', refresh: '$.r' } }, logout: { call } })],
  [false, identity({ token: 't', jwks: 'keys' })],
  [false, identity({ token: '$TOKEN_A' })],
  [true, identity({ token: '$TOKEN_A-1' })],
  [false, identity({ token: 't', refresh: { call } })],
  [true, { version: 1, seeds: [{ call: 'POST /cards', body: { n: '${seed}' }, id: { cardId: '$.id' } }] }],
  [true, { version: 1, flows: { otp: { steps: { verify: { call: 'POST /otp', body: { c: '${code}' } } } } } }],
  [false, { version: 1, flows: { otp: {} } }],
  [false, { version: 1, flows: { otp: { steps: { verify: { call: 'POST https://elsewhere.example/' } } } } }],
  [false, {}],
  [false, { version: 2 }],
  [false, { version: 1, specz: [] }],
  [false, { version: 1, specs: [{ name: 'a' }] }],
  [false, { version: 1, specs: [{ path: '' }] }],
  [false, { version: 1, specs: [{ path: '${A}' }] }],
  [false, { version: 1, 'fail-on': 'severe' }],
  [false, { version: 1, budget: { rate: 0 } }],
  [false, { version: 1, never: ['reset'] }],
  [false, { version: 1, seeds: [{ call }] }],
  [true, { version: 1, ignore: [{ rule: 'x', reason: 'why', expires: '2027-01-31' }] }],
  [false, { version: 1, ignore: [{ rule: 'x', expires: '2027-01-31' }] }],
  [false, { version: 1, ignore: [{ rule: 'x', reason: 'why' }] }],
  [false, identity({ role: 'customer' })],
  [false, identity({ token: 'a', apiKey: 'b' })],
  [false, identity({ login: { call, token: { body: '$.t', header: 'X' } } })],
  [false, identity({ login: { call: 'POST //evil.example/x', token: { body: '$.t' } } })],
  [false, identity({ role: '${SALLYPORT_A}', token: 'x' })],
])('schema and checker agree: %s for %j', (sound, value) => {
  const mistakes: string[] = [];
  configShape(['x']).read({
    value,
    at: { source: 's', path: '' },
    complain: (_at, message) => {
      mistakes.push(message);
      return undefined;
    },
  });
  expect(validate(value)).toBe(sound);
  expect(mistakes.length === 0).toBe(sound);
});
