/** The examples of examples/scale-out: the commands in them are ones that the program takes, and the parts are one run. */
import { spawnSync } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { cli, folder, openapi } from '../support/cli.ts';

interface Steps {
  readonly jobs: Readonly<Record<string, { readonly permissions: unknown; readonly steps: readonly Step[] }>>;
}
interface Step {
  readonly uses?: string;
  readonly run?: string;
}
interface Job {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly completions?: number;
    readonly template: { readonly spec: Pod };
  };
}
interface Pod {
  readonly securityContext: object;
  readonly containers: readonly {
    readonly args: readonly string[];
    readonly workingDir?: string;
    readonly env?: readonly { readonly name: string; readonly value?: string }[];
    readonly volumeMounts: readonly { readonly name: string; readonly readOnly?: boolean }[];
  }[];
  readonly volumes: readonly { readonly name: string; readonly persistentVolumeClaim: object }[];
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

const env = { ALICE_TOKEN: 'alice', BOB_TOKEN: 'bob' };
/** What a part of an example asks, of a target that is not there: a dry run plans all that would be sent. */
const dry = (args: readonly string[]): readonly string[] => [...args, '--dry-run'];

test('the matrix of GitHub lints and probes', async () => {
  const workflow = parse(read('github-matrix.yml')) as Steps & { readonly permissions: unknown };
  expect(workflow.permissions).toEqual({});
  const steps = Object.values(workflow.jobs).flatMap((job) => job.steps);
  for (const { uses } of steps) if (uses !== undefined) expect(uses).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
  const [scan = '', merge = ''] = steps.flatMap(({ run }) => (run?.includes('sallyport@') === true ? [run] : []));
  expect(scan).toMatch(/ scan specs .* --target .* --identity /);
  const cwd = specs();
  const planned: string[] = [];
  for (let part = 1; part <= 10; part += 1) {
    const args = argsOf(scan, { PART: String(part), STAGING_URL: 'https://staging.example.com' });
    const { code, stdout, stderr } = await cli(dry(args), { cwd, env });
    expect([stderr, code]).toEqual(['', 0]);
    planned.push(...stdout.split('\n').filter((line) => line.startsWith('GET https://staging.example.com/')));
  }
  // Each part plans its own requests: all of the twelve documents have some.
  expect(planned.length).toBeGreaterThanOrEqual(12);
  const { code, stdout } = await cli(argsOf(merge, {}), { cwd });
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^PASS: nothing found \(gate: high\)/m)]);
  rmSync(path.join(cwd, 'parts/7.json'));
  expect((await cli(argsOf(merge, {}), { cwd })).code).toBe(3);
});

test('the parallel jobs of GitLab lint and probe, and take their part without a flag', async () => {
  const pipeline = parse(read('gitlab-ci.yml')) as Readonly<Record<string, { readonly script: readonly string[] }>>;
  const [scan = '', merge = ''] = Object.values(pipeline).flatMap(({ script }) => script);
  expect(scan).not.toContain('--shard');
  const cwd = specs();
  for (let part = 1; part <= 10; part += 1) {
    const node = { CI_NODE_INDEX: String(part), CI_NODE_TOTAL: '10', CI_JOB_NAME: `sallyport-part ${part}/10` };
    const args = argsOf(scan, { ...node, STAGING_URL: 'https://staging.example.com' });
    const { code, stdout } = await cli(dry(args), { cwd, env: { ...env, ...node } });
    expect([code, stdout]).toEqual([0, expect.stringContaining(`part ${part} of 10 alone`)]);
  }
  expect((await cli(argsOf(merge, {}), { cwd })).code).toBe(0);
});

/** The manifests of a run, as kubernetes.sh fills them in, and its exit code where the verdict's pod ends with `code`. */
function started(jobs: string, code: string): { readonly status: number | null; readonly manifests: readonly Job[] } {
  const kubectl = `#!/bin/sh
case "$1 $2" in
  "create -f") cat > "$OUT/$(ls "$OUT" | wc -l).yaml" ;;
  "get job") printf 'Suspended\n${jobs}\n' ;;
  "get pods") printf '%s' '${code}' ;;
esac
`;
  const cwd = folder({ 'bin/kubectl': kubectl, 'out/keep': '' });
  rmSync(path.join(cwd, 'out/keep'));
  chmodSync(path.join(cwd, 'bin/kubectl'), 0o755);
  const { status } = spawnSync('sh', ['examples/scale-out/kubernetes.sh'], {
    env: {
      PATH: `${path.join(cwd, 'bin')}:${process.env['PATH'] ?? ''}`,
      OUT: path.join(cwd, 'out'),
      REGISTRY: 'registry.example.com',
      VERSION: '0.1.0',
      SECONDS_BETWEEN: '0',
    },
  });
  const files = readdirSync(path.join(cwd, 'out')).toSorted();
  return { status, manifests: files.map((name) => parse(readFileSync(path.join(cwd, 'out', name), 'utf8')) as Job) };
}

describe('the Jobs of Kubernetes', () => {
  test('are started one after the other, also where a part failed, and end as the verdict does', () => {
    for (const [jobs, code] of [
      ['Complete', '0'],
      ['Failed', '3'],
      ['FailureTarget\nFailed', '1'],
    ] as const) {
      const { status, manifests } = started(jobs, code);
      expect([status, manifests.map(({ metadata }) => metadata.name.replace(/[\d-]+$/, ''))]).toEqual([
        Number(code),
        ['sallyport-parts', 'sallyport-verdict'],
      ]);
    }
    expect(started('Failed', '').status).toBe(3);
  });

  test('are nobody of note, write where their group may, and meet in a folder of this run', () => {
    const { manifests } = started('Complete', '0');
    expect(JSON.stringify(manifests)).not.toMatch(/<\w+>/);
    for (const { spec } of manifests) {
      const { securityContext, containers, volumes } = spec.template.spec;
      expect(securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 1000, fsGroup: 1000 });
      for (const container of containers) {
        expect(container).toMatchObject({
          securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true },
          resources: { requests: {}, limits: {} },
        });
        const mounted = container.volumeMounts.map(({ name }) => name);
        expect(mounted).toEqual(volumes.map(({ name }) => name));
      }
    }
    const [parts, verdict] = manifests.map(({ spec }) => spec.template.spec);
    const claim = (pod?: Pod): object | undefined => pod?.volumes.find(({ name }) => name === 'parts');
    expect(claim(parts)).toEqual(claim(verdict));
    const output = parts?.containers[0]?.args.find((arg) => arg.startsWith('--output=')) ?? '';
    const [, meet] = /^--output=json=(\/parts\/[\d-]+)\/\$\(JOB_COMPLETION_INDEX\)\.json$/.exec(output) ?? [];
    expect(verdict?.containers[0]?.args.slice(0, 2)).toEqual(['merge', meet]);
  });

  test('lint and probe, and their parts are one run', async () => {
    const { manifests } = started('Complete', '0');
    const [parts, verdict] = manifests;
    const [container] = parts?.spec.template.spec.containers ?? [];
    const total = container?.env?.find(({ name }) => name === 'SALLYPORT_SHARDS')?.value ?? '';
    expect(Number(total)).toBe(parts?.spec.completions);
    const cwd = specs();
    const here = (args: readonly string[] = []): readonly string[] =>
      args.map((arg) => arg.replace(/(^|=)\/(specs|parts)/, `$1${cwd}/$2`));
    for (let index = 0; index < Number(total); index += 1) {
      const pod = { ...env, JOB_COMPLETION_INDEX: String(index), SALLYPORT_SHARDS: total };
      const args = here(container?.args).map((arg) => arg.replace('$(JOB_COMPLETION_INDEX)', String(index)));
      const at = path.join(cwd, container?.workingDir ?? 'nowhere');
      const { code, stdout } = await cli(dry(args), { cwd: at, env: pod });
      expect([code, stdout]).toEqual([0, expect.stringContaining(`part ${index + 1} of ${total} alone`)]);
    }
    const merge = here(verdict?.spec.template.spec.containers[0]?.args);
    expect((await cli(merge, { cwd })).code).toBe(0);
    // Named as in a checkout, so that a baseline and alerts of there fit.
    const [report = ''] = readdirSync(path.join(cwd, 'parts')).filter((name) => name.endsWith('.sarif'));
    expect(readFileSync(path.join(cwd, 'parts', report), 'utf8')).toContain('"sallyport/0/"');
    const folderOf = readdirSync(path.join(cwd, 'parts')).find((name) => !name.includes('.')) ?? '';
    rmSync(path.join(cwd, 'parts', folderOf, '3.json'));
    expect((await cli(merge, { cwd })).code).toBe(3);
  });
});
