import { describe, expect, it } from 'vitest';
import { isAlike, unusable } from '../../../src/check/controls/answers.ts';
import { canariesOf, holdsObject, isTelling } from '../../../src/check/controls/canary.ts';
import { stackIn } from '../../../src/check/controls/trace.ts';
import { bitsOf, valuesOf } from '../../../src/check/controls/values.ts';
import type { Exchange } from '../../../src/model/exchange.ts';
import { createRedactor, redactExchange } from '../../../src/model/redact.ts';

const redactor = createRedactor();

function answer(body: unknown, { status = 200, path = '/cards/c_71h2' } = {}): Exchange {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return redactExchange(
    {
      method: 'GET',
      url: `https://api.example.com${path}`,
      headers: [],
      response: { status, headers: [], body: { mediaType: '', text, bytes: text.length, truncated: false } },
      identity: 'ann',
      durationMs: 1,
      at: { source: 'api.yaml', path: '' },
    },
    redactor,
  );
}

describe('canaries', () => {
  const card = { id: 'c_71h2', iban: 'DE02120300000000202051', limitCents: 148_230, state: 'active', currency: 'EUR' };

  it('are what the object alone holds: no echo, no state, nothing that changes or stands elsewhere', () => {
    const first = answer({ ...card, nonce: 'f81d4fae7dec', region: 'Lower Saxony 31', self: '/v1/cards/c_71h2/view' });
    const again = answer({ ...card, nonce: '0c9e55b1aa02', region: 'Lower Saxony 31', self: '/v1/cards/c_71h2/view' });
    const other = answer({ region: 'Lower Saxony 31' });
    expect(canariesOf([first, again], [other]).map(({ path }) => path)).toEqual(['$.iban', '$.limitCents']);
  });

  it('must stand at their places, and nearly all of them', () => {
    const canaries = canariesOf([answer({ data: card })], []);
    expect(holdsObject(answer({ data: card }, { status: 403 }), canaries)).toBe('whole');
    expect(holdsObject(answer({ data: { iban: card.iban } }), canaries)).toBe('no');
    expect(holdsObject(answer({ other: card }), canaries)).toBe('no');
    const rich = canariesOf(
      [answer({ ...card, a: 'note 5512 of May', b: 'note 9913 of June', c: 'note 1724 of July' })],
      [],
    );
    expect(holdsObject(answer({ a: 'note 5512 of May', b: 'note 9913 of June' }), rich)).toBe('part');
  });

  it('are not telling where they are few and short', () => {
    expect(isTelling(canariesOf([answer({ state: 'active', currency: 'EUR', count: 3 })], []))).toBe(false);
    expect(isTelling(canariesOf([answer({ nickname: 'sp 8c1f0a77b2d94e3f5a61' })], []))).toBe(true);
  });

  it.each([
    ['completed', 12],
    ['EUR', 12],
    ['1000', 12],
    ['true', 12],
    ['<PCI.CVV:1>', 12],
    ['<PII.EMAIL:0>', 1],
    ['https://example.com/terms', 12],
  ])('%s is weak', (text, below) => {
    expect(bitsOf(text)).toBeLessThan(below);
  });
});

describe('values', () => {
  it('come out of the deepest body, and never too many', () => {
    const deep = `${'['.repeat(20_000)}"end of it"${']'.repeat(20_000)}`;
    expect(valuesOf(answer(deep)).length).toBeLessThan(10);
    expect(valuesOf(answer(Array.from({ length: 20_000 }, (_, index) => `value ${index}`))).length).toBe(5_000);
  });

  it('tell answers apart by status and names, not by values', () => {
    expect(isAlike(answer({ error: 'no card' }), answer({ error: 'no such card' }))).toBe(true);
    expect(isAlike(answer({ error: 'no card' }), answer({ error: 'no card' }, { status: 404 }))).toBe(false);
    expect(isAlike(answer({ error: 'no card' }), answer({ id: 'c_71h2' }))).toBe(false);
  });

  it('say nothing where the target was not at home or asked for patience', () => {
    const { response: _, ...silent } = answer({});
    expect(unusable(answer({}), { ...silent, failure: 'the connection was reset' })).toContain('reset');
    expect(unusable(answer({}, { status: 429 }))).toContain('throttled');
    expect(unusable(answer({}, { status: 500 }))).toBeUndefined();
  });
});

describe('stacks', () => {
  it.each([
    [
      'node',
      { trace: ['TypeError: x', '    at run (/srv/app/cards.js:12:7)', '    at next (node:internal/main:41:5)'] },
    ],
    ['node, bundled', 'TypeError\n at file:///srv/dist/chunk-1.mjs:1:4432\n at async file:///srv/dist/main.mjs:2:17'],
    ['python', 'Traceback (most recent call last):\n  File "/srv/app.py", line 12, in view'],
    ['python, frames alone', '<pre>File "/srv/app.py", line 12\nFile "/srv/db.py", line 90</pre>'],
    ['java', { message: 'at com.bank.Cards.get(Cards.java:41)\n\tat com.bank.Api.run(Api.java:9)' }],
    ['java, a chain', 'javax.servlet.ServletException\nCaused by: java.lang.NullPointerException'],
    ['.net', ' at Bank.Cards.Get() in C:\\src\\Cards.cs:line 41\n at Bank.Api.Run() in C:\\src\\Api.cs:line 9'],
    ['php', '#0 /var/www/cards.php(41): get()\n#1 /var/www/index.php(9): run()'],
    [
      'laravel',
      {
        exception: 'X',
        trace: [
          { file: '/var/www/a.php', line: 3 },
          { file: '/var/www/b.php', line: 9 },
        ],
      },
    ],
    ['ruby', "/app/cards.rb:12:in `find'\n/app/api.rb:9:in `call'"],
    ['go', 'goroutine 1 [running]:\nmain.get()\n\t/srv/cards.go:41 +0x1d'],
  ])('%s', (_, body) => {
    expect(stackIn(answer(body, { status: 500 }))).toBeDefined();
  });

  it.each([
    ['a path', { error: 'TypeError in /srv/app/owner.js:12' }],
    ['the same place twice', 'owner.js:12 and owner.js:12'],
    ['a message', { error: "Unexpected token ' in JSON at position 1", code: 400 }],
    ['times and ratios', '12:30:15 4:3 16:9 example.com:443 example.org:8080'],
    ['scripts of a page', '<script src="/a.js"></script><script src="/b.js?v=12"></script>'],
    ['many dots and slashes', `${'a/'.repeat(30_000)}.${'b.'.repeat(30_000)}`],
  ])('not %s', (_, body) => {
    expect(stackIn(answer(body, { status: 500 }))).toBeUndefined();
  });
});
