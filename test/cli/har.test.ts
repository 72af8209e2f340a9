import { readFileSync, existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { cli, folder } from '../support/cli.ts';
import { planted, plantedCapture } from './planted-secrets.ts';

const inspect = async (cwd: string, file: string): Promise<Record<string, unknown>> =>
  (
    JSON.parse((await cli(['har', 'inspect', file, '-f', 'json'], { cwd })).stdout) as {
      captures: [Record<string, unknown>];
    }
  ).captures[0];

describe('har redact', () => {
  test('leaves none of the planted secrets, in any place, and equal values equal', async () => {
    const cwd = folder({ 'in.har': plantedCapture });
    const { code, stderr } = await cli(['har', 'redact', 'in.har', '-o', 'out.har'], { cwd });
    expect([code, stderr]).toEqual([0, '4 entries redacted: out.har\n']);
    const text = readFileSync(path.join(cwd, 'out.har'), 'utf8');
    const left = planted.filter(({ value }) => formsOf(value).some((form) => text.includes(form)));
    expect(left).toEqual([]);
    expect(statSync(path.join(cwd, 'out.har')).mode & 0o077).toBe(0);
    expect(readdirSync(cwd).sort()).toEqual(['in.har', 'out.har']);
  });

  test('writes a HAR that says the same of the traffic', async () => {
    const cwd = folder({ 'in.har': plantedCapture });
    await cli(['har', 'redact', 'in.har', '-o', 'out.har'], { cwd });
    const [before, after] = [await inspect(cwd, 'in.har'), await inspect(cwd, 'out.har')];
    for (const key of ['entries', 'hosts', 'methods', 'statuses', 'firstAt', 'lastAt'])
      expect([key, after[key]]).toEqual([key, before[key]]);
  });

  test('gives the same bytes on every run, and with a key the same tags in every file', async () => {
    const cwd = folder({ 'in.har': plantedCapture, key: 'k'.repeat(32), short: 'k' });
    const written = async (name: string, ...flags: string[]): Promise<string> => {
      expect((await cli(['har', 'redact', 'in.har', '-o', name, ...flags], { cwd })).code).toBe(0);
      return readFileSync(path.join(cwd, name), 'utf8');
    };
    expect(await written('a.har')).toBe(await written('b.har'));
    const keyed = await written('c.har', '--redact-key-file', 'key');
    const part = await written('d.har', '--redact-key-file', 'key', '--method', 'PATCH');
    expect(keyed).toContain(part.split('\n')[1]);
    expect(keyed).toMatch(/<PCI\.PAN:[\da-f]{12}>/);
    const { code, stderr } = await cli(['har', 'redact', 'in.har', '-o', 'e.har', '--redact-key-file', 'short'], {
      cwd,
    });
    expect(code).toBe(2);
    expect(stderr).toContain('wants 16 to 4096 bytes');
  });

  test('never writes over a file unless it is told to', async () => {
    const cwd = folder({ 'in.har': plantedCapture, 'out.har': 'mine' });
    const { code, stderr } = await cli(['har', 'redact', 'in.har', '-o', 'out.har'], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain('is there already');
    expect(readFileSync(path.join(cwd, 'out.har'), 'utf8')).toBe('mine');
    expect((await cli(['har', 'redact', 'in.har', '-o', 'out.har', '--force'], { cwd })).code).toBe(0);
    expect(existsSync(path.join(cwd, 'out.har'))).toBe(true);
  });
});

describe('a secret in a capture', () => {
  test.each(['text', 'json', 'sarif', 'junit', 'markdown', 'html'])('is in no %s report', async (format) => {
    const cwd = folder({ 'in.har': plantedCapture });
    const { stdout, stderr } = await cli(['scan', 'in.har', '-f', format], { cwd });
    expect(stdout.length).toBeGreaterThan(100);
    expect(planted.filter(({ value }) => formsOf(value).some((form) => (stdout + stderr).includes(form)))).toEqual([]);
  });

  test.each(['text', 'json', 'markdown', 'html'])('is in nothing that discover writes as %s', async (format) => {
    const cwd = folder({ 'in.har': plantedCapture });
    const args = ['discover', 'in.har', '-f', format, '-o', 'api.yaml', '--catalogue', 'catalogue.json'];
    const { code, stdout, stderr } = await cli(args, { cwd });
    expect(code).toBe(0);
    const written = ['api.yaml', 'catalogue.json'].map((name) => readFileSync(path.join(cwd, name), 'utf8'));
    for (const text of [stdout, ...written]) expect(text.length).toBeGreaterThan(100);
    const all = [stdout, stderr, ...written].join('');
    expect(planted.filter(({ value }) => formsOf(value).some((form) => all.includes(form)))).toEqual([]);
  });
});

test('no secret of a capture is merged into a document', async () => {
  const paths = ['get', 'post', 'put', 'patch'].map(
    (method) => `    ${method}: { responses: { '200': { description: ok } } }`,
  );
  const known = [
    'openapi: 3.1.0',
    "info: { title: a, version: '1' }",
    'servers: [{ url: https://api.bank.example }]',
    'paths:',
    '  /v1/transfers:',
    ...paths,
  ];
  const cwd = folder({ 'in.har': plantedCapture, 'api.yaml': `${known.join('\n')}\n` });
  const { stderr, stdout } = await cli(['discover', 'in.har', '--merge', 'api.yaml'], { cwd });
  expect(stderr).toMatch(/api\.yaml: [1-9]\d* additions merged\n/);
  const all = stdout + stderr + readFileSync(path.join(cwd, 'api.yaml'), 'utf8');
  expect(planted.filter(({ value }) => formsOf(value).some((form) => all.includes(form)))).toEqual([]);
});

describe('har inspect', () => {
  test('tells what is in a capture, and no value of it', async () => {
    const cwd = folder({ 'in.har': plantedCapture });
    const { code, stdout } = await cli(['har', 'inspect', 'in.har'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain('in.har: 4 entries\n');
    expect(stdout).toMatch(/hosts +https:\/\/api\.bank\.example 4\n/);
    expect(stdout).toContain('pci.pan');
    expect(planted.filter(({ value }) => stdout.includes(value))).toEqual([]);
  });

  test('takes a filter, and no document', async () => {
    const cwd = folder({ 'in.har': plantedCapture, 'a.yaml': 'openapi: 3.1.0\n' });
    const { stdout } = await cli(['har', 'inspect', 'in.har', '--method', 'GET'], { cwd });
    expect(stdout).toContain('in.har: 4 entries, 3 left out by the filter');
    const { code, stderr } = await cli(['har', 'inspect', 'a.yaml'], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain('this is no HAR capture');
  });
});

function formsOf(value: string): readonly string[] {
  const base64 = Buffer.from(value).toString('base64').replace(/=+$/, '');
  return [value, encodeURIComponent(value), base64, JSON.stringify(value).slice(1, -1)];
}
