import { existsSync } from 'node:fs';
import path from 'node:path';
import type { CommanderError } from 'commander';
import { UserError } from './user-error.ts';

/** Commands of other tools, and what they are here. */
const commandsElsewhere: ReadonlyMap<string, string> = new Map([
  ['validate', 'sallyport lint'],
  ['check', 'sallyport lint'],
  ['audit', 'sallyport lint'],
  ['run', 'sallyport scan'],
  ['test', 'sallyport scan'],
  ['breaking', 'sallyport diff origin/main --fail-on breaking'],
  ['changelog', 'sallyport diff origin/main --changelog'],
  ['version', 'sallyport --version'],
]);

/** Flags of other tools, or of other commands than the one that was asked. */
const flagsElsewhere: ReadonlyMap<string, string> = new Map([
  ['--no-color', '--color never, or NO_COLOR=1'],
  ['--silent', '--quiet'],
  ['--json', '--format json'],
  ['--fail-severity', '--fail-on high'],
  ['--ignore', '--skip-rule <id>, or ignore in sallyport.yaml with a reason and a last day'],
  ['--exclude', '--skip-rule <id>, or ignore in sallyport.yaml with a reason and a last day'],
  ['--url', 'sallyport scan openapi.yaml --target https://staging.example.com'],
  ['--base-url', 'sallyport scan openapi.yaml --target https://staging.example.com'],
  ['--header', '--identity alice=env:ALICE_TOKEN of scan and probe: secrets come from variables'],
  ['-H', '--identity alice=env:ALICE_TOKEN of scan and probe: secrets come from variables'],
  ['--target', 'scan, probe, doctor and replay have it'],
  ['--identity', 'scan, probe, doctor and replay have it'],
]);

/** A whole call of each command that cannot do without arguments. */
const examples: ReadonlyMap<string, string> = new Map([
  ['diff', 'sallyport diff origin/main'],
  ['drift', 'sallyport drift openapi.yaml traffic.har'],
  ['bundle', 'sallyport bundle openapi.yaml'],
  ['report', 'sallyport report results.json -o report.html'],
  ['merge', 'sallyport merge parts'],
  ['explain', 'sallyport explain bola-read-path'],
  ['replay', 'sallyport replay <fingerprint> --previous results.json --target https://staging.example.com'],
  ['completion', 'sallyport completion bash'],
  ['har inspect', 'sallyport har inspect traffic.har'],
  ['har redact', 'sallyport har redact traffic.har -o shared.har'],
  ['baseline create', 'sallyport baseline create results.json'],
  ['baseline update', 'sallyport baseline update results.json'],
  ['baseline prune', 'sallyport baseline prune results.json'],
]);

export interface CommandLine {
  readonly argv: readonly string[];
  /** The command that was asked, where there is one of that name. */
  readonly command: string | undefined;
  readonly cwd: string;
}

/** `error: unknown option '--fomat'` and `(Did you mean --format?)` as one line and the next step. */
export function mistakeOf(error: CommanderError, line: CommandLine): UserError {
  const [first = '', second] = error.message.split(/\n(?=\(Did you mean )/);
  const message = first.replace(/^error: /, '').replace(/'([^']*)'/g, '$1');
  const near = /^\(Did you mean (.*)\?\)$/.exec(second ?? '')?.[1];
  const help = `see sallyport ${[...commandWords(line), '--help'].join(' ')}`;
  const hint = nextStep(error, line) ?? (near === undefined ? help : `did you mean ${near}?`);
  return new UserError('flag', message, { hint });
}

function nextStep({ code, message }: CommanderError, { argv, command, cwd }: CommandLine): string | undefined {
  const word = /'([^']*)'/.exec(message)?.[1] ?? '';
  switch (code) {
    case 'commander.unknownCommand':
      return isInput(word, cwd) ? `sallyport scan ${word}` : commandsElsewhere.get(word);
    case 'commander.unknownOption':
      if (command === undefined) return `flags stand behind a command: sallyport scan ${word}`;
      if (argv.indexOf(word) !== -1 && argv.indexOf(word) < argv.indexOf(command))
        return `flags stand behind the command: sallyport ${command} ${word}`;
      return flagsElsewhere.get(word.split('=', 1)[0] ?? word);
    case 'commander.missingArgument':
    case 'commander.missingMandatoryOptionValue': {
      const example = examples.get(commandWords({ argv, command }).join(' '));
      return example === undefined ? undefined : `such as: ${example}`;
    }
    default:
      return undefined;
  }
}

/** `lint`; `har redact` of a command that has commands of its own. */
function commandWords({ argv, command }: Pick<CommandLine, 'argv' | 'command'>): readonly string[] {
  if (command === undefined) return [];
  const own = argv.filter((word) => !word.startsWith('-')).slice(0, 2);
  return examples.has(own.join(' ')) ? own : [command];
}

/** A document or a capture in the place of a command. */
function isInput(word: string, cwd: string): boolean {
  return /\.(?:ya?ml|json|har|zip)$|^https?:\/\//i.test(word) || existsSync(path.resolve(cwd, word));
}
