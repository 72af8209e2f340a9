import { expect, it } from 'vitest';
import { lint } from '../../../src/check/lint.ts';
import { folderOf, load } from '../load/workspace.ts';
import servers from '../../../rules/lint/inv-servers/rule.ts';

async function found(...written: readonly string[]): Promise<readonly string[]> {
  const list = written.map((server) => `  - ${server}\n`).join('');
  const text = `openapi: 3.0.3\ninfo: { title: x, version: '1' }\nservers:\n${list}paths: {}\n`;
  const api = await load(folderOf({ 'openapi.yaml': text }), 'openapi.yaml');
  const findings = lint(api, servers).flatMap((outcome) => outcome.findings);
  return findings.map(({ rule, at }) => `${rule} ${at.path}`);
}

const production = '{ url: https://api.northwind.net }';

it('two public hosts must say whom they are for and which environment they are', async () => {
  expect(await found(production, '{ url: https://eu.northwind.net }')).toEqual([
    'inv-server-audience /servers',
    'inv-server-environment /servers',
  ]);
});

it('an internal host says by its name whom it is for, and is no production that a test host could stand beside', async () => {
  expect(await found(production, '{ url: https://gateway.corp.internal }')).toEqual([]);
  expect(await found('{ url: https://api.test.northwind.net }', '{ url: https://10.20.30.40 }')).toEqual([]);
});

it('a relative address is that of production', async () => {
  expect(await found('{ url: /v1 }', '{ url: https://staging.northwind.net }')).toEqual([
    'inv-mixed-environments /servers/1',
  ]);
});
