import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { cli, folder, openapi } from '../support/cli.ts';

const packageJson = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  readonly version: string;
};

test('--version is the package version', async () => {
  expect(await cli(['--version'], { cwd: '/' })).toEqual({ code: 0, stdout: `${packageJson.version}\n`, stderr: '' });
});

test.each([['scan'], ['lint'], ['probe'], ['diff'], ['discover'], ['rules'], ['explain']])(
  '%s --help tells its flags on standard output',
  async (command) => {
    const { code, stdout, stderr } = await cli([command, '--help'], { cwd: '/' });
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^Usage: sallyport ${command} `));
    expect(stdout.split('\n').every((line) => line.length <= 100)).toBe(true);
    expect(stderr).toBe('');
  },
);

test('help <command> is the same', async () => {
  expect(await cli(['help', 'lint'], { cwd: '/' })).toEqual(await cli(['lint', '--help'], { cwd: '/' }));
});

test('without a command the help goes to standard error, and that is a mistake', async () => {
  const { code, stdout, stderr } = await cli([], { cwd: '/' });
  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toContain('Usage: sallyport');
});

test.each<readonly [readonly string[], string]>([
  [['scna'], 'sallyport: unknown command scna\n  did you mean scan?\n'],
  [['openapi.yaml'], 'sallyport: unknown command openapi.yaml\n  sallyport scan openapi.yaml\n'],
  [['api/none.yml'], 'sallyport: unknown command api/none.yml\n  sallyport scan api/none.yml\n'],
  [['breaking', 'a', 'b'], 'unknown command breaking\n  sallyport diff origin/main --fail-on breaking\n'],
  [['--fail-on', 'high'], 'unknown option --fail-on\n  flags stand behind a command: sallyport scan --fail-on\n'],
  [['--verbose', 'lint'], 'unknown option --verbose\n  flags stand behind the command: sallyport lint --verbose\n'],
  [['lint', '--no-color'], 'unknown option --no-color\n  --color never, or NO_COLOR=1\n'],
  [['scan', '--header=x'], 'unknown option --header=x\n  --identity alice=env:ALICE_TOKEN'],
  [['lint', '--none'], 'unknown option --none\n  see sallyport lint --help\n'],
  [['diff'], 'missing required argument base\n  such as: sallyport diff origin/main\n'],
  [['har', 'inspect', '--nope'], 'unknown option --nope\n  see sallyport har inspect --help\n'],
  [['har', 'redact'], 'required option -o, --output <file> not specified\n  such as: sallyport har redact traffic.har'],
  [['lint', '--fomat', 'json'], 'sallyport: unknown option --fomat\n  did you mean --format?\n'],
  [['lint', '--target', 'http://x'], 'sallyport: unknown option --target\n  scan, probe, doctor and replay have it\n'],
  [['lint', '-f', 'sarf'], 'sallyport: --format knows no sarf\n  did you mean sarif?\n'],
  [['lint', '--fail-on', 'hihg'], 'sallyport: --fail-on knows no hihg\n  did you mean high?\n'],
  [['lint', '--gate', 'old'], 'sallyport: --gate knows no old\n  known: new, all\n'],
  [['lint', '--color', 'blue'], 'known: auto, always, never'],
  [['lint', '--min-severity', 'none'], '--min-severity knows no none'],
  [
    ['lint', '--rule', 'tls-server-htp'],
    'sallyport: there is no rule tls-server-htp\n  did you mean tls-server-http?\n',
  ],
  [['lint', '--skip-rule', 'x'], 'there is no rule x\n  sallyport rules lists them'],
  [
    ['lint', '--rule', 'server-http-added'],
    'rule server-http-added would judge nothing here\n  use diff, or scan with --base',
  ],
  [['lint', '-o', 'report.pdf'], 'report.pdf: --output cannot tell the format by the extension'],
  [['lint', '-o', 'srif=x.json'], '--output knows no format srif\n  did you mean sarif?'],
  [['lint', '-o', 'a.json', '-o', 'json=./a.json'], '--output names one file twice'],
  [['lint', '-o', 'json=.'], '.: --output names a folder'],
  [['lint', '-f'], 'option -f, --format <format> argument missing'],
  [['lint', '-c', 'none.yaml'], 'none.yaml: there is no such config file'],
  [['lint', '--update-baseline'], '--update-baseline needs a file\n  add --baseline .sallyport/baseline.json'],
  [['lint', '--baseline', 'none.json'], 'none.json: there is no such baseline\n  write it with --update-baseline'],
  [['lint', '--ref-root', 'none'], 'none: --ref-root: there is no such folder'],
  [['lint', 'none.yaml'], 'none.yaml: there is no such file, folder or git ref\n'],
  [['lint', 'opnapi.yml'], 'there is no such file, folder or git ref\n  did you mean openapi.yaml?\n'],
  [['lint', 'specs/*.yaml'], 'specs/*.yaml: matches no file\n'],
  [['lint', '--base', 'main'], 'git knows no ref main\n  this folder is in no git repository: name a file'],
  [['explain', 'bola'], 'there is no rule bola\n  did you mean one of bola-candidate, '],
  [['report', 'none.json'], 'none.json: there is no such file of results\n  sallyport scan -o results.json writes one'],
  [['diff', 'openapi.yaml'], 'missing required argument head'],
  [['diff', 'nope.yaml', 'openapi.yaml'], 'nope.yaml: there is no such file, folder or git ref'],
  [['explain', 'tls-server-htp'], 'did you mean tls-server-http?'],
  [['probe', 'openapi.yaml'], 'probe needs a target\n  --target https://staging.example.com'],
  [['scan', '--target', 'staging'], '--target takes an address such as https://staging.example.com'],
  [
    ['scan', '--target', 'localhost:8080'],
    '--target takes an address such as https://staging.example.com\n  did you mean http://localhost:8080?',
  ],
  [['scan', '--target', 'file:///etc/passwd'], '--target takes an address'],
  [['scan', '--target', 'http://me:pw@x.example'], '--target holds a password'],
  [
    ['scan', '--target', 'http://x.example', '--max-requests', 'many'],
    '--max-requests takes a number from 1 to 1000000',
  ],
  [['scan', '--target', 'http://x.example', '--rate', ''], '--rate takes a number from 0.1 to 1000'],
  [['scan', '--target', 'http://x.example', '--profile', 'ful'], 'did you mean full?'],
  [
    ['scan', '--target', 'http://x.example', '--identity', 'a=env:NOT_SET'],
    '--identity a: that variable is not set\n  export it',
  ],
  [['scan', '--target', 'http://x.example', '--identity', 'a=file:none'], '--identity a: that file cannot be read'],
])('%j is a mistake of the user', async (args, said) => {
  const cwd = folder({ 'openapi.yaml': openapi() });
  const { code, stdout, stderr } = await cli(args, { cwd });
  expect(stderr).toContain(said);
  expect(stderr.split('\n').length).toBeLessThanOrEqual(3);
  expect(stdout).toBe('');
  expect(code).toBe(2);
});

test('a secret on the command line is refused and not repeated', async () => {
  const args = ['scan', '--target', 'http://x.example', '--identity', 'alice=eyJhbGciOiJIUzI1NiJ9.canary'];
  const { code, stdout, stderr } = await cli(args, { cwd: folder({ 'openapi.yaml': openapi() }) });
  expect(code).toBe(2);
  expect(stderr).toContain('never the secret itself\n  --identity alice=env:ALICE_TOKEN');
  expect(stdout + stderr).not.toContain('canary');
});

test('what the command line holds comes out without control characters', async () => {
  const { stderr } = await cli(['lint', '\u001bc\u0007\r\nx.yaml'], { cwd: folder() });
  expect(stderr).toBe('\\u{1b}c\\u{7}\\u{d}\\u{a}x.yaml: there is no such file, folder or git ref\n');
});

test('where nothing is, the next step is what is there: a capture makes a document', async () => {
  const none = await cli(['scan'], { cwd: folder({ 'notes.md': 'x' }) });
  expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining('one has openapi or swagger at its top') });
  const capture = await cli(['scan'], { cwd: folder({ 'traffic/a.har': '{}' }) });
  expect(capture.stderr).toContain('a capture makes one: sallyport discover traffic/a.har -o openapi.yaml\n');
});
