import { expect, it } from 'vitest';
import { reply, type Route } from '../../../../src/twin/index.ts';
import { ask } from './ask.ts';

const one = (path: string, schema = 'type: object'): string =>
  `  ${path}:\n    get: { operationId: read, ${path.includes('{') ? 'parameters: [{ name: id, in: path, required: true, schema: { type: string } }], ' : ''}responses: { '200': { description: ok, content: { application/json: { schema: { ${schema} } } } } } }\n`;

it('says no key of a map in a finding: it is data', async () => {
  const route: Route = () =>
    reply(200, { balances: { Zk83jQpW0fL2mXvB7nT5: { holder: 'The holder 4f81c', note: 'Note 77c1 x91Q' } } });
  const { findings } = await ask({
    rule: 'auth-missing',
    paths: one('/balances'),
    routes: { 'GET /balances': route },
    open: true,
  });
  expect(findings).toHaveLength(1);
  const said = findings.map(({ message, identity, evidence }) => [
    message,
    identity,
    evidence.filter(({ kind }) => kind === 'comparison'),
  ]);
  expect(JSON.stringify(said)).toContain('$.balances.*.holder');
  expect(JSON.stringify(said)).not.toContain('Zk83j');
});
