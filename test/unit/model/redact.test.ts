import { describe, expect, it } from 'vitest';
import { createRedactor, maskText, maskValue, type RawExchange } from '../../../src/model/redact.ts';
import { reveal } from '../../../src/model/vault.ts';
import { answer, canary, json, redacted } from './raw-exchange.ts';

describe('tags', () => {
  it('are the same for the same value, numbered by first appearance', () => {
    const redactor = createRedactor();
    const first = redacted({ response: answer({ pan: canary.pan, other: { cardNumber: canary.pan } }) }, redactor);
    const second = redacted(
      {
        url: `https://h.test/x?iban=${canary.iban}`,
        response: answer([{ pan: '4929103381772052' }, { pan: canary.pan }]),
      },
      redactor,
    );
    expect(first.response?.body?.json).toEqual({ pan: '<PCI.PAN:1>', other: { cardNumber: '<PCI.PAN:1>' } });
    expect(second.response?.body?.json).toEqual([{ pan: '<PCI.PAN:2>' }, { pan: '<PCI.PAN:1>' }]);
    expect(second.request.query).toEqual([['iban', '<FIN.IBAN:1>']]);
    expect(reveal(redactor.vault, 'a <PCI.PAN:2> b <FIN.IBAN:1> <FIN.IBAN:9>')).toBe(
      `a 4929103381772052 b ${canary.iban} <FIN.IBAN:9>`,
    );
  });

  it('leave the form that is asked for at the end of an address', () => {
    const { path } = redacted({ url: `https://h.test/ibans/${canary.iban}.json` }).request;
    expect(path).toBe('/ibans/<FIN.IBAN:1>.json');
    expect(redacted({ url: 'https://h.test/cards/list.json' }).request.path).toBe('/cards/list.json');
  });

  it('replace a value also where no name speaks, later and before', () => {
    const redactor = createRedactor();
    const token = 'b1946ac92492d2347c6235b4d2611184';
    const exchange = redacted(
      {
        url: `https://h.test/p/${token}?x=${token}`,
        headers: [['x-trace', `t=${token}`]],
        response: answer({ access_token: token, echo: `see ${token}!` }),
      },
      redactor,
    );
    expect(JSON.stringify(exchange)).not.toContain(token);
    expect(exchange.request.path).toBe('/p/<SEC.TOKEN:1>');
    expect(exchange.response?.body?.json).toEqual({ access_token: '<SEC.TOKEN:1>', echo: 'see <SEC.TOKEN:1>!' });
    expect(redacted({ response: answer({ value: token }) }, redactor).response?.body?.text).toBe(
      '{"value":"<SEC.TOKEN:1>"}',
    );
  });

  it('replace a token with a slash in a path, which is two segments there', () => {
    const exchange = redacted({
      url: 'https://h.test/x/q8/Zk9xQ2v7LmP4sT1w/y',
      response: answer({ access_token: 'q8/Zk9xQ2v7LmP4sT1w' }),
    });
    expect(exchange.request.path).toBe('/x/<SEC.TOKEN:1>/y');
  });

  it('take everything with them where a value cannot be replaced', () => {
    const redactor = createRedactor();
    // Its two lines stand in a header's name and value: neither alone is the secret.
    redacted({ body: json({ password: 'x-half-one\nhalf-two-0001' }) }, redactor);
    const exchange = redacted({ headers: [['x-half-one', 'half-two-0001']], response: answer({ ok: 1 }) }, redactor);
    expect(redactor.dropped()).toBe(1);
    expect(exchange.request).toMatchObject({ path: '/<LEFT-OUT>', headers: [], query: [] });
    expect(exchange.response?.body).toEqual({ mediaType: 'application/json', bytes: 8, truncated: true });
  });

  it('take everything with them where a value is the key of an object, which looks like a name', () => {
    const redactor = createRedactor();
    const body = json({ password: 'HunterTwoKeyAb9' });
    for (const seen of [{ HunterTwoKeyAb9: 1 }, { list: [{ a: { HunterTwoKeyAb9: {} } }], other: 'text' }]) {
      const { response } = redacted({ body, response: answer(seen) }, redactor);
      expect(JSON.stringify(response)).not.toContain('HunterTwoKeyAb9');
      expect(response?.body).toMatchObject({ truncated: true });
    }
    expect(redactor.dropped()).toBe(2);
  });

  it('leave plain words alone, whoever has them for a password', () => {
    const redactor = createRedactor();
    redacted({ body: json({ password: 'accounts', pin: '1234' }) }, redactor);
    const later = redacted(
      { url: 'https://h.test/accounts/1234', response: answer({ name: 'accounts', amount: 1234 }) },
      redactor,
    );
    expect(later.request.path).toBe('/accounts/1234');
    expect(later.response?.body?.json).toEqual({ name: 'accounts', amount: 1234 });
  });

  it('are given beyond the limit too, without keeping the values', () => {
    const redactor = createRedactor({ valuesMax: 2 });
    const emails = [1, 2, 3, 4].map((number) => `person.${number}@realbank.co`);
    const exchange = redacted(
      {
        url: 'https://h.test/q?z=person.4%40realbank.co',
        response: answer({ list: emails.map((email) => ({ email })), text: `to ${emails[3]}` }),
      },
      redactor,
    );
    expect(JSON.stringify(exchange)).not.toMatch(/person.\d@/);
    expect(exchange.response?.body?.json).toMatchObject({
      list: [
        { email: '<PII.EMAIL:2>' },
        { email: '<PII.EMAIL:0>' },
        { email: '<PII.EMAIL:0>' },
        { email: '<PII.EMAIL:1>' },
      ],
    });
    expect(reveal(redactor.vault, '<PII.EMAIL:0>')).toBe('<PII.EMAIL:0>');
  });

  it('give nothing away through the vault itself', () => {
    const redactor = createRedactor();
    redacted({ body: json({ password: canary.password }) }, redactor);
    expect(JSON.stringify(redactor)).not.toContain(canary.password);
    expect(Object.getOwnPropertyNames(redactor.vault)).toEqual(['kind']);
  });
});

describe('what stays', () => {
  it('is everything plain', () => {
    const body = {
      id: 'c_1',
      status: 'ACTIVE',
      amount: 12.5,
      ok: true,
      none: null,
      list: [1, 'two'],
      when: '2026-01-31T10:00:00Z',
      uuid: '3fa85f64-5717-4562-b3fc-2c963f66afa6',
    };
    const exchange = redacted({
      url: 'https://api.bank.test:443/v1/cards/c_1?limit=5&sort=-when',
      headers: [
        ['Accept', 'application/json'],
        ['Idempotency-Key', '3fa85f64-5717-4562-b3fc-2c963f66afa6'],
      ],
      response: answer(body),
    });
    expect(exchange.request).toMatchObject({
      origin: 'https://api.bank.test',
      path: '/v1/cards/c_1',
      query: [
        ['limit', '5'],
        ['sort', '-when'],
      ],
    });
    expect(exchange.request.headers).toEqual([
      ['Accept', 'application/json'],
      ['Idempotency-Key', '3fa85f64-5717-4562-b3fc-2c963f66afa6'],
    ]);
    expect(exchange.response?.body?.json).toEqual(body);
    expect(exchange.sightings).toEqual([]);
    expect(exchange.credentials).toBe('absent');
  });

  it('keeps keys such as __proto__ as data', () => {
    const text = '{"__proto__":{"password":"hunter2-Canary"},"constructor":1}';
    const exchange = redacted({ body: { mediaType: 'application/json', text, bytes: 1, truncated: false } });
    expect(exchange.request.body?.text).toBe('{"__proto__":{"password":"<SEC.PASSWORD:1>"},"constructor":1}');
  });
});

describe('sightings', () => {
  it('say class, place and nature in the order seen', () => {
    const exchange = redacted({
      url: `https://h.test/cards?access_token=${canary.refresh}`,
      response: answer({
        cards: [{ pan: canary.pan }, { pan: '4111111111111111' }, { pan: '4929********2047' }],
        byId: { c_9382x1: { iban: canary.iban } },
      }),
    });
    expect(
      exchange.sightings.map(({ dataClass, in: side, place, name, nature }) =>
        [dataClass, side, place, name, nature].join(' '),
      ),
    ).toEqual([
      'sec.token request query access_token real',
      'pci.pan response body $.cards[].pan real',
      'pci.pan response body $.cards[].pan test',
      'pci.pan response body $.cards[].pan masked',
      'fin.iban response body $.byId.*.iban real',
    ]);
  });
});

describe('credentials', () => {
  it.each([
    ['present', { headers: [['authorization', 'Bearer x']] }],
    ['present', { headers: [['Cookie', 'a=b']] }],
    ['present', { headers: [['X-Acme-Token', 'z']] }],
    ['present', { url: `https://h.test/?api_key=${canary.apiKey}` }],
    [
      'absent',
      {
        headers: [
          ['accept', '*/*'],
          ['idempotency-key', 'k'],
        ],
      },
    ],
    ['unknown', { credentialsLost: true }],
    ['absent', { credentials: 'absent' as const, headers: [['cookie', 'a=b']] }],
  ] as const)('are %s', (credentials, raw) => {
    expect(redacted(raw as Partial<RawExchange>).credentials).toBe(credentials);
  });

  it('may be named by the document', () => {
    const redactor = createRedactor({ secretNames: ['X-Shop'] });
    const exchange = redacted({ headers: [['x-shop', 'plainvalue']] }, redactor);
    expect(exchange.request.headers).toEqual([['x-shop', '<SEC.APIKEY:1>']]);
    expect(exchange.credentials).toBe('present');
  });
});

describe('hostile input', () => {
  it('of any depth and size does not crash, and ends', () => {
    const deep = `${'['.repeat(20_000)}"${canary.email}"${']'.repeat(20_000)}`;
    const wide = JSON.stringify(
      Object.fromEntries(Array.from({ length: 50_000 }, (_, index) => [`key${index}`, index])),
    );
    const texts = [
      'a@',
      'eyJ',
      '"a" ',
      '<a ',
      '1 ',
      'Bearer x',
      '://a:',
      'password=',
      '{"a":',
      '-----BEGIN PRIVATE KEY-----',
    ].map((part) => part.repeat(20_000));
    for (const text of [deep, wide, ...texts]) {
      const exchange = redacted({
        response: {
          status: 200,
          headers: [['x', text.slice(0, 10_000)]],
          body: { mediaType: 'text/plain', text, bytes: text.length, truncated: false },
        },
      });
      expect(JSON.stringify(exchange)).not.toContain(canary.email);
    }
  }, 120_000);
});

describe('texts and single values', () => {
  it('are masked alike', () => {
    const redactor = createRedactor();
    expect(maskText(`no user ${canary.email}`, redactor)).toBe('no user <PII.EMAIL:1>');
    expect(maskValue('cardId', 'c_1', redactor)).toBe('c_1');
    expect(maskValue('email', canary.email, redactor)).toBe('<PII.EMAIL:1>');
  });
});
