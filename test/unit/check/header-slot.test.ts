import { expect, it } from 'vitest';
import { inputsOf } from '../../../src/check/controls/inputs.ts';
import { isHeaderSlot } from '../../../src/check/controls/header-slot.ts';
import { apiOf, documentOf } from '../target/bank.ts';

/** Names of the declared headers and cookies that may be asked about. */
async function slots(
  names: readonly string[],
  schema = '{ type: string }',
  method = 'get',
): Promise<readonly string[]> {
  const parameters = names.map(
    (name) => `{ name: ${name}, in: ${name === 'region' ? 'cookie' : 'header'}, schema: ${schema} }`,
  );
  const api = await apiOf(
    documentOf(
      { '/rates': `{ ${method}: { parameters: [${parameters.join(', ')}], responses: {} } }` },
      'components: { securitySchemes: { bearerAuth: { type: http, scheme: bearer }, app: { type: apiKey, in: header, name: X-App } } }',
    ),
  );
  const [operation] = api.operations;
  if (operation === undefined) throw new Error('there is one');
  return inputsOf(operation, api)
    .filter((input) => isHeaderSlot({ operation, input }, api, 60))
    .map(({ name }) => name);
}

it('is a text of the application in a header or a cookie', async () => {
  expect(await slots(['X-Branch', 'region', 'Tenant'])).toEqual(['X-Branch', 'region', 'Tenant']);
  expect(await slots(['X-Branch'], '{ type: string, maxLength: 59 }')).toEqual([]);
  expect(await slots(['X-Branch'], '{ type: integer }')).toEqual([]);
  expect(await slots(['X-Branch'], '{ type: string, enum: [a, b] }')).toEqual([]);
  expect(await slots(['X-Branch'], '{ type: string, pattern: "^[a-z]+$" }')).toEqual([]);
  expect(await slots(['X-Branch'], '{ type: string }', 'post')).toEqual([]);
});

it('is nothing of HTTP, of tracing, nor of what proves who calls', async () => {
  const names = 'Accept Accept-Language Content-Type Authorization User-Agent If-None-Match X-Forwarded-For Host Range';
  const others =
    'X-Request-Id Idempotency-Key traceparent X-Correlation-ID X-CSRF-Token X-Signature X-Api-Version X-App';
  expect(await slots([...names.split(' '), ...others.split(' ')])).toEqual([]);
});
