import { describe, expect, it } from 'vitest';
import { loadRules } from '../../../rules/index.ts';
import { twins } from '../../../rules/probe/twins.ts';
import type { ProbeRule, ProbeTwins, TwinFolder } from '../../../src/check/rule.ts';
import { selfTest } from '../../../src/selftest/selftest.ts';

const id = 'bola-read-path';
const rules: readonly ProbeRule[] = (await loadRules.probe()).filter((rule) => rule.id === id);
const { signal } = new AbortController();

/** The twins with one of them in the other's place. */
function swapped(vulnerable: 'vulnerable' | 'hardened', hardened: 'vulnerable' | 'hardened'): TwinFolder {
  const folder = twins[id] as TwinFolder;
  return {
    ...folder,
    twins: async () => {
      const { twins: own } = await folder.twins();
      const mixed: ProbeTwins = {
        ...own,
        vulnerable: (world) => own[vulnerable](world),
        hardened: (world) => own[hardened](world),
      };
      return { twins: mixed };
    },
  };
}

describe('the self-test', () => {
  it('counts a probe that finds nothing where something is', async () => {
    const { tested } = await selfTest({ rules, twins: { [id]: swapped('hardened', 'hardened') }, signal });
    expect(tested).toMatchObject([{ expected: 1, found: 0, wrong: 0 }]);
    expect(tested[0]?.reasons.join('\n')).toMatch(/^vulnerable: .*REFUTED/m);
  });

  it('counts a probe that finds something where nothing is', async () => {
    const { tested } = await selfTest({ rules, twins: { [id]: swapped('vulnerable', 'vulnerable') }, signal });
    expect(tested).toMatchObject([{ expected: 1, found: 1, wrong: 1 }]);
    expect(tested[0]?.reasons.join('\n')).toMatch(/^hardened: .*CONFIRMED/m);
  });

  it('counts a probe that crashes, on whichever twin, as one that finds nothing', async () => {
    const broken = rules.map((rule) => ({
      ...rule,
      probe: () => {
        throw new Error('boom');
      },
    }));
    const { tested } = await selfTest({ rules: broken, twins, ids: [id], signal });
    expect(tested).toMatchObject([{ expected: 1, found: 0, wrong: 0 }]);
  });

  it('counts what is found beside the marked lines as said in error', async () => {
    const folder = twins[id] as TwinFolder;
    const moved = { ...folder, api: `\n${folder.api.replaceAll(/# expect:.*/g, '')}# expect: ${id}` };
    const { tested } = await selfTest({ rules, twins: { [id]: moved }, signal });
    expect(tested).toMatchObject([{ expected: 1, found: 0, wrong: 1 }]);
  });

  it('says which twins have no probe, and which probes have no twins', async () => {
    const { tested, missing } = await selfTest({ rules, twins: { other: twins[id] as TwinFolder }, signal });
    expect(tested).toEqual([]);
    expect(missing).toEqual([
      { id: 'other', reason: 'it has twins and no probe' },
      { id, reason: 'it has no twins' },
    ]);
  });
});
