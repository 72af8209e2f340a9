/** docs/tutorial.md as a list of steps, and how they are run: by the tests without a registry, by `npm run tutorial` with one. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface Step {
  readonly script: string;
  /** Of the last command; `# exit code 1` behind it says so, else 0. */
  readonly exitCode: number;
  /** Lines that stand beneath it; they must be among what it prints. */
  readonly expected: readonly string[];
}

export function stepsOf(file: string): readonly Step[] {
  const steps: Step[] = [];
  for (const [, language, text = ''] of readFileSync(file, 'utf8').matchAll(/^```(sh|text)\n([\s\S]*?)^```$/gm)) {
    const last = steps.at(-1);
    if (language === 'sh')
      steps.push({ script: text, exitCode: Number(/# exit code (\d+)\n$/.exec(text)?.[1] ?? 0), expected: [] });
    else if (last !== undefined)
      steps[steps.length - 1] = { ...last, expected: text.split('\n').filter((line) => line !== '') };
  }
  return steps;
}

export interface Ran {
  readonly code: number | null;
  readonly output: string;
  /** Where the script left off: the next one begins there. */
  readonly cwd: string;
}

/** Behind it stands the folder that the script ended in. */
const mark = '-- ended in ';

/** `env`: besides what finds programs and keeps npm quiet. */
export function runStep(script: string, cwd: string, env: Readonly<Record<string, string | undefined>> = {}): Ran {
  const quiet = { npm_config_update_notifier: 'false', npm_config_audit: 'false', npm_config_fund: 'false' };
  const { status, stdout, stderr } = spawnSync('bash', ['-c', `set -e\ntrap 'echo "${mark}$PWD"' EXIT\n${script}`], {
    cwd,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...quiet, ...env },
  });
  const [output = '', end = cwd] = stdout.split(mark);
  return { code: status, output: output + stderr, cwd: end.trim() };
}
