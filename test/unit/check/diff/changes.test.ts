import { describe, expect, it } from 'vitest';
import { rules } from '../../../../rules/diff/index.ts';
import { diff } from '../../../../src/check/diff.ts';
import { diffRule } from '../../../../src/check/rule.ts';
import { document, ref, type Parts } from './document.ts';
import { everyProperty, offered, versionsOf } from './spy.ts';

describe('one root cause is one finding', () => {
  const secured = (root: string, own = ''): string => `
openapi: 3.0.3
info: { title: Cards, version: '1' }
security: ${root}
components: { securitySchemes: { bearer: { type: http, scheme: bearer } } }
paths:
  /cards:
    get: { responses: { '200': { description: ok } } }
    post: { ${own}responses: { '200': { description: ok } } }
`;

  it('the root requirement emptied: at the root, with the operations that inherit it', async () => {
    const own = 'security: [{ bearer: [] }], ';
    const versions = await versionsOf(secured('[{ bearer: [] }]'), secured('[]'));
    const outcomes = diff(versions, rules).filter(({ findings }) =>
      findings.some(({ change }) => change?.posture === 'widens'),
    );
    expect(outcomes).toMatchObject([
      {
        rule: 'global-security-removed',
        subject: 'api',
        findings: [
          {
            at: { path: '/security' },
            reach: { operations: ['GET /cards', 'POST /cards'], anonymous: 2 },
            change: { posture: 'widens', compat: 'no' },
          },
        ],
      },
    ]);
    const one = diff(await versionsOf(secured('[{ bearer: [] }]', own), secured('[]', own)), rules);
    const widening = one.flatMap(({ findings }) => findings.filter(({ change }) => change?.posture === 'widens'));
    expect(widening).toMatchObject([{ operation: 'GET /cards' }]);
  });

  it('its fingerprint is the same whether the root requirement was emptied or removed', async () => {
    const removed = secured('x').replace('security: x\n', '');
    const prints = await Promise.all(
      [secured('[]'), removed].map(async (after) => diff(await versionsOf(secured('[{ bearer: [] }]'), after), rules)),
    );
    const [emptied, gone] = prints.map((outcomes) => outcomes.flatMap((each) => each.findings)[0]?.fingerprint);
    expect(emptied).toMatch(/^[0-9a-f]{32}$/);
    expect(gone).toBe(emptied);
  });
});

describe('answers', () => {
  const withStatus = (status: string, answer: string): string =>
    document({ answer }).replaceAll("'200'", `'${status}'`);

  it('a new status is compared with what was answered before', async () => {
    const before = withStatus('200', '{ type: object, properties: { id: { type: string } } }');
    const same = offered(
      await versionsOf(before, withStatus('201', '{ type: object, properties: { id: { type: string } } }')),
    );
    expect(same.filter((each) => each.startsWith('property'))).toEqual([]);
    const fuller = withStatus('201', '{ type: object, properties: { id: { type: string }, pan: { type: string } } }');
    expect(offered(await versionsOf(before, fuller))).toContain(
      'property/added(response) response/201/json/$.pan/property/added',
    );
  });

  it('a body where there was none is an added schema', async () => {
    const bare = document({}).replace(/responses: .*/g, "responses: { '204': { description: done } }");
    const all = offered(await versionsOf(bare, document({})));
    expect(all.filter((each) => each.startsWith('body/new'))).toEqual([
      'body/new GET /copies response/200/json/$',
      'body/new POST /cards response/200/json/$',
    ]);
  });
});

describe('operations', () => {
  const paths = (text: string, server = 'https://api.example.com/v1'): string =>
    `openapi: 3.0.3\ninfo: { title: Cards, version: '1' }\nservers: [{ url: ${server} }]\npaths: ${text}\n`;
  const answer = "{ get: { responses: { '200': { description: ok } } } }";

  it('another version in the base path: the same operations', async () => {
    const all = offered(
      await versionsOf(paths(`{ /cards: ${answer} }`), paths(`{ /cards: ${answer} }`, 'https://api.example.com/v2')),
    );
    expect(all.filter((each) => each.startsWith('operation'))).toEqual([]);
  });

  it('paths that differ in the names of parameters alone keep their own counterparts', async () => {
    const both = `{ '/cards/{id}': ${answer}, '/cards/{name}': { get: { deprecated: true, responses: { '200': { description: ok } } } } }`;
    expect(offered(await versionsOf(paths(both), paths(both)))).toEqual([]);
  });

  it('added and removed', async () => {
    const all = offered(await versionsOf(paths(`{ /cards: ${answer} }`), paths(`{ /exports: ${answer} }`)));
    expect(all).toEqual([
      'operation/added GET /exports operation/added',
      'operation/removed GET /cards removed/GET /v1/cards',
      'requirement/added GET /exports requirement/added/anonymous',
    ]);
  });

  it('webhooks are no operations', async () => {
    const hook = (name: string): string =>
      `openapi: 3.1.0\ninfo: { title: Cards, version: '1' }\nwebhooks: { ${name}: { post: { responses: { '200': { description: ok } } } } }\n`;
    const all = offered(await versionsOf(hook('opened'), hook('closed')));
    expect(all.filter((each) => each.startsWith('webhook/'))).toHaveLength(2);
    expect(all.filter((each) => each.startsWith('operation'))).toEqual([]);
  });
});

describe('outcomes', () => {
  it('a rule that throws is said to have crashed; the others go on', async () => {
    const broken = diffRule({ ...everyProperty, id: 'broken', fact: () => JSON.parse('{') as undefined });
    const answerWith = (extra: string): Parts => ({
      answer: `{ type: object, properties: { id: { type: string }${extra} } }`,
    });
    const versions = await versionsOf(document(answerWith('')), document(answerWith(', pan: { type: string }')));
    const outcomes = diff(versions, [broken, everyProperty]);
    expect(outcomes.filter(({ rule }) => rule === 'broken').map(({ result }) => result)).toEqual(['crashed']);
    expect(outcomes.filter(({ rule }) => rule === 'every-property').map(({ result }) => result)).toEqual([
      'failed',
      'failed',
    ]);
  });

  it('what more than the limit of pairs leaves out is undecided, not passed', async () => {
    const cycle = (length: number, prefix: string): Parts => ({
      answer: ref(`${prefix}0`),
      schemas: Array.from(
        { length },
        (_, index) =>
          `    ${prefix}${index}: { type: object, properties: { next: ${ref(`${prefix}${(index + 1) % length}`)} } }\n`,
      ).join(''),
    });
    const versions = await versionsOf(document(cycle(97, 'A')), document(cycle(101, 'B')));
    const undecided = diff(versions, [everyProperty]).filter(({ result }) => result === 'undecided');
    expect(undecided).toMatchObject([{ rule: 'every-property', subject: 'api' }]);
  });

  it('operations that nothing was said of have passed', async () => {
    const versions = await versionsOf(document({}), document({}));
    expect(diff(versions, [everyProperty]).map(({ result, subject }) => `${result} ${subject}`)).toEqual([
      'passed POST /cards',
      'passed GET /copies',
    ]);
  });
});
