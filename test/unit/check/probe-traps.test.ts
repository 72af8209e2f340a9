import { mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadRules } from '../../../rules/index.ts';
import type { ApiModel } from '../../../src/model/api.ts';
import { loadFixture } from '../../support/fixture.ts';
import { attempt, serve, type Attempted } from '../../support/twins.ts';
import { document, identities, previous, traps } from './traps.ts';

const rules = await loadRules.probe();

async function apiOf(text: string): Promise<ApiModel> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'sallyport-traps-')));
  writeFileSync(join(folder, 'api.yaml'), text);
  return loadFixture('api.yaml', folder);
}

async function tried(profile: 'read-only' | 'full'): Promise<Attempted & { readonly damage: readonly string[] }> {
  const { handler, damage } = traps();
  const server = await serve(handler);
  try {
    const options = { api: await apiOf(document), previous: await apiOf(previous), identities, rules, profile };
    const policy = { public: ['GET /public', 'GET /public/{id}'] };
    return { ...(await attempt(`${server.url}/api/v2`, { ...options, policy })), damage };
  } finally {
    await server.close();
  }
}

it('finds nothing where nothing is wrong, whatever the answers look like', async () => {
  const { findings, outcomes } = await tried('full');
  // A path that is not looked at is no flaw of ownership, and a finding of its own.
  const ignored = outcomes.find(({ rule, subject }) => rule === 'path-id-ignored' && subject.includes('changes-own'));
  expect(ignored).toMatchObject({ verdict: 'CONFIRMED', findings: [{ severity: 'low' }] });
  const others = findings.filter(({ rule }) => rule !== 'path-id-ignored');
  expect(others.map(({ rule, message, certainty }) => [rule, message, certainty])).toEqual([]);
  const failed = outcomes.filter(({ result }) => result === 'crashed' || result === 'failed');
  expect(failed).toEqual([ignored]);
  const writes = outcomes.filter(({ rule }) => rule === 'bola-update');
  expect(writes.map(({ verdict }) => verdict)).toEqual(['REFUTED', 'REFUTED']);
});

it('changes nothing with the profile read-only, by whatever method', async () => {
  const { exchanges, damage, outcomes } = await tried('read-only');
  expect(damage).toEqual([]);
  expect([...new Set(exchanges.map(({ request }) => request.method))]).toEqual(['GET']);
  expect(outcomes.filter(({ result }) => result === 'passed').length).toBeGreaterThan(20);
});

it('tells a refusal from a throttled probe', async () => {
  const { outcomes } = await tried('read-only');
  const busy = outcomes.filter(({ subject, rule }) => subject === 'GET /busy' && rule === 'auth-missing');
  expect(busy).toMatchObject([{ verdict: 'INCONCLUSIVE', reason: expect.stringContaining('throttled') as string }]);
});
