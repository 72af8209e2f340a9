/** The workflows of examples/github-action: what they ask of the Action exists, and nothing is granted or pinned loosely. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { readComposite } from '../support/composite.ts';

interface Workflow {
  readonly permissions: unknown;
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly permissions: Readonly<Record<string, string>>;
        readonly steps: readonly {
          readonly uses?: string;
          readonly run?: string;
          readonly with?: Readonly<Record<string, unknown>>;
        }[];
      }
    >
  >;
}

const action = readComposite('action.yml');
const own = '<owner>/sallyport@<commit of a release>';

test.each(readdirSync('examples/github-action'))('%s', (name) => {
  const workflow = parse(readFileSync(`examples/github-action/${name}`, 'utf8')) as Workflow;
  expect(workflow.permissions).toEqual({});
  for (const { permissions, steps } of Object.values(workflow.jobs)) {
    expect(permissions).toEqual({ contents: 'read', 'security-events': 'write' });
    expect(steps.some(({ uses }) => uses === own)).toBe(true);
    for (const { uses = '', run, with: inputs = {} } of steps) {
      expect(run).toBeUndefined();
      if (uses === own) expect(Object.keys(action.inputs)).toEqual(expect.arrayContaining(Object.keys(inputs)));
      else expect(uses).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
    }
  }
});
