import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadRules, ruleIds } from '../../../rules/index.ts';
import type { Case, TheirFinding } from '../../../scripts/conformance/cases.ts';
import { disagreements, isDeliberate } from '../../../scripts/conformance/disagreements.ts';
import { judge, type Judged } from '../../../scripts/conformance/judge.ts';
import { saying } from '../../../scripts/conformance/match.ts';
import { rows } from '../../../scripts/conformance/oasdiff-map.ts';
import { matchesPattern } from '../../../scripts/conformance/pattern.ts';
import { scoreOf } from '../../../scripts/conformance/score.ts';
import { sitesOfTheirs } from '../../../scripts/conformance/site.ts';
import { readKinds } from '../../support/diff-pairs.ts';

const rules = await loadRules.diff();

interface Api {
  readonly readOnly?: boolean;
  readonly without?: string;
}

/** A customer that is sent and answered, and a list of rates. */
function api({ readOnly = false, without }: Api = {}): object {
  const customer = { $ref: '#/components/schemas/Customer' };
  const content = { 'application/json': { schema: customer } };
  const paths = {
    '/customers/{id}': {
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
      put: { requestBody: { content }, responses: { '200': { description: 'ok', content } } },
    },
    '/rates': { get: { responses: { '200': { description: 'ok' } } } },
  };
  return {
    openapi: '3.0.3',
    info: { title: 'Customers', version: '1' },
    paths: Object.fromEntries(Object.entries(paths).filter(([name]) => name !== without)),
    components: { schemas: { Customer: { type: 'object', properties: { tier: { type: 'string', readOnly } } } } },
  };
}

function their(id: string, level: TheirFinding['level'], operation: string): TheirFinding {
  const [method = '', place = ''] = operation.split(' ');
  return { id, level, operation: method, path: place, text: id };
}

function run(base: object, revision: object, oracle: readonly TheirFinding[]): Promise<Judged> {
  const one: Case = { name: 'a case', base, revision, oracle };
  return judge(one, rules);
}

describe('the map', () => {
  it('names rules that there are or that the pairs wait for', () => {
    const known = new Set<string>([...ruleIds.diff, ...readKinds().keys()]);
    expect(rows.flatMap(({ ours }) => ours.filter((id) => !known.has(id)))).toEqual([]);
  });

  it('takes * for any text', () => {
    expect(matchesPattern('request-*-max-increased', 'request-body-max-increased')).toBe(true);
    expect(matchesPattern('request-*-max-increased', 'request-body-max-increased-much')).toBe(false);
    expect(matchesPattern('a.go#*', 'abgo#1')).toBe(false);
  });

  it.each([
    ['request-parameter-max-length-increased', ['request parameter']],
    ['request-body-max-length-increased', ['request body']],
    ['request-body-media-type-added', []],
    ['new-required-request-property', ['request property']],
    ['request-optional-property-became-read-only', ['request property']],
    ['required-response-header-removed', ['response header']],
    ['response-write-only-property-became-optional', ['response property']],
    ['response-success-status-removed', []],
  ])('%s stands at %j', (id, sites) => {
    expect(sitesOfTheirs(id)).toEqual(sites);
  });
});

describe('a finding of theirs', () => {
  it('is found where ours names the operation and stands at the same kind of site', async () => {
    const judged = await run(api({ readOnly: true }), api(), []);
    const told = (id: string, operation: string): number => saying(their(id, 'INFO', operation), judged).length;
    const id = 'request-optional-property-became-not-read-only';
    expect(told(id, 'PUT /customers/{id}')).toBe(1);
    expect(told(id, 'PUT /customers/{customerId}')).toBe(1);
    expect(told(id, 'GET /rates')).toBe(0);
    expect(told('response-optional-property-became-not-write-only', 'PUT /customers/{id}')).toBe(0);
  });

  it('is missed where only the side is another', async () => {
    const judged = await run(api({ readOnly: true }), api(), []);
    const table = [{ ours: ['readonly-removed'], theirs: ['*'] }];
    const told = (id: string): number => saying(their(id, 'INFO', 'PUT /customers/{id}'), judged, table).length;
    expect(told('request-property-type-changed')).toBe(1);
    expect(told('request-parameter-type-changed')).toBe(0);
    expect(told('request-body-type-changed')).toBe(0);
  });
});

describe('the score', () => {
  it('counts verdicts, findings by level and silence apart', async () => {
    const gone = their('api-path-removed-without-deprecation', 'ERR', 'GET /rates');
    const score = scoreOf([
      await run(api(), api({ without: '/rates' }), [gone]),
      await run(api(), api(), [their('request-property-type-changed', 'ERR', 'PUT /customers/{id}')]),
      await run(api(), api(), [their('response-media-type-name-changed', 'ERR', 'GET /rates')]),
      await run(api(), api({ without: '/rates' }), [
        their('api-security-component-oauth-scope-changed', 'INFO', 'GET /rates'),
      ]),
      await run(api(), api(), []),
      await run(api(), api({ without: '/rates' }), []),
    ]);
    expect(score).toMatchObject({
      cases: 6,
      errRecall: { hit: 1, of: 3 },
      errDeliberate: 1,
      falseRate: { hit: 2, of: 3 },
      falseDeliberate: 0,
      findings: { ERR: { hit: 1, of: 3 }, WARN: { hit: 0, of: 0 }, INFO: { hit: 0, of: 1 } },
      deliberate: { ERR: 1, WARN: 0, INFO: 1 },
      silent: { hit: 1, of: 2 },
      crashes: [],
    });
    expect(score.compared.map(({ told }) => told)).toEqual(['breaking', 'missed', 'missed', 'missed']);
  });

  it('leaves out on purpose only what the table says we are silent about', () => {
    expect(isDeliberate('response-media-type-name-changed')).toBe(true);
    expect(isDeliberate('endpoint-added')).toBe(false);
    expect(isDeliberate('request-property-type-changed')).toBe(false);
    for (const { why } of disagreements) expect(why.length).toBeGreaterThan(40);
  });
});

describe('npm run conformance', () => {
  function script(folder: string | undefined): string {
    const { SALLYPORT_CONFORMANCE: _, ...env } = process.env;
    const own = folder === undefined ? env : { ...env, SALLYPORT_CONFORMANCE: folder };
    const args = ['--import', 'tsx', 'scripts/conformance.ts', '--list', 'misses', '--list', 'unmapped'];
    return execFileSync(process.execPath, args, { env: own, encoding: 'utf8' });
  }

  it('says where the data come from', () => {
    expect(script(undefined)).toMatch(/^# Conformance data\n/);
  });

  it('prints fractions and lists', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'sallyport-conformance-'));
    const oracleAll = [
      { id: 'api-path-removed-without-deprecation', level: 3, operation: 'GET', path: '/rates', text: 'gone' },
      { id: 'response-media-type-name-changed', level: 1, operation: 'GET', path: '/rates', text: 'a type' },
    ];
    const line = { name: 'x_test.go#Gone-1', base: api(), revision: api({ without: '/rates' }), oracleAll };
    writeFileSync(path.join(folder, 'oasdiff-v1.14.0-cases.jsonl'), `${JSON.stringify(line)}\n`);
    try {
      const text = script(folder);
      expect(text).toMatch(/verdict ERR recall +1\/1 +100\.0 %/);
      expect(text).toMatch(/finding recall INFO +0\/1 +0\.0 % +1 of those missed on purpose/);
      expect(text).toContain(
        'INFO response-media-type-name-changed: 1 of 1 missed (on purpose)\n    x_test.go#Gone-1  GET /rates  a type',
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
