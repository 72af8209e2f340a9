import { expect, test } from 'vitest';
import { loadRules, ruleIds } from '../../../rules/index.ts';
import { changedSince, type Asks } from '../../../src/check/probe/changed.ts';
import { probesFor, selects } from '../../../src/check/probe/selects.ts';
import { matchesGlob } from '../../../src/model/glob.ts';
import { twinDocument } from '../../../src/selftest/twin-document.ts';

const kinds = [...new Set((await loadRules.diff()).flatMap(({ facts }) => facts))];
const text = `openapi: 3.0.3
info: { title: Cards, version: '1' }
servers: [{ url: 'https://api.example.com' }]
security: [{ bearer: [] }]
paths:
  /cards:
    post: { responses: { '201': { description: made } } }
  /cards/{cardId}:
    patch:
      parameters: [{ name: cardId, in: path, required: true, schema: { type: string } }]
      requestBody:
        content: { application/json: { schema: { type: object, properties: { label: { type: string, maxLength: 40 } } } } }
      responses: { '200': { description: ok } }
  /rates:
    get: { responses: { '200': { description: ok } } }
components: { securitySchemes: { bearer: { type: http, scheme: bearer } } }
`;

async function asks(from: string, to: string): Promise<Asks> {
  expect(text).toContain(from);
  const [before, after] = [await twinDocument('a.yaml', text), await twinDocument('a.yaml', text.replace(from, to))];
  return changedSince({ before, after }, kinds);
}

test('a new property asks for what could be done with it, there and where its object is made', async () => {
  const asked = await asks('properties: { label', 'properties: { role: { type: string }, label');
  expect(asked('mass-role', 'PATCH /cards/{cardId}')).toBe(true);
  expect(asked('mass-role', 'POST /cards')).toBe(true);
  expect(asked('hdr-hsts', 'PATCH /cards/{cardId}')).toBe(false);
  expect(asked('mass-role', 'GET /rates')).toBe(false);
  expect(asked('jwt-none', undefined)).toBe(false);
});

test('a requirement that is gone asks for what stands behind credentials', async () => {
  const asked = await asks('    get: { responses', '    get: { security: [], responses');
  expect(asked('auth-missing', 'GET /rates')).toBe(true);
  expect(asked('sqli-error', 'GET /rates')).toBe(false);
  expect(asked('auth-missing', 'POST /cards')).toBe(false);
});

test('a new operation asks for everything', async () => {
  const asked = await asks('  /rates:', '  /exports: { get: { responses: {} } }\n  /rates:');
  expect(asked('bola-list-leak', 'GET /exports')).toBe(true);
  expect(asked('sqli-time', 'GET /exports')).toBe(true);
});

test('words for readers ask for nothing', async () => {
  const asked = await asks("{ '201': { description: made } }", "{ '201': { description: a card } }");
  const all = ['POST /cards', 'GET /rates', 'PATCH /cards/{cardId}', undefined];
  expect(ruleIds.probe.flatMap((rule) => all.filter((operation) => asked(rule, operation)))).toEqual([]);
});

test('every glob of the table means a probe, and a kind of change that nobody thought of means all', () => {
  const globs = new Set(selects.flatMap(({ probes }) => probes));
  expect([...globs].filter((glob) => !ruleIds.probe.some((id) => matchesGlob(glob, id)))).toEqual([]);
  expect(
    selects.filter(({ change }) => !kinds.some((kind) => matchesGlob(change, kind))).map(({ change }) => change),
  ).toEqual([]);
  expect(probesFor('reference/new' as 'reference/host')).toEqual(['*']);
});
