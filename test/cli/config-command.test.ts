import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { cli, folder } from '../support/cli.ts';

const config = `version: 1
specs: [{ path: api.yaml, name: cards }]
rules: { extends: [fintech], off: [limit-array-items], severity: { money-as-float: high } }
identities: { alice: { token: '\${SALLYPORT_ALICE}' } }
ignore: [{ rule: id-unbounded, reason: known, expires: 2027-01-31 }]
fail-on: critical
`;

test('print tells what counts and whence, without secrets', async () => {
  const cwd = folder({ 'sallyport.yaml': config, 'api.yaml': 'openapi: 3.0.3\n' });
  const env = { SALLYPORT_ALICE: 'canary' };
  const { code, stdout } = await cli(['config', 'print'], { cwd, env });
  expect(code).toBe(0);
  expect(stdout).toBe(`specs and captures: ["api.yaml"]  # sallyport.yaml
rules.extends: ["fintech"]  # sallyport.yaml
rules.off: ["limit-array-items"]  # sallyport.yaml
rules.severity: ["money-as-float: high"]  # sallyport.yaml
fail-on: "critical"  # sallyport.yaml
ignore: ["id-unbounded until 2027-01-31"]  # sallyport.yaml
identities: ["alice"]  # sallyport.yaml
budget.requests: 3000  # default
coverage.min: 0  # default
`);
  const json = await cli(['config', 'print', '-f', 'json'], { cwd, env });
  expect(JSON.parse(json.stdout)).toContainEqual({ key: 'fail-on', value: 'critical', from: 'sallyport.yaml' });
});

test('without a config the defaults count', async () => {
  const { stdout } = await cli(['config', 'print'], { cwd: folder() });
  expect(stdout).toBe(
    'rules.extends: ["recommended"]  # default\nfail-on: "high"  # default\nbudget.requests: 3000  # default\ncoverage.min: 0  # default\n',
  );
});

test('validate names each mistake with its line', async () => {
  expect(await cli(['config', 'validate'], { cwd: folder({ 'sallyport.yaml': config, 'api.yaml': '' }) })).toEqual({
    code: 0,
    stdout: 'sallyport.yaml: valid\n',
    stderr: '',
  });
  const wrong = folder({ 'sallyport.yaml': 'version: 1\nfail-on: hihg\nrulez: {}\n' });
  const { code, stdout, stderr } = await cli(['config', 'validate'], { cwd: wrong });
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^sallyport\.yaml:2:\d+: /m);
  expect(stderr).toMatch(/^sallyport\.yaml:3:\d+: /m);
  expect((await cli(['config', 'validate'], { cwd: folder() })).stdout).toBe(
    'there is no config here: sallyport init writes one\n',
  );
  expect(await cli(['config', 'validate'], { cwd: folder({ 'sallyport.yaml': config }) })).toEqual({
    code: 2,
    stdout: '',
    stderr: 'sallyport.yaml:2:11: there is no file api.yaml\n',
  });
  expect((await cli(['config', 'validate', '-c', 'none.yaml'], { cwd: folder() })).code).toBe(2);
});

test('schema is that of the package', async () => {
  const { stdout } = await cli(['config', 'schema'], { cwd: folder() });
  expect(JSON.parse(stdout)).toEqual(JSON.parse(readFileSync('schema/config.schema.json', 'utf8')));
});

test('config alone shows what there is', async () => {
  const { code, stderr, stdout } = await cli(['config'], { cwd: folder() });
  expect(code).toBe(2);
  expect(stdout + stderr).toContain('validate');
});
