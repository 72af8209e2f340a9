import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { expect, test } from 'vitest';
import { ownSchema } from '../../../src/cli/config/own-rules.ts';
import { cli, folder } from '../../support/cli.ts';
import { ownProbesServer, type Faults } from '../../support/own-probes-server.ts';

const exampleFile = (name: string): string => readFileSync(`examples/own-probes/${name}`, 'utf8');
const probes = exampleFile('probes.yaml');
const env = { SALLYPORT_ANN_TOKEN: 'ann-token-5f2c81d09e', SALLYPORT_BOB_TOKEN: 'bob-token-c41f7703ab' };
const ids = ['own-support-header', 'own-self-approved-limit'] as const;

function example(own = probes): string {
  const names = ['openapi.yaml', 'sallyport.yaml'] as const;
  return folder({ ...Object.fromEntries(names.map((name) => [name, exampleFile(name)])), 'probes.yaml': own });
}

interface Report {
  readonly apis: readonly {
    readonly findings: readonly { readonly rule: string; readonly certainty: string; readonly gates: boolean }[];
    readonly outcomes?: unknown;
  }[];
}

async function proven(faults: Faults, own = probes, profile = 'full'): Promise<readonly string[]> {
  const target = await ownProbesServer(faults);
  const args = ['probe', 'openapi.yaml', '--target', target, '--profile', profile, '-f', 'json'];
  const { stdout, stderr } = await cli([...args, ...ids.flatMap((id) => ['--rule', id])], { cwd: example(own), env });
  expect(stderr).not.toContain('crashed');
  const findings = (JSON.parse(stdout) as Report).apis.flatMap((api) => api.findings);
  return findings.filter(({ certainty, gates }) => certainty === 'proven' && gates).map(({ rule }) => rule);
}

test('both examples are proven where the flaw is', async () => {
  expect([...(await proven({ supportHeader: true, selfApproval: true }))].sort()).toEqual([...ids].sort());
});

test('and nothing where it is not', async () => {
  expect(await proven({})).toEqual([]);
});

test('what anybody gets with the header is no question of ownership', async () => {
  expect(await proven({ supportHeaderForAll: true })).toEqual([]);
});

test('what happens without the change is not due to it', async () => {
  expect(await proven({ driftingLimit: true })).toEqual([]);
});

test('what writes waits for the profile that allows it', async () => {
  expect(await proven({ supportHeader: true, selfApproval: true }, probes, 'read-only')).toEqual([
    'own-support-header',
  ]);
});

test('a refusal is measured by what nobody gets: a header that locks its owner out', async () => {
  const locked = probes
    .replace('as: peer', 'as: owner')
    .replace('{ answer: served, holds: owner-values }', '{ answer: refused }')
    .replace('change:\n      headers: { X-Support-View: full }', 'change: { credential: garbage }');
  expect(await proven({}, locked)).toEqual(['own-support-header']);
});

test.each([
  ['as: peer', 'as: pear', 'did you mean peer?'],
  ['{ answer: served, holds: owner-values }', '{ answer: served }', 'a success alone proves nothing of another caller'],
  ['{ answer: served, holds: owner-values }', '{ status: 2xx }', 'it holds for any answer'],
  ['impact: write', 'impact: read', 'it changes objects'],
  ['X-Support-View: full', 'Authorization: x', 'the name of a header other than'],
  ['X-Support-View: full', 'Host: x', 'the name of a header other than'],
  ['X-Support-View: full', 'Cookie: x', 'the name of a header other than'],
  ['X-Support-View: full', 'Connection: x', 'the name of a header other than'],
  ['X-Support-View: full', 'Transfer-Encoding: x', 'the name of a header other than'],
  ['officer-${seed}', 'officer-${HOME}', 'variables are expanded'],
  ['field: path', 'field: pth', 'did you mean path?'],
  ['own-self-approved-limit', 'own-support-header', 'there are two of the id own-support-header'],
])('%s as %s is told with its line', async (right, wrong, said) => {
  const cwd = example(probes.replace(right, wrong));
  const { code, stderr } = await cli(['config', 'validate'], { cwd });
  expect(code).toBe(2);
  expect(stderr).toMatch(/^probes\.yaml:\d+:\d+: /m);
  expect(stderr).toContain(said);
});

test('the schema for editors is what the checker says, and the examples hold by it', () => {
  const schema = JSON.parse(readFileSync('schema/own.schema.json', 'utf8')) as object;
  expect(schema).toEqual(JSON.parse(JSON.stringify(ownSchema())));
  const validate = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true }).compile(schema);
  expect(validate(parse(probes))).toBe(true);
  expect(validate(parse(readFileSync('examples/own-rules/rules.yaml', 'utf8')))).toBe(true);
  expect(validate(parse(probes.replace('as: peer', 'as: pear')))).toBe(false);
});
