/** What reports say to type: `sallyport explain <rule>`, for rules of the program and of a team. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { cli, folder, openapi } from '../support/cli.ts';

const files = {
  'openapi.yaml': openapi().replace('get:', 'post:'),
  'rules.yaml': readFileSync('examples/own-rules/rules.yaml', 'utf8'),
  'probes.yaml': readFileSync('examples/own-probes/probes.yaml', 'utf8'),
  'sallyport.yaml': 'version: 1\nrules: { own: [rules.yaml, probes.yaml] }\n',
};

test('every command that a report tells to type explains its rule', async () => {
  const cwd = folder(files);
  const { stdout } = await cli(['lint'], { cwd });
  const told = [...stdout.matchAll(/sallyport (explain \S+)/g)].map(([, command = '']) => command);
  expect(told).toContain('explain own-operation-owner');
  for (const command of told) {
    const { code, stdout: text } = await cli(command.split(' '), { cwd });
    expect([code, text]).toEqual([0, expect.stringContaining(`${command.slice('explain '.length)}: `)]);
  }
  expect((await cli(['explain', 'own-support-header'], { cwd })).stdout).toMatch(/^kind {6}probe$/m);
});

test('a rule that nobody has is a mistake, and so is a config that cannot be read', async () => {
  expect(await cli(['explain', 'own-nothing'], { cwd: folder(files) })).toMatchObject({ code: 2, stdout: '' });
  const broken = folder({ ...files, 'sallyport.yaml': 'x: 1\n' });
  expect((await cli(['explain', 'own-operation-owner'], { cwd: broken })).code).toBe(2);
  // The program's own rules need no config.
  expect((await cli(['explain', 'auth-http-basic'], { cwd: broken })).code).toBe(0);
});

test('its text is escaped for the terminal', async () => {
  const rules = files['rules.yaml'].replace('When it is attacked', String.raw`"\x1b]8;;http://x\x07When"#`);
  const { stdout } = await cli(['explain', 'own-operation-owner'], { cwd: folder({ ...files, 'rules.yaml': rules }) });
  expect(stdout).not.toContain('\u001b');
});

test('rules lists own rules of the config as well, and all others where the config has mistakes', async () => {
  const ids = async (config: string): Promise<{ readonly stdout: string; readonly stderr: string }> =>
    cli(['rules'], { cwd: folder({ ...files, 'sallyport.yaml': config }) });
  const whole = await ids(files['sallyport.yaml']);
  expect(whole.stdout).toMatch(/^own-operation-owner +lint /m);
  expect(whole.stdout).toMatch(/^own-support-header +probe /m);
  const broken = await ids('version: 1\nruels: {}\n');
  expect(broken.stdout).toMatch(/^auth-http-basic /m);
  expect(broken.stderr).toContain('sallyport config validate');
});
