import { mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { NotTested, probeRule, type ProbeRule } from '../../../src/check/rule.ts';
import type { ApiModel } from '../../../src/model/api.ts';
import { loadFixture } from '../../support/fixture.ts';
import { attempt, serve, type Attempt, type Attempted } from '../../support/twins.ts';

const text = `
openapi: 3.0.3
info: { title: Cards, version: '1' }
security: [{ bearerAuth: [] }]
components:
  securitySchemes:
    bearerAuth: { type: http, scheme: bearer }
paths:
  /cards:
    get: { responses: { '200': { description: ok } } }
    post: { responses: { '200': { description: ok } } }
  /users:
    get: { responses: { '200': { description: ok } } }
`;
let api: ApiModel;
let server: Awaited<ReturnType<typeof serve>>;
let silentAfter = Infinity;

beforeAll(async () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'sallyport-engine-')));
  writeFileSync(join(folder, 'api.yaml'), text);
  api = await loadFixture('api.yaml', folder);
  server = await serve((request, response) => {
    silentAfter -= 1;
    if (silentAfter < 0) request.socket.destroy();
    else response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}');
  });
});
afterAll(() => server.close());

/** Calls what it is about once and finds nothing, unless said otherwise. */
function rule(id: string, more: Partial<ProbeRule> = {}): ProbeRule {
  return probeRule({
    id,
    title: id,
    severity: 'high',
    owasp: ['API1:2023'],
    cwe: 1,
    why: '',
    fix: '',
    impact: 'read',
    per: 'operation',
    requests: 2,
    identities: 1,
    applies: ({ operation }) => operation.method === 'GET',
    // oxlint-disable-next-line require-yield
    async *probe({ operation }, target) {
      await target.call(operation, target.users[0]);
      return 'decided';
    },
    ...more,
  });
}

/** Finds something on every operation. */
const proving: ProbeRule['probe'] = async function* ({ operation }) {
  yield { at: operation.at, message: 'Found.' };
  return Promise.resolve('decided' as const);
};

async function run(rules: readonly ProbeRule[], more: Partial<Attempt> = {}): Promise<Attempted> {
  silentAfter = Infinity;
  return attempt(server.url, { api, identities: [{ name: 'ann', token: 'a1b2c3d4e5f6' }], rules, ...more });
}
const lines = ({ outcomes }: Attempted): readonly string[] =>
  outcomes.map((one) => [one.rule, one.subject, one.verdict ?? one.result, one.reason].filter(Boolean).join(' | '));

it('goes on where a rule throws, and names the rule', async () => {
  const broken = rule('broken', {
    // oxlint-disable-next-line require-yield
    async *probe() {
      return Promise.reject(new TypeError('x is undefined\nsecond line'));
    },
  });
  const places = lines(await run([broken, rule('whole')])).map((line) => line.replace(/:\d+:\d+$/, ''));
  expect(places).toEqual([
    'broken | GET /cards | crashed | rule broken crashed: TypeError at probe-engine.test.ts',
    'broken | GET /users | crashed | rule broken crashed: TypeError at probe-engine.test.ts',
    'whole | GET /cards | REFUTED',
    'whole | GET /users | REFUTED',
  ]);
});

it('goes on where a rule throws before it asks anything', async () => {
  const broken = rule('broken', {
    applies: () => {
      throw new RangeError('no');
    },
  });
  const { outcomes, exchanges } = await run([broken]);
  for (const { reason } of outcomes)
    expect(reason).toMatch(/^rule broken crashed: RangeError at probe-engine\.test\.ts:\d+:\d+$/);
  expect(exchanges.filter(({ request }) => request.method === 'POST')).toEqual([]);
});

it('proves only what was decided; the rest is tentative', async () => {
  const unsure = rule('unsure', {
    async *probe({ operation }) {
      yield { at: operation.at, message: 'Perhaps.' };
      return Promise.resolve({ undecided: 'a control is missing' });
    },
  });
  const { outcomes, decided } = await run([unsure]);
  expect(outcomes[0]).toMatchObject({ result: 'undecided', verdict: 'UNPROVEN', reason: 'a control is missing' });
  expect(outcomes[0]?.findings[0]?.certainty).toBe('tentative');
  expect(decided).toBe(0);
});

it('refuses the request behind a probe’s own budget', async () => {
  const greedy = rule('greedy', {
    requests: 1,
    // oxlint-disable-next-line require-yield
    async *probe({ operation }, target) {
      for (;;) await target.call(operation, target.users[0]);
    },
  });
  const attempted = await run([greedy]);
  expect(attempted.outcomes.map(({ verdict }) => verdict)).toEqual(['NOT-TESTED', 'NOT-TESTED']);
  expect(attempted.outcomes[0]?.reason).toMatch(/^budget: /);
});

it('says of everything behind the run’s budget that it was not tested', async () => {
  const { outcomes, operations, decided } = await run([rule('one'), rule('two')], { requestsMax: 4 });
  expect(outcomes.filter(({ verdict }) => verdict === 'REFUTED').length).toBeLessThan(4);
  expect(outcomes.at(-1)).toMatchObject({ result: 'skipped', verdict: 'NOT-TESTED' });
  expect(decided).toBeLessThanOrEqual(operations);
});

it('stops where the target stops answering, and says so', async () => {
  const dying = rule('a-dying', {
    // oxlint-disable-next-line require-yield
    async *probe({ operation }, target) {
      silentAfter = 0;
      for (let count = 0; count < 100; count += 1) await target.call(operation, target.users[0]);
      return 'decided';
    },
    requests: 100,
  });
  const attempted = await run([dying, rule('b-later', { requests: 200 })]);
  expect(attempted.down).toBeDefined();
  expect(attempted.outcomes.map(({ result }) => result)).toEqual(['skipped', 'skipped', 'skipped', 'skipped']);
  expect(attempted.outcomes.at(-1)?.reason).toContain('stopped answering');
});

it('leaves out what the profile and the config leave out, and does not count it', async () => {
  const writes = rule('writes', { impact: 'write' });
  const all = rule('all', { applies: () => true });
  const attempted = await run([writes, all], { profile: 'read-only', policy: { never: ['GET /users'] } });
  expect(lines(attempted)).toEqual([
    'all | GET /cards | REFUTED',
    'all | POST /cards | NOT-TESTED | needs --profile standard',
    'all | GET /users | NOT-TESTED | the config says never to call it',
    'writes | GET /cards | NOT-TESTED | needs --profile full',
    'writes | GET /users | NOT-TESTED | the config says never to call it',
  ]);
  expect(attempted).toMatchObject({ operations: 1, decided: 1 });
});

it('asks for the identities that are missing, and passes on what a probe could not have', async () => {
  const pair = rule('pair', { identities: 2 });
  const poor = rule('poor', {
    // oxlint-disable-next-line require-yield
    async *probe() {
      return Promise.reject(new NotTested('add a line'));
    },
  });
  const attempted = await run([pair, poor]);
  expect(lines(attempted)[0]).toMatch(
    /^pair \| GET \/cards \| NOT-TESTED \| needs 2 live identities, 1 given: add one/,
  );
  expect(lines(attempted)[2]).toBe('poor | GET /cards | NOT-TESTED | add a line');
  expect(attempted).toMatchObject({ operations: 2, decided: 0 });
});

it('does not ask where a nearer cause is proven', async () => {
  const cause = rule('z-cause', { probe: proving, applies: ({ operation }) => operation.id === 'GET /cards' });
  const attempted = await run([rule('a-effect', { yieldsTo: ['z-cause'] }), cause]);
  expect(lines(attempted)).toEqual([
    'z-cause | GET /cards | CONFIRMED',
    'a-effect | GET /cards | failed | said by z-cause',
    'a-effect | GET /users | REFUTED',
  ]);
  expect(attempted.findings.map(({ rule: id }) => id)).toEqual(['z-cause']);
});

it('asks another witness of a scheme where one cannot tell', async () => {
  const asked: string[] = [];
  const scheme = rule('scheme', {
    per: 'scheme',
    // oxlint-disable-next-line require-yield
    async *probe({ operation }) {
      asked.push(operation.id);
      return Promise.resolve(asked.length === 1 ? { undecided: 'unclear' } : ('decided' as const));
    },
  });
  expect(lines(await run([scheme]))).toEqual(['scheme | api | REFUTED']);
  expect(asked).toEqual(['GET /cards', 'GET /users']);
});

it('reports one cause once, with all operations behind it', async () => {
  const wide = rule('wide', {
    async *probe({ operation }) {
      yield { at: operation.at, wide: true, subject: 'errors', message: 'Everywhere.' };
      return Promise.resolve('decided' as const);
    },
  });
  const { outcomes, findings } = await run([wide]);
  expect(findings).toHaveLength(1);
  expect(findings[0]?.reach.operations).toEqual(['GET /cards', 'GET /users']);
  expect(outcomes[1]).toMatchObject({ result: 'failed', reason: 'the same cause: reported at GET /cards' });
});

it('ends early when it is told to', async () => {
  const abort = new AbortController();
  const first = rule('a-first', {
    // oxlint-disable-next-line require-yield
    async *probe() {
      abort.abort();
      return Promise.resolve('decided' as const);
    },
  });
  const { outcomes } = await run([first], { signal: abort.signal });
  expect(outcomes.map(({ reason }) => reason)).toEqual([undefined, 'interrupted']);
});
