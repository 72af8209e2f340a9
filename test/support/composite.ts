/** Runs the `run:` steps of a composite action as GitHub's runner does: env, outputs, conditions, one bash a step. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';

interface Step {
  readonly name: string;
  readonly id?: string;
  readonly if?: string;
  readonly shell?: string;
  readonly run?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}
export interface Composite {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}
export interface ActionRun {
  /** Of the first step that failed; 0 where none did. */
  readonly code: number;
  readonly outputs: Readonly<Record<string, string>>;
  readonly log: string;
  /** Of the log: what the runner would obey. */
  readonly commands: readonly string[];
  readonly summary: string;
  /** `uses:` steps that would have run, with their inputs. */
  readonly used: readonly { readonly uses: string; readonly with: Readonly<Record<string, string>> }[];
}
export interface ActionWorld {
  readonly cwd: string;
  /** Where the Action is checked out. */
  readonly actionPath: string;
  readonly inputs?: Readonly<Record<string, string>>;
  /** Of the workflow, GITHUB_* among them. */
  readonly env?: Readonly<Record<string, string>>;
  readonly event?: unknown;
}

export function readComposite(file: string): Composite {
  return parse(readFileSync(file, 'utf8')) as Composite;
}

interface State {
  readonly inputs: Readonly<Record<string, string>>;
  readonly steps: Map<string, Readonly<Record<string, string>>>;
}

/** The expressions that action.yml uses; another one is an error and not an empty text. */
function valueOf(expression: string, state: State): string {
  const { inputs, steps } = state;
  const [first = '', ...others] = expression.split(/ \|\| /);
  if (others.length > 0) return valueOf(first, state) || valueOf(others.join(' || '), state);
  const literal = /^'([^']*)'$/.exec(expression)?.[1];
  if (literal !== undefined) return literal;
  const input = /^inputs\.([\w-]+)$/.exec(expression)?.[1];
  if (input !== undefined) {
    const value = inputs[input];
    if (value === undefined) throw new Error(`action.yml has no input ${input}`);
    return value;
  }
  const [, step, output] = /^steps\.([\w-]+)\.outputs\.([\w-]+)$/.exec(expression) ?? [];
  if (step === undefined || output === undefined) throw new Error(`unknown expression ${expression}`);
  return steps.get(step)?.[output] ?? '';
}

const expand = (text: string, state: State): string =>
  text.replace(/\$\{\{\s*(.*?)\s*\}\}/g, (_, expression: string) => valueOf(expression, state));

/** Without a status function a step runs only where none failed. */
function isDue(condition: string, state: State, hasFailed: boolean): boolean {
  const text = condition.replace(/^\$\{\{\s*|\s*\}\}$/g, '');
  const terms = text.split('&&').map((term) => term.trim());
  if (hasFailed && !terms.includes('!cancelled()')) return false;
  return terms.every((term) => {
    const [, expression, operator, value] = /^(\S+) (==|!=) '([^']*)'$/.exec(term) ?? [];
    if (expression === undefined) return term === '!cancelled()' || term === 'success()';
    return (valueOf(expression, state) === value) === (operator === '==');
  });
}

function outputsIn(text: string): Readonly<Record<string, string>> {
  const lines = text.split('\n').filter((line) => line !== '');
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}

/**
 * As actions/runner reads a log (ActionCommandManager.TryProcessCommand): `::name` first in a line, blanks before it left
 * out, or `##[name` anywhere; after `stop-commands` nothing until its token is the command.
 */
function commandsIn(log: string): readonly string[] {
  const obeyed: string[] = [];
  let stop: string | undefined;
  for (const line of log.split(/\r\n|\n|\r/)) {
    const [command, name, data = ''] =
      /^\s*::([\w-]+)(?: [^:]*)?::(.*)/.exec(line) ?? /##\[([\w-]+)[^\]]*\](.*)/.exec(line) ?? [];
    if (command === undefined) continue;
    if (stop !== undefined) {
      if (name === stop) stop = undefined;
    } else if (name === 'stop-commands') stop = data;
    else obeyed.push(line);
  }
  if (stop !== undefined) throw new Error('the runner was left deaf');
  return obeyed;
}

export function runComposite(action: Composite, { cwd, actionPath, inputs, env, event }: ActionWorld): ActionRun {
  const temp = realpathSync(mkdtempSync(path.join(tmpdir(), 'runner-')));
  const defaults = Object.entries(action.inputs).map(([name, { default: value = '' }]) => [name, value] as const);
  const state: State = { inputs: { ...Object.fromEntries(defaults), ...inputs }, steps: new Map() };
  writeFileSync(path.join(temp, 'event.json'), JSON.stringify(event ?? {}));
  const used: { uses: string; with: Readonly<Record<string, string>> }[] = [];
  let [code, log, summary] = [0, '', ''];
  for (const [index, step] of action.runs.steps.entries()) {
    if (!isDue(step.if ?? 'success()', state, code !== 0)) continue;
    const expanded = (values: Readonly<Record<string, string>> = {}): Record<string, string> =>
      Object.fromEntries(Object.entries(values).map(([name, text]) => [name, expand(text, state)]));
    if (step.uses !== undefined) {
      used.push({ uses: step.uses, with: expanded(step.with) });
      continue;
    }
    const [out, told] = ['output', 'summary'].map((name) => path.join(temp, `${name}-${index}`)) as [string, string];
    for (const file of [out, told]) writeFileSync(file, '');
    const script = path.join(temp, `step-${index}.sh`);
    writeFileSync(script, step.run ?? '');
    const ran = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', script], {
      cwd,
      encoding: 'utf8',
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: temp,
        GITHUB_ACTIONS: 'true',
        GITHUB_REPOSITORY: 'bank/api',
        GITHUB_EVENT_PATH: path.join(temp, 'event.json'),
        GITHUB_ACTION_PATH: actionPath,
        RUNNER_TEMP: temp,
        GITHUB_OUTPUT: out,
        GITHUB_STEP_SUMMARY: told,
        ...env,
        ...expanded(step.env),
      },
    });
    log += ran.stdout + ran.stderr;
    summary += readFileSync(told, 'utf8');
    if (step.id !== undefined) state.steps.set(step.id, outputsIn(readFileSync(out, 'utf8')));
    if (code === 0) code = ran.status ?? -1;
  }
  const outputs = Object.entries(action.outputs).map(([name, { value }]) => [name, expand(value, state)] as const);
  return { code, outputs: Object.fromEntries(outputs), log, commands: commandsIn(log), summary, used };
}
