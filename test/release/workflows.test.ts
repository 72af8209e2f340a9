/** The workflows of this repository: pinned, with no more rights than a job needs, and no value in a script. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

interface Step {
  readonly uses?: string;
  readonly run?: string;
}
interface Workflow {
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<
    Record<string, { readonly permissions?: Readonly<Record<string, string>>; readonly steps: readonly Step[] }>
  >;
}
const read = (name: string): Workflow => parse(readFileSync(`.github/workflows/${name}`, 'utf8')) as Workflow;

test.each(readdirSync('.github/workflows'))('%s pins actions and keeps values out of scripts', (name) => {
  for (const { steps } of Object.values(read(name).jobs))
    for (const { uses, run = '' } of steps) {
      if (uses !== undefined) expect(uses).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
      expect(run).not.toContain('${{');
    }
});

describe('a release', () => {
  const { permissions, jobs } = read('release.yml');

  test('gives each job what it needs alone', () => {
    expect(permissions).toEqual({});
    expect(Object.fromEntries(Object.entries(jobs).map(([name, job]) => [name, job.permissions]))).toEqual({
      pack: { contents: 'read' },
      npm: { contents: 'read', 'id-token': 'write', attestations: 'write' },
      image: { contents: 'read', packages: 'write', 'id-token': 'write', attestations: 'write' },
      github: { contents: 'write' },
    });
  });

  test('runs no code of packages where it may publish', () => {
    for (const name of ['npm', 'image', 'github'])
      for (const { run = '' } of jobs[name]?.steps ?? []) expect(run).not.toMatch(/np[mx] (?:ci|install|run|--)/);
    expect(jobs['npm']?.steps.some(({ uses = '' }) => uses.startsWith('actions/checkout@'))).toBe(false);
    expect(jobs['npm']?.steps.at(-1)?.run).toContain('--provenance');
  });
});
