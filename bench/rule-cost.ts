/** What one more lint rule costs: the rules there are, many times over, on one document. `npx tsx bench/rule-cost.ts <file>` */
import { realpathSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { lint } from '../src/check/lint.ts';
import { loadApi } from '../src/load/document.ts';
import { findInputs } from '../src/load/inputs.ts';
import { loadRules } from '../rules/index.ts';

const file = realpathSync(process.argv[2] ?? 'examples/northbank/leaky/openapi.yaml');
const options = {
  cwd: path.dirname(file),
  root: path.dirname(file),
  remoteHosts: [],
  names: new Map(),
  stdin: Readable.from([]),
};
const [input] = (await findInputs([file], options)).inputs;
if (input === undefined) throw new Error('no document');
const api = await loadApi(input, options);
const rules = await loadRules.lint();

function cpuMs(times: number): number {
  const many = Array.from({ length: times }, (_, copy) =>
    rules.map((rule) => ({ ...rule, id: `${rule.id}-${copy}` })),
  ).flat();
  const started = process.cpuUsage();
  lint(api, many);
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1_000;
}

cpuMs(1);
const [few, many] = [cpuMs(1), cpuMs(20)];
const perRule = (many - few) / (rules.length * 19);
process.stdout.write(
  `${path.basename(file)}: ${rules.length} rules ${few.toFixed(0)} ms, ${rules.length * 20} rules ${many.toFixed(0)} ms CPU: ${perRule.toFixed(2)} ms a rule\n`,
);
