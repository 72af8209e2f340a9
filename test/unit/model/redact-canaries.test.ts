import { describe, expect, it } from 'vitest';
import type { RawExchange } from '../../../src/model/redact.ts';
import { answer, b64, canary, json, redacted } from './raw-exchange.ts';

describe('canaries', () => {
  const places: Record<string, Partial<RawExchange>> = {
    'authorization header': { headers: [['authorization', `Bearer ${canary.bearer}`]] },
    'basic header': { headers: [['Authorization', `Basic ${b64(canary.basic)}`]] },
    'api key header': { headers: [['X-Api-Key', canary.apiKey]] },
    'unheard-of key header': { headers: [['X-Northbank-Auth', canary.apiKey]] },
    cookie: { headers: [['Cookie', `theme=dark; sid=${canary.session}; auth="${canary.jwt}"`]] },
    'set-cookie': {
      response: { status: 204, headers: [['Set-Cookie', `SESSION=${canary.session}; Path=/; HttpOnly`]] },
    },
    'cookie without a name': { headers: [['Cookie', `theme=dark; ${canary.session}`]] },
    'set-cookie with what is no attribute': {
      response: {
        status: 204,
        headers: [['Set-Cookie', `a=1; ${canary.session}; x=${canary.pan}; Path=/; SameSite=Lax`]],
      },
    },
    "code of OAuth's redirect": {
      response: { status: 302, headers: [['Location', `https://h.test/cb?code=${canary.session}&state=1`]] },
    },
    'code of OAuth in a request': { url: `https://h.test/cb?code=${canary.session}` },
    'query names': { url: `https://h.test/a?api_key=${canary.apiKey}&password=${canary.password}&x=1` },
    'encoded query': { url: `https://h.test/a?email=${encodeURIComponent(canary.email)}&iban=${canary.iban}` },
    path: { url: `https://h.test/cards/${canary.pan}/x/${encodeURIComponent(canary.email)}/${canary.ssn}` },
    matrix: { url: `https://h.test/shop;jsessionid=${canary.session}/cart` },
    userinfo: { url: `https://someone:${canary.password}@h.test/a` },
    fragment: { url: `https://h.test/a#access_token=${canary.refresh}` },
    'redirect in query': { url: `https://h.test/a?next=${encodeURIComponent(`https://h.test/b?token=${canary.jwt}`)}` },
    location: {
      response: { status: 302, headers: [['Location', `https://h.test/cb#access_token=${canary.refresh}&x=1`]] },
    },
    referer: { headers: [['Referer', `https://h.test/r?password=${canary.password}`]] },
    form: {
      body: {
        mediaType: 'application/x-www-form-urlencoded; charset=utf-8',
        text: `user=x&password=${canary.password}&card%5Bnumber%5D=${canary.pan}`,
        bytes: 1,
        truncated: false,
      },
    },
    'form fields': {
      body: {
        mediaType: 'application/x-www-form-urlencoded',
        form: [
          ['cvv', canary.cvv],
          ['otp', canary.otp],
          ['payment.cardNumber', canary.pan],
        ],
        bytes: 1,
        truncated: false,
      },
    },
    multipart: {
      body: {
        mediaType: 'multipart/form-data; boundary=xx',
        text: `--xx\r\nContent-Disposition: form-data; name="password"\r\n\r\n${canary.password}\r\n--xx\r\nContent-Disposition: form-data; name="meta"\r\nContent-Type: application/json\r\n\r\n{"pan":"${canary.pan}"}\r\n--xx--\r\n`,
        bytes: 1,
        truncated: false,
      },
    },
    'json scalars': {
      response: answer({ card: { number: canary.pan, cvv: canary.cvv }, ssn: canary.ssn, iban: canary.iban }),
    },
    'json numbers': { response: answer({ pan: Number(canary.pan), cvv: Number(canary.cvv) }) },
    'json list': {
      response: answer({ pans: [canary.pan], emails: [canary.email], items: [{ refresh_token: canary.refresh }] }),
    },
    'json keys': { response: answer({ byEmail: { [canary.email]: 1 }, byIban: { [canary.iban]: 2 } }) },
    'name and value': { body: json({ fields: [{ name: 'password', value: canary.password }] }) },
    'json in string': {
      body: json({
        payload: JSON.stringify({ inner: JSON.stringify({ password: canary.password, pan: canary.pan }) }),
      }),
    },
    'base64 json': { body: json({ data: b64(JSON.stringify({ cardNumber: canary.pan, password: canary.password })) }) },
    'jwt anywhere': { response: answer({ a: { b: canary.jwt, note: `use ${canary.jwt} now` } }) },
    'free text': {
      response: answer({ message: `Card ${canary.pan} of ${canary.email} declined, password=${canary.password}` }),
    },
    'broken json': {
      response: {
        status: 200,
        headers: [],
        body: {
          mediaType: 'application/json',
          text: `{"password":"${canary.password}","pan":${canary.pan},`,
          bytes: 9,
          truncated: true,
        },
      },
    },
    xml: {
      body: {
        mediaType: 'text/xml',
        text: `<a><ns:Password>${canary.password}</ns:Password><CardNumber>${canary.pan}</CardNumber></a>`,
        bytes: 9,
        truncated: false,
      },
    },
    ndjson: {
      response: {
        status: 200,
        headers: [],
        body: {
          mediaType: 'application/x-ndjson',
          text: `{"ssn":"${canary.ssn}"}\n{"password":"${canary.password}"}\n`,
          bytes: 9,
          truncated: false,
        },
      },
    },
    'server-sent events': {
      response: {
        status: 200,
        headers: [],
        body: {
          mediaType: 'text/event-stream',
          text: `event: x\ndata: {"password":"${canary.password}"}\n\n`,
          bytes: 9,
          truncated: false,
        },
      },
    },
    'guarded json': {
      response: {
        status: 200,
        headers: [],
        body: {
          mediaType: 'text/plain',
          text: `)]}',\n{"cvv":"${canary.cvv}","access_token":"${canary.refresh}"}`,
          bytes: 9,
          truncated: false,
        },
      },
    },
    failure: { failure: `POST failed: Bearer ${canary.bearer}` },
  };
  const needles = Object.values(canary).filter((value) => value.length >= 6 || value === canary.cvv);

  it.each(Object.entries(places))('in %s: none is left', (_place, raw) => {
    const exchange = redacted(raw);
    const text = JSON.stringify({ ...exchange, durationMs: 0 });
    const decoded = decodeURIComponent(text.replaceAll('%"', '"'));
    for (const needle of needles) {
      expect(text).not.toContain(needle);
      expect(decoded).not.toContain(needle);
      expect(text).not.toContain(b64(needle));
    }
    expect(text).not.toContain('basicPassw0rd');
    if (_place !== 'userinfo' && _place !== 'fragment') expect(text).toMatch(/<[A-Z]+\.[A-Z-]+:1>|ey[A-Za-z0-9]/);
  });
});

it('leaves the attributes of a cookie, short codes, and says nothing of a code of OAuth', () => {
  const cookie =
    'a=1; Path=/v1/x; Expires=Wed, 21 Oct 2026 07:28:00 GMT; Max-Age=3600; Domain=h.test; Secure; HttpOnly; SameSite=None; Partitioned; Priority=High';
  const { response, sightings, request } = redacted({
    url: `https://h.test/countries?code=DE&next=1`,
    response: { status: 200, headers: [['Set-Cookie', cookie]] },
  });
  expect(response?.headers).toEqual([['Set-Cookie', cookie]]);
  expect(request.query[0]).toEqual(['code', 'DE']);
  expect(sightings).toEqual([]);
  expect(redacted({ url: `https://h.test/cb?code=${canary.session}` }).sightings).toEqual([]);
});
