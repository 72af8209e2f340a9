import { expect, it } from 'vitest';
import { productionServer } from '../../../src/target/production.ts';
import { apiOf } from './bank.ts';

async function isRefused(servers: string, target: string): Promise<boolean> {
  const api = await apiOf(`openapi: 3.1.0
info: { title: x, version: '1' }
servers: [${servers}]
paths: { /a: { get: { responses: { '200': { description: ok } } } } }
`);
  return productionServer(api, target) !== undefined;
}

it.each([
  ['{ url: https://api.bank.example/v1 }', 'https://api.bank.example/v1'],
  ['{ url: https://api.bank.example/v1 }', 'https://API.bank.example:8443'],
  ['{ url: https://api.bank.example, description: Production }', 'https://api.bank.example'],
  ['{ url: https://api.bank.example, description: "Live; tests go to the sandbox" }', 'https://api.bank.example'],
  // Words within words are none.
  ['{ url: https://latest.bank.example, description: Contest entries }', 'https://latest.bank.example'],
  // The other server is for tests, this one is not.
  ['{ url: https://staging.bank.example }, { url: https://api.bank.example }', 'https://api.bank.example'],
])('takes for production what stands under servers and says nothing of tests: %s', async (servers, target) => {
  expect(await isRefused(servers, target)).toBe(true);
});

it.each([
  ['{ url: https://staging.bank.example }', 'https://staging.bank.example'],
  ['{ url: https://api-uat2.bank.example }', 'https://api-uat2.bank.example'],
  ['{ url: https://api.bank.example, description: The sandbox }', 'https://api.bank.example'],
  ['{ url: https://api.bank.example, description: Pre-production }', 'https://api.bank.example'],
  ['{ url: https://api.bank.example, x-environment: qa }', 'https://api.bank.example'],
  ['{ url: https://api.bank.example }, { url: https://api.bank.example/sandbox }', 'https://api.bank.example/sandbox'],
  ['{ url: https://api.bank.example }', 'https://staging.bank.example'],
  ['{ url: /v1 }', 'https://api.bank.example'],
  ['{ url: http://127.0.0.1:8080 }', 'http://127.0.0.1:8080'],
])('probes what is there for tests, and what the document does not name: %s', async (servers, target) => {
  expect(await isRefused(servers, target)).toBe(false);
});
