/** Every traffic rule on its twins: the bad capture is found where its document says so, the good one is silent. All rules together: test/traffic-drift. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadRules } from '../../../rules/index.ts';
import type { TrafficRule } from '../../../src/check/rule.ts';
import { watch } from '../../../src/check/traffic.ts';
import type { Outcome } from '../../../src/finding/finding.ts';
import { readCapture } from '../../../src/load/har/capture.ts';
import { findInputs } from '../../../src/load/inputs.ts';
import type { ApiModel } from '../../../src/model/api.ts';
import { createRedactor } from '../../../src/model/redact.ts';
import { expectations, loadFixture, loadOptions } from '../../support/fixture.ts';

const all = await loadRules.traffic();

/** The rules of one folder: its twins say what they find, whatever the others would say of the same calls. */
async function rulesFor(folder: string): Promise<readonly TrafficRule[]> {
  const module = (await import(`../../../rules/traffic/${folder}/rule.ts`)) as {
    default: TrafficRule | readonly TrafficRule[];
  };
  const own = new Set([module.default].flat().map(({ id }) => id));
  return all.filter(({ id }) => own.has(id));
}

async function outcomesOf(api: ApiModel, capture: string, rules: readonly TrafficRule[]): Promise<readonly Outcome[]> {
  const { inputs } = await findInputs([capture], loadOptions(process.cwd()));
  const [input] = inputs;
  if (input === undefined) throw new Error(`${capture} is no input`);
  const watching = watch(api, rules);
  for await (const exchange of readCapture(input, createRedactor()).exchanges()) watching.see(exchange);
  return watching.end({ captured: true });
}

describe.each(readdirSync('rules/traffic').filter((name) => !name.includes('.')))('%s', (folder) => {
  const path = (file: string): string => join('rules/traffic', folder, file);

  it('is found where the document says so', async () => {
    const api = await loadFixture(path('api.yaml'));
    const outcomes = await outcomesOf(api, path('bad.har'), await rulesFor(folder));
    expect(outcomes.filter(({ result }) => result === 'crashed')).toEqual([]);
    const findings = outcomes.flatMap((outcome) => outcome.findings);
    const lines = findings.map(({ rule, tier, at }) => {
      const name = tier === undefined ? rule : `${rule}/${tier}`;
      return `${name}@${api.sources.get(at.source)?.locate(at.path).startLine}`;
    });
    expect(lines.sort()).toEqual(expectations(readFileSync(path('api.yaml'), 'utf8')));
    for (const { evidence, related, message } of findings) {
      expect(evidence.length, message).toBeGreaterThan(0);
      expect(
        related.some(({ at }) => at.path.startsWith('/log/entries/')),
        message,
      ).toBe(true);
    }
  });

  it('is silent on the good twin', async () => {
    const outcomes = await outcomesOf(await loadFixture(path('api.yaml')), path('good.har'), await rulesFor(folder));
    const findings = outcomes.flatMap((outcome) => outcome.findings);
    expect(findings.map(({ rule, message }) => `${rule}: ${message}`)).toEqual([]);
    expect(outcomes.filter(({ result }) => result === 'crashed')).toEqual([]);
  });
});
