/**
 * Where the time of a lint run goes: each rule's share, and how often schemas are offered. `npx tsx bench/rule-shares.ts <file>`
 */
import { realpathSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { lint } from '../src/check/lint.ts';
import type { LintRule } from '../src/check/rule.ts';
import { loadApi } from '../src/load/document.ts';
import { findInputs } from '../src/load/inputs.ts';
import { loadRules } from '../rules/index.ts';

const hooks = [
  'api',
  'server',
  'authScheme',
  'operation',
  'hook',
  'parameter',
  'response',
  'schema',
  'property',
] as const;

const file = realpathSync(process.argv[2] ?? 'examples/northbank/leaky/openapi.yaml');
const folder = path.dirname(file);
const options = { cwd: folder, root: folder, remoteHosts: [], names: new Map(), stdin: Readable.from([]) };
const [input] = (await findInputs([file], options)).inputs;
if (input === undefined) throw new Error('no document');

const loading = performance.now();
const api = await loadApi(input, options);
const loadMs = performance.now() - loading;

const costs = new Map<string, number>();
const visits = new Map<string, number>();

/** The rule with a clock around each hook; what several rules share is paid by the first that asks. */
function timed(rule: LintRule): LintRule {
  const copy: Record<string, unknown> = { ...rule };
  for (const hook of hooks) {
    const original = rule[hook] as ((...args: unknown[]) => unknown) | undefined;
    if (original === undefined) continue;
    copy[hook] = (...args: unknown[]) => {
      const started = performance.now();
      try {
        return original.apply(rule, args);
      } finally {
        costs.set(rule.id, (costs.get(rule.id) ?? 0) + performance.now() - started);
      }
    };
  }
  return copy as unknown as LintRule;
}

const counting: LintRule = {
  ...((await loadRules.lint())[0] as LintRule),
  id: 'counts-visits',
  schema: (schema) => {
    visits.set(schema.id, (visits.get(schema.id) ?? 0) + 1);
    return undefined;
  },
};
const rules = await loadRules.lint();
const started = performance.now();
lint(api, rules.map(timed));
const lintMs = performance.now() - started;
lint(api, [counting]);

const total = loadMs + lintMs;
process.stdout.write(
  `${path.basename(file)}: load ${loadMs.toFixed(0)} ms, lint ${lintMs.toFixed(0)} ms, ${rules.length} rules\n`,
);
process.stdout.write(`schemas ${api.schemas.size}, offered at most ${Math.max(0, ...visits.values())} times each\n`);
for (const [id, ms] of [...costs].sort((a, b) => b[1] - a[1]).slice(0, 12))
  process.stdout.write(`  ${id.padEnd(30)} ${ms.toFixed(0).padStart(6)} ms  ${((ms / total) * 100).toFixed(1)} %\n`);
