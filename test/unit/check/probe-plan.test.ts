import { mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadRules } from '../../../rules/index.ts';
import { planOf } from '../../../src/check/probe/plan.ts';
import type { ApiModel } from '../../../src/model/api.ts';
import { loadFixture } from '../../support/fixture.ts';

const few = new Set('auth-missing verbose-error auth-garbage-ok bola-read-path jwt-none inv-removed-alive'.split(' '));
const rules = (await loadRules.probe()).filter(({ id }) => few.has(id));

async function apiOf(server: string, paths: readonly string[]): Promise<ApiModel> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'sallyport-plan-')));
  const operations = paths.map((path) => {
    const names = [...path.matchAll(/\{(\w+)\}/g)].map(
      ([, name]) => `{ name: ${name}, in: path, required: true, schema: { type: string } }`,
    );
    const schema = path.includes('secret') ? '{ type: object, properties: { iban: { type: string } } }' : '{}';
    return `  ${path}:
    get:
      parameters: [${names.join(', ')}]
      responses: { '200': { description: ok, content: { application/json: { schema: ${schema} } } } }`;
  });
  const head = `openapi: 3.0.3\ninfo: { title: x, version: '1' }\nservers: [{ url: '${server}' }]\n`;
  const security = `security: [{ key: [] }]\ncomponents: { securitySchemes: { key: { type: http, scheme: bearer } } }\n`;
  writeFileSync(join(folder, 'api.yaml'), `${head}${security}paths:\n${operations.join('\n')}\n`);
  return loadFixture('api.yaml', folder);
}

/** A team without a policy. */
function policed(previous?: ApiModel): Parameters<typeof planOf>[2] {
  return { ...(previous && { previous }), isSensitive: () => false, isPrivileged: () => false };
}

function subjects(api: ApiModel, previous?: ApiModel): readonly string[] {
  return planOf(api, rules, policed(previous)).map(({ rule, operation }) => `${rule.id} ${operation?.id ?? 'api'}`);
}

it('asks for near causes first, then what is cheap, and of sensitive operations first', async () => {
  const plan = subjects(await apiOf('https://x.example', ['/plain/{id}', '/secret/{id}', '/health']));
  expect(plan).toEqual([
    'verbose-error GET /secret/{id}',
    'verbose-error GET /plain/{id}',
    'auth-missing GET /secret/{id}',
    'auth-missing GET /plain/{id}',
    'auth-garbage-ok GET /secret/{id}',
    'auth-garbage-ok GET /plain/{id}',
    'bola-read-path GET /secret/{id}',
    'bola-read-path GET /plain/{id}',
    'jwt-none api',
  ]);
});

it('asks last what sends many requests, whatever it costs', async () => {
  const api = await apiOf('https://x.example', ['/plain/{id}', '/secret/{id}']);
  const [first, ...others] = rules.filter(({ per }) => per === 'operation');
  if (first === undefined) throw new Error('there are such rules');
  const heavy = { ...first, id: 'a-flood', impact: 'load' as const, requests: 1, applies: () => true };
  const plan = planOf(api, [heavy, ...others], policed()).map(({ rule }) => rule.id);
  expect(plan.slice(-2)).toEqual(['a-flood', 'a-flood']);
  expect(plan.slice(0, -2)).not.toContain('a-flood');
});

it('takes for removed what is gone, not what has moved or changed a name', async () => {
  const after = await apiOf('https://x.example/v2', ['/cards', '/cards/{cardId}']);
  const before = await apiOf('https://x.example/v1', ['/cards', '/cards/{id}', '/cards/{id}/export']);
  const gone = subjects(after, before).filter((line) => line.startsWith('inv-removed-alive'));
  expect(gone).toEqual(['inv-removed-alive GET /cards/{id}/export']);
});

it('lets operations without ids bear witness first', async () => {
  const api = await apiOf('https://x.example', ['/a/{id}/b/{other}', '/a/{id}', '/a', '/a/reset']);
  const witnesses = planOf(api, rules, policed()).find(({ rule }) => rule.per === 'scheme')?.subjects;
  expect(witnesses?.map(({ operation }) => operation.path)).toEqual(['/a', '/a/{id}', '/a/{id}/b/{other}']);
});
