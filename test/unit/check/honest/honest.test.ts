import { expect, it } from 'vitest';
import { reply, type Ask, type Route } from '../../../../src/twin/index.ts';
import { ask, type Honest } from './ask.ts';

const one = (path: string, schema = 'type: object'): string =>
  `  ${path}:\n    get: { operationId: read, ${path.includes('{') ? 'parameters: [{ name: id, in: path, required: true, schema: { type: string } }], ' : ''}responses: { '200': { description: ok, content: { application/json: { schema: { ${schema} } } } } } }\n`;
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const mine = ({ user }: Ask) => ({ id: `${user?.name}-71h2k9x`, note: `The note of ${user?.name} 4f81c` });

/** Not confirmed: decided against it, or in doubt; and it was looked at, not passed over. */
async function silent(honest: Honest, wanted: readonly string[] = ['REFUTED', 'INCONCLUSIVE']): Promise<void> {
  const { findings, verdicts } = await ask(honest);
  expect(findings.map(({ message }) => message)).toEqual([]);
  expect(
    verdicts.map(([, verdict, reason]) => (wanted.includes(verdict ?? '') ? 'fine' : `${verdict}: ${reason}`)),
  ).toContain('fine');
}

it('rate-xff-bypass: a bucket that fills every second call', async () => {
  let calls = 0;
  const limited: Route = () =>
    (calls += 1) > 5 && calls % 2 === 0 ? reply(429, { error: 'wait' }) : reply(200, { sent: true });
  await silent({
    rule: 'rate-xff-bypass',
    paths: one('/quotes'),
    policy: { sensitive: ['GET /quotes'] },
    routes: { 'GET /quotes': limited },
  });
});

it('inv-hidden-param: an answer that repeats the query by name', async () => {
  const route: Route = (asked) => reply(200, { ...mine(asked), query: Object.fromEntries(asked.query) });
  await silent({ rule: 'inv-hidden-param', paths: one('/me'), routes: { 'GET /me': route } });
});

const search = `  /payees:
    get: { operationId: search, parameters: [{ name: q, in: query, schema: { type: string, example: water } }], responses: { '200': { description: ok } } }
`;
const payees = [{ id: 'p1', name: 'water works 8841' }];
const found: Route = ({ query }) => {
  const q = query.get('q') ?? '';
  return reply(200, { items: payees.filter(({ name }) => name.includes(q)) });
};

it.each([403, 406, 200])('sqli-boolean: a firewall that blocks what is always true, with %i', async (status) => {
  const route: Route = (asked) =>
    /(['"]?)(\w+)\1 (?:LIKE|=) \1\2/.test(asked.query.get('q') ?? '')
      ? reply(status, { blocked: 'request refused' })
      : found(asked);
  await silent({ rule: 'sqli-boolean', paths: search, routes: { 'GET /payees': route } });
});

it('nosqli: a query language that has $ne and lacks $eq', async () => {
  const route: Route = (asked) => {
    const names = [...asked.query.keys()];
    if (names.some((name) => /\[/.test(name) && !/\[\$ne\]/.test(name)))
      return reply(400, { error: 'unknown operator' });
    return names.includes('q[$ne]') ? reply(200, { items: payees }) : found(asked);
  };
  await silent({ rule: 'nosqli', paths: search, routes: { 'GET /payees': route } });
});

function articles(): Honest['routes'] {
  const all = new Map(
    [...Array(30).keys()].map((n) => [
      `a${n}-old77`,
      { id: `a${n}-old77`, text: `Article ${n} 9c${n}f1`, author: 'eve' },
    ]),
  );
  let count = 0;
  return {
    'GET /articles': () => reply(200, { items: [...all.values()].slice(0, 20) }),
    'POST /articles': ({ user, body }) => {
      const id = `n${(count += 1)}-k83jq`;
      all.set(id, { id, text: textOf(body['text']) + ` Zx81c${count}Qw0`, author: user?.name ?? '' });
      return reply(201, { id });
    },
    'GET /articles/{id}': ({ params }) => {
      const article = all.get(params['id'] ?? '');
      return article === undefined ? reply(404, { error: 'none' }) : reply(200, article);
    },
  };
}
const shared = `  /articles:
    get: { operationId: list, responses: { '200': { description: ok } } }
    post: { operationId: write, requestBody: { required: true, content: { application/json: { schema: { type: object, properties: { text: { type: string } } } } } }, responses: { '201': { description: ok } } }
${one('/articles/{id}')}`;

it('bola-read-path: what all may read, on a later page of the list', () =>
  silent({ rule: 'bola-read-path', paths: shared, routes: articles() }, ['INCONCLUSIVE']));

it('bola-list-leak: objects of one run have the same times to the second', async () => {
  const card = (id: string, owner: string, second: number) => {
    const at = `2026-03-04T05:06:0${second}Z`;
    return { owner, shown: { id, kind: 'virtual', createdAt: at, updatedAt: at } };
  };
  const cards = [card('c0-k83jq', 'bob', 7)];
  const of = ({ user }: Ask) => cards.filter(({ owner }) => owner === user?.name).map(({ shown }) => shown);
  const routes: Honest['routes'] = {
    'POST /articles': ({ user }) => {
      const made = card(`c${cards.length}-k83jq`, user?.name ?? '', user?.name === 'ann' ? 7 : 8);
      cards.push(made);
      return reply(201, made.shown);
    },
    'GET /articles': (asked) => reply(200, { items: of(asked) }),
    'GET /articles/{id}': (asked) => {
      const shown = of(asked).find(({ id }) => id === asked.params['id']);
      return shown === undefined ? reply(404, { error: 'none' }) : reply(200, shown);
    },
  };
  await silent({ rule: 'bola-list-leak', paths: shared, routes });
});

it('bola-foreign-parent: a note that all may read and add to', async () => {
  const notes = new Map<string, { text: string }[]>([]);
  const thing = `  /posts:
    post: { operationId: write, requestBody: { required: true, content: { application/json: { schema: { type: object, properties: { text: { type: string } } } } } }, responses: { '201': { description: ok } } }
${one('/posts/{id}')}  /posts/{id}/remarks:
    parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
    get: { operationId: remarks, responses: { '200': { description: ok } } }
    post: { operationId: remark, requestBody: { required: true, content: { application/json: { schema: { type: object, required: [text], properties: { text: { type: string } } } } } }, responses: { '201': { description: ok } } }
`;
  const of = ({ params }: Ask) => notes.get(params['id'] ?? '');
  await silent(
    {
      rule: 'bola-foreign-parent',
      paths: thing,
      routes: {
        'POST /posts': () => {
          const id = `post${notes.size}-8fj2`;
          notes.set(id, []);
          return reply(201, { id });
        },
        'GET /posts/{id}': (asked) => (of(asked) ? reply(200, { id: asked.params['id'] ?? '' }) : reply(404, {})),
        'GET /posts/{id}/remarks': (asked) => reply(of(asked) ? 200 : 404, { items: of(asked) ?? [] }),
        'POST /posts/{id}/remarks': (asked) => {
          of(asked)?.push({ text: textOf(asked.body['text']) });
          return reply(201, { done: true });
        },
      },
    },
    ['INCONCLUSIVE'],
  );
});

it('use-after-delete: a deletion that is taken and done later', async () => {
  const made = new Map<string, string>();
  const gone = new Set<string>();
  const routes: Honest['routes'] = {
    'POST /articles': () => {
      const id = `d${made.size}-k83jq`;
      made.set(id, `A text of its own 91f${made.size}c Zk2`);
      return reply(201, { id });
    },
    'GET /articles/{id}': ({ params: { id = '' } }) =>
      made.has(id) ? reply(200, { id, text: made.get(id) ?? '', number: 4_481_233 }) : reply(404, {}),
    'DELETE /articles/{id}': ({ params: { id = '' } }) => {
      if (gone.has(id)) return reply(409, { error: 'is being deleted' });
      gone.add(id);
      return reply(202, { accepted: true });
    },
  };
  const paths =
    shared.replace(/ {4}get: \{ operationId: list.*\n/, '') +
    '    delete: { operationId: remove, parameters: [{ name: id, in: path, required: true, schema: { type: string } }], responses: { "202": { description: later } } }\n';
  await silent({ rule: 'use-after-delete', paths, routes });
});

it('ctype-csrf: JSON of any media type, and a look at the Origin', async () => {
  let text = 'mine';
  const cookie = { name: 'ann', role: 'customer', cookie: 'session=tok-ann-5f2c81d09e44aa' };
  const paths = `  /settings:
    get: { operationId: read, security: [{ sid: [] }], responses: { '200': { description: ok } } }
    post: { operationId: change, security: [{ sid: [] }], requestBody: { required: true, content: { application/json: { schema: { type: object, properties: { text: { type: string } } } } } }, responses: { '200': { description: ok } } }
`;
  const routes: Honest['routes'] = {
    'GET /settings': () => reply(200, { text }),
    'POST /settings': ({ headers, json }) => {
      if ((headers['origin'] ?? 'https://api.example.com') !== 'https://api.example.com')
        return reply(403, { error: 'origin' });
      text = (json as { text?: string }).text ?? text;
      return reply(200, { text });
    },
  };
  await silent({ rule: 'ctype-csrf', paths, routes, identities: [cookie] });
});

const people = `  /login:
    post: { operationId: login, security: [], requestBody: { required: true, content: { application/json: { schema: { type: object, required: [username, password], properties: { username: { type: string }, password: { type: string } } } } } }, responses: { '200': { description: ok } } }
  /register:
    post: { operationId: register, security: [], requestBody: { required: true, content: { application/json: { schema: { type: object, required: [username, password], properties: { username: { type: string }, password: { type: string } } } } } }, responses: { '201': { description: ok } } }
`;

it('login-enum-time: each name that is tried often is slowed down, whoever has it', async () => {
  const known = new Map([['ann-19', 'S3cret-of-ann']]);
  const tries = new Map<string, number>();
  const routes: Honest['routes'] = {
    'POST /register': ({ body }) => {
      known.set(textOf(body['username']), textOf(body['password']));
      return reply(201, { made: true });
    },
    'POST /login': async ({ body }) => {
      const name = textOf(body['username']);
      if (known.get(name) === textOf(body['password'])) return reply(200, { token: `tok-${name}-5f2c81d09e44` });
      const count = (tries.get(name) ?? 0) + 1;
      tries.set(name, count);
      await new Promise((resolve) => setTimeout(resolve, count > 4 ? 60 : 1));
      return reply(401, { error: 'wrong name or password' });
    },
  };
  const caller = {
    name: 'ann',
    role: 'customer',
    login: { call: 'POST /login', body: { username: 'ann-19', password: 'S3cret-of-ann' }, token: { body: '$.token' } },
  };
  await silent({ rule: 'login-enum-time', paths: people, routes, identities: [caller], open: true }, ['REFUTED']);
}, 20_000);

it('changes no profile that was there before the run, under whatever mass-* asks', async () => {
  const paths = `  /me:
    get: { operationId: me, responses: { '200': { description: ok, content: { application/json: { schema: { type: object, properties: { nickname: { type: string }, balance: { type: integer }, score: { type: integer } } } } } } } }
    patch: { operationId: change, requestBody: { required: true, content: { application/json: { schema: { type: object, properties: { nickname: { type: string } } } } } }, responses: { '200': { description: ok } } }
`;
  for (const rule of ['mass-money', 'mass-readonly']) {
    const routes: Honest['routes'] = {
      'GET /me': () => reply(200, { nickname: 'ann', balance: 100, score: 7 }),
      'PATCH /me': () => reply(200, {}),
    };
    const { sent, verdicts } = await ask({ rule, paths, routes });
    expect(verdicts).toMatchObject([['PATCH /me', 'NOT-TESTED', expect.stringContaining('not made by this run')]]);
    expect(sent.filter((line) => !line.startsWith('GET '))).toEqual([]);
  }
});

it('sqli-error: a shell-like parser that fails on an odd quote', async () => {
  const route: Route = (asked) => {
    const q = asked.query.get('q') ?? '';
    if (q.split("'").length % 2 === 0 || q.split('"').length % 2 === 0) return reply(500, { error: 'internal error' });
    return found(asked);
  };
  await silent({ rule: 'sqli-error', paths: search, routes: { 'GET /payees': route } }, ['INCONCLUSIVE']);
});

it('rate-doc-not-enforced: a window that ends in the middle, and a text that speaks of other hours', async () => {
  let calls = 0;
  const limit = { 'x-ratelimit-limit': '10' };
  // Ten in each window; one ended when six were used up.
  const windowed: Route = () =>
    (calls += 1) <= 6 + 10
      ? reply(200, { rates: [{ name: 'eur', rate: 1.1 }] }, limit)
      : reply(429, {}, { ...limit, 'retry-after': '60' });
  const paths = (text: string) => `  /rates:
    get: { operationId: rates, description: '${text}', responses: { '200': { description: ok, headers: { X-RateLimit-Limit: { schema: { type: integer } } } } } }
`;
  await silent(
    {
      rule: 'rate-doc-not-enforced',
      paths: paths('At most 10 requests per minute'),
      routes: { 'GET /rates': windowed },
    },
    ['REFUTED'],
  );
  // Ten a second: nobody is above that here.
  const each: Route = () => reply(200, { rates: [] }, { ...limit, 'x-ratelimit-remaining': '9' });
  const other = {
    rule: 'rate-doc-not-enforced',
    paths: paths('Rates that change every hour'),
    routes: { 'GET /rates': each },
  };
  await silent(other, ['NOT-TESTED']);
});

it('bola-filter-widen: articles by their author', async () => {
  const all = [...Array(30).keys()].map((n) => ({
    id: `a${n}-old77`,
    text: `Article ${n} 9c${n}f1Zk`,
    author: n < 25 ? 'eve' : n < 28 ? 'usr_ann_20417' : 'usr_bob_83350',
  }));
  const paths = `  /articles:
    get: { operationId: list, parameters: [{ name: author_id, in: query, schema: { type: string } }, { name: userId, in: query, schema: { type: string } }], responses: { '200': { description: ok } } }
`;
  const route: Route = ({ query }) => {
    const by = query.get('userId');
    return reply(200, { items: all.filter(({ author }) => by === null || author === by).slice(0, 20) });
  };
  const owning = ['ann', 'bob'].map((name) => ({
    name,
    role: 'customer',
    token: name === 'ann' ? 'tok-ann-5f2c81d09e44aa' : 'tok-bob-c41f7703ab9d21',
    owns: { userId: name === 'ann' ? 'usr_ann_20417' : 'usr_bob_83350' },
  }));
  await silent({ rule: 'bola-filter-widen', paths, routes: { 'GET /articles': route }, identities: owning }, [
    'INCONCLUSIVE',
  ]);
});
