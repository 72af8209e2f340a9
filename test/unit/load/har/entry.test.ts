import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Exchange } from '../../../../src/model/exchange.ts';
import { answer, call, first, har, read } from './made-capture.ts';

describe('an entry', () => {
  it('that is broken is skipped and named, never the file', async () => {
    const good = JSON.stringify(call({ url: 'https://h.test/good' }));
    const entries = [
      'null',
      '7',
      '"text"',
      '{"request": nonsense}',
      '{"response":{}}',
      '{"request":{"url":""}}',
      good,
      '{"request":{"url":"https://h.test/x"}}}',
      good,
    ];
    const { exchanges, reader } = await read(`{"log":{"entries":[${entries.join(',')}]}}`);
    expect(exchanges.map(({ at }) => at.path)).toEqual(['/log/entries/6', '/log/entries/7', '/log/entries/8']);
    expect(reader.notes).toEqual([
      'c.har: entry 0 skipped: no object',
      'c.har: entry 1 skipped: no object',
      'c.har: entry 2 skipped: no object',
      'c.har: entry 3 skipped: no valid JSON',
      'c.har: entry 4 skipped: no request',
      'c.har: entry 5 skipped: no address in its request',
    ]);
  });

  it('with a stray quote spoils its line and not the rest', async () => {
    const lines = [
      '{"log":{"entries":[',
      '{"request":{"url":"https://h.test/1"}},',
      '{"request":{"url":"https://h.test/"2"}},',
      '{"request":{"url":"https://h.test/3"}}',
      ']}}',
    ];
    const { exchanges } = await read(lines.join('\n'));
    expect(exchanges.map(({ request }) => request.path)).toContain('/1');
  });

  it('over the limit is skipped', async () => {
    const { exchanges, reader } = await read(har([call(), call({ big: 'x'.repeat(5_000) }), call()]), 100, {
      entryBytesMax: 2_000,
    });
    expect(exchanges).toHaveLength(2);
    expect(reader.notes).toEqual(['c.har: entry 1 skipped: too large']);
  });

  it('of many broken ones is counted', async () => {
    const { reader } = await read(har(Array.from({ length: 30 }, () => 1)), undefined, { notesMax: 2 });
    expect(reader.notes).toEqual([
      'c.har: entry 0 skipped: no object',
      'c.har: entry 1 skipped: no object',
      'c.har: 28 more entries skipped',
    ]);
  });

  it('may be all but a request', async () => {
    const { request, response, failure, durationMs } = await first(
      { request: { url: 'https://h.test/a' } },
      { creator: undefined },
    );
    expect([request.method, response, failure, durationMs]).toEqual(['GET', undefined, 'no answer was captured', 0]);
  });

  it('with status 0 has no answer', async () => {
    const blocked = await first(call({}, { status: 0, _error: 'net::ERR_BLOCKED_BY_CLIENT' }));
    expect(blocked.failure).toBe('blocked, cancelled or unanswered (net::ERR_BLOCKED_BY_CLIENT)');
    expect((await first(call({}, { status: 0, _error: 'secret <b>' }))).failure).toBe(
      'blocked, cancelled or unanswered',
    );
  });

  it('has headers as pairs or as an object, and no pseudo headers', async () => {
    expect(
      (
        await first(
          call({
            headers: [
              [':path', '/a'],
              ['X-A', '1'],
            ],
          }),
        )
      ).request.headers,
    ).toEqual([['X-A', '1']]);
    expect((await first(call({ headers: { 'X-A': 1, __proto__: 'x' } }))).request.headers).toEqual([['X-A', '1']]);
  });

  it('survives keys such as __proto__', async () => {
    const text =
      '{"log":{"entries":[{"__proto__":{"x":1},"request":{"__proto__":{"url":"no"},"url":"https://h.test/a","headers":[{"__proto__":1,"name":"a","value":"b"}]}}]}}';
    const { exchanges } = await read(text);
    expect(exchanges[0]?.request.headers).toEqual([['a', 'b']]);
  });

  it('has its query in the URL or beside it', async () => {
    expect(
      (await first(call({ url: 'https://h.test/a', queryString: [{ name: 'q', value: 'x y' }] }))).request.query,
    ).toEqual([['q', 'x y']]);
    expect(
      (await first(call({ url: 'https://h.test/a?b=1', queryString: [{ name: 'q', value: '2' }] }))).request.query,
    ).toEqual([['b', '1']]);
  });

  it('of a socket has no messages', async () => {
    const exchange = await first(call({}, { status: 101 }, { _webSocketMessages: [{ data: 'password=hunter2' }] }));
    expect(JSON.stringify(exchange)).not.toContain('hunter2');
  });
});

describe('a body', () => {
  const posted = async (postData: unknown, headers: unknown = []): Promise<Exchange['request']['body']> =>
    (await first(call({ method: 'POST', postData, headers }))).request.body;
  const answered = async (
    content: Record<string, unknown>,
    headers: unknown = [],
  ): Promise<NonNullable<Exchange['response']>['body']> =>
    (await first(call({}, answer(content, headers)))).response?.body;
  const b64 = (text: string): string => Buffer.from(text).toString('base64');

  it('may be fields alone', async () => {
    const body = await posted({
      mimeType: 'application/x-www-form-urlencoded',
      params: [{ name: 'a', value: '1' }, { name: 'f', fileName: 'x.png', value: 'PNG' }, { value: 'x' }],
    });
    expect(body?.form).toEqual([
      ['a', '1'],
      ['f', '<file>'],
    ]);
  });

  it('may be Base64 where HAR has no such field', async () => {
    expect((await posted({ mimeType: 'application/json', text: b64('{"a":1}'), encoding: 'base64' }))?.json).toEqual({
      a: 1,
    });
  });

  it('may be a text without a type', async () => {
    expect((await posted('{"a":1}', [{ name: 'content-type', value: 'application/json' }]))?.json).toEqual({ a: 1 });
  });

  it('is Base64 or only said to be', async () => {
    expect((await answered({ mimeType: 'application/json', text: b64('{"ä":1}'), encoding: 'base64' }))?.json).toEqual({
      ä: 1,
    });
    expect((await answered({ mimeType: 'text/plain', text: 'not base64!', encoding: 'base64' }))?.text).toBe(
      'not base64!',
    );
    expect((await answered({ mimeType: 'application/json', text: '{"a":1}', encoding: 'base64' }))?.json).toEqual({
      a: 1,
    });
  });

  it('that is binary has no text', async () => {
    const bytes = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3]).toString('base64');
    expect(await answered({ mimeType: 'application/octet-stream', text: bytes, encoding: 'base64', size: 8 })).toEqual({
      mediaType: 'application/octet-stream',
      bytes: 8,
      truncated: false,
    });
  });

  it('still packed is unpacked, and damaged has no text', async () => {
    const packed = gzipSync('{"a":1}');
    expect(
      (await answered({ mimeType: 'application/json', text: packed.toString('base64'), encoding: 'base64' }))?.json,
    ).toEqual({ a: 1 });
    expect(
      (
        await answered({
          mimeType: 'application/json',
          text: packed.subarray(0, 12).toString('base64'),
          encoding: 'base64',
        })
      )?.text,
    ).toBeUndefined();
  });

  it('of a page is not kept', async () => {
    expect(await answered({ mimeType: 'text/css', text: '.a{}', size: 4 })).toEqual({
      mediaType: 'text/css',
      bytes: 4,
      truncated: true,
    });
  });

  it('that the browser threw away is said to be cut', async () => {
    expect(await answered({ mimeType: 'application/json', size: 90 })).toEqual({
      mediaType: 'application/json',
      bytes: 90,
      truncated: true,
    });
    expect(await answered({ mimeType: 'application/json', _file: '../../etc/passwd', size: 9 })).toMatchObject({
      truncated: true,
    });
  });

  it('has the type of its header where it has none of its own', async () => {
    expect(
      (
        await answered({ mimeType: 'x-unknown', text: '{}' }, [
          { name: 'Content-Type', value: 'application/json; charset=utf-8' },
        ])
      )?.mediaType,
    ).toBe('application/json');
  });
});
