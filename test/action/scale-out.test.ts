/** The examples of examples/scale-out: the commands in them are ones that the program takes, and the parts are one run. */
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { cli, folder, openapi } from '../support/cli.ts';

interface Steps {
  readonly jobs: Readonly<Record<string, { readonly permissions: unknown; readonly steps: readonly Step[] }>>;
}
interface Step {
  readonly uses?: string;
  readonly run?: string;
}
interface Job {
  readonly spec: {
    readonly completions?: number;
    readonly template: {
      readonly spec: {
        readonly containers: readonly {
          readonly args: readonly string[];
          readonly env?: readonly { readonly name: string; readonly value?: string }[];
        }[];
      };
    };
  };
}

const read = (name: string): string => readFileSync(`examples/scale-out/${name}`, 'utf8');

/** The arguments of a line with the program in it, its variables filled in. */
function argsOf(line: string, variables: Readonly<Record<string, string>>): readonly string[] {
  const [, rest = ''] = /sallyport@<version> (.*)/.exec(line) ?? [];
  return rest
    .replaceAll('"', '')
    .replace(/\$(\w+)/g, (_, name: string) => variables[name] ?? '')
    .split(' ');
}

function specs(): string {
  return folder(Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`specs/${index}.yaml`, openapi()])));
}

test('the matrix of GitHub', async () => {
  const workflow = parse(read('github-matrix.yml')) as Steps & { readonly permissions: unknown };
  expect(workflow.permissions).toEqual({});
  const steps = Object.values(workflow.jobs).flatMap((job) => job.steps);
  for (const { uses } of steps) if (uses !== undefined) expect(uses).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
  const [lint = '', merge = ''] = steps.flatMap(({ run }) => (run?.includes('sallyport@') === true ? [run] : []));
  const cwd = specs();
  for (let part = 1; part <= 10; part += 1)
    expect((await cli(argsOf(lint, { PART: String(part) }), { cwd })).code).toBe(0);
  const { code, stdout } = await cli(argsOf(merge, {}), { cwd });
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^PASS: nothing found \(gate: high\)$/m)]);
});

test('the parallel jobs of GitLab', async () => {
  const pipeline = parse(read('gitlab-ci.yml')) as Readonly<Record<string, { readonly script: readonly string[] }>>;
  const [lint = '', merge = ''] = Object.values(pipeline).flatMap(({ script }) => script);
  const cwd = specs();
  for (let part = 1; part <= 10; part += 1) {
    const env = { CI_NODE_INDEX: String(part), CI_NODE_TOTAL: '10' };
    expect((await cli(argsOf(lint, env), { cwd, env })).code).toBe(0);
  }
  expect((await cli(argsOf(merge, {}), { cwd })).code).toBe(0);
});

test('the Indexed Job of Kubernetes', async () => {
  const [parts, verdict] = parseAllDocuments(read('kubernetes-job.yaml')).map((one) => one.toJS() as Job);
  const [container] = parts?.spec.template.spec.containers ?? [];
  const total = container?.env?.find(({ name }) => name === 'SALLYPORT_SHARDS')?.value ?? '';
  expect(Number(total)).toBe(parts?.spec.completions);
  const cwd = specs();
  mkdirSync(path.join(cwd, 'parts'));
  for (let index = 0; index < Number(total); index += 1) {
    const env = { JOB_COMPLETION_INDEX: String(index), SALLYPORT_SHARDS: total };
    const args = (container?.args ?? [])
      .filter((arg) => !/^--(?:target|identity)/.test(arg))
      .map((arg) => arg.replace('$(JOB_COMPLETION_INDEX)', String(index)).replace(/\/(specs|parts)/, `${cwd}/$1`));
    expect((await cli(args, { cwd, env })).code).toBe(0);
  }
  const merge = (verdict?.spec.template.spec.containers[0]?.args ?? []).map((arg) =>
    arg.replace('/parts', `${cwd}/parts`),
  );
  expect((await cli(merge, { cwd })).code).toBe(0);
});
