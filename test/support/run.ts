/** Finished runs over real documents, for the tests of reports: linted, changed and probed as a test wants. */
import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { lint } from '../../src/check/lint.ts';
import { isInRulesets } from '../../src/cli/rulesets.ts';
import { judge, type GatePolicy } from '../../src/finding/gate.ts';
import type { Finding, Outcome } from '../../src/finding/finding.ts';
import type { RuleKind, RuleMeta } from '../../src/finding/rule-meta.ts';
import type { ApiRun, Incomplete, Run } from '../../src/finding/run.ts';
import { loadRules } from '../../rules/index.ts';
import { loadFixture } from './fixture.ts';

export async function ruleMetas(): Promise<ReadonlyMap<string, RuleMeta & { readonly kind: RuleKind }>> {
  const rules = await Promise.all([loadRules.lint(), loadRules.diff(), loadRules.traffic(), loadRules.probe()]);
  return new Map(rules.flat().map((rule) => [rule.id, rule]));
}

/** A document in a folder of its own, linted. */
export async function apiRun(text: string, file = 'openapi.yaml'): Promise<ApiRun> {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'report-')));
  const full = path.join(folder, file);
  mkdirSync(path.dirname(full), { recursive: true });
  writeFileSync(full, text);
  const api = await loadFixture(full, folder);
  return {
    name: api.name,
    api,
    outcomes: lint(
      api,
      (await loadRules.lint()).filter((rule) => isInRulesets(['recommended'], rule)),
    ),
    sources: api.sources,
  };
}

export const policy: GatePolicy = {
  threshold: 'high',
  mode: 'new',
  baseline: new Map(),
  base: new Map(),
  ignores: [],
  today: '2026-11-24',
  complete: true,
};

export async function runOf(
  apis: readonly ApiRun[],
  more: { readonly policy?: Partial<GatePolicy>; readonly incomplete?: readonly Incomplete[] } = {},
): Promise<Run> {
  const incomplete = more.incomplete ?? [];
  const { gate, notes } = judge(apis, { ...policy, complete: incomplete.length === 0, ...more.policy });
  return {
    tool: { name: 'sallyport', version: '0.0.0' },
    apis,
    gate,
    complete: incomplete.length === 0,
    incomplete,
    notes,
    rules: await ruleMetas(),
    startedAt: '2026-11-24T10:00:00.000Z',
  };
}

/** The run's first finding with other facts: another kind, certainty or place. */
export function withOutcome(
  run: ApiRun,
  change: (finding: Finding) => Finding,
  outcome: Partial<Outcome> = {},
): ApiRun {
  const failed = run.outcomes.find(({ findings }) => findings.length > 0);
  if (failed === undefined) throw new Error('the document has no finding');
  return { ...run, outcomes: [...run.outcomes, { ...failed, ...outcome, findings: failed.findings.map(change) }] };
}

export const flawed = `openapi: 3.0.3
info: { title: Cards, version: '1' }
servers:
  - url: http://api.example.com/v1
components:
  securitySchemes:
    basic: { type: http, scheme: basic }
  schemas:
    Card:
      type: object
      properties:
        id: { type: string }
        cvv: { type: string }
paths:
  /cards:
    post:
      requestBody:
        content:
          application/json:
            schema: { type: array, items: { $ref: '#/components/schemas/Card' } }
      responses: { '201': { description: created, content: { application/json: { schema: { $ref: '#/components/schemas/Card' } } } } }
    get:
      security: [{ basic: [] }]
      responses: { '200': { description: ok, content: { application/json: { schema: { $ref: '#/components/schemas/Card' } } } } }
`;

export const clean = `openapi: 3.1.0
info: { title: Rates, version: '1' }
servers: [{ url: https://api.example.com/v1 }]
paths:
  /rates:
    get: { responses: { '200': { description: ok } } }
`;
