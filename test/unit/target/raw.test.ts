import { createServer, type AddressInfo, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { NotTested } from '../../../src/check/target.ts';
import type { Exchange } from '../../../src/model/exchange.ts';
import { json, opened, operation, serve } from './bank.ts';

/** A server that gives back what it got, byte by byte, in the words it is given. */
async function parrot(
  answerFor: (text: string) => string,
): Promise<{ readonly url: string; readonly heard: string[] }> {
  const heard: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      const text = data.toString('latin1');
      heard.push(text);
      socket.end(answerFor(text));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, heard };
}

const plainAnswer = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]';

describe('a request as it was written', () => {
  it('keeps its path, its query and a second Host', async () => {
    const { url, heard } = await parrot(() => plainAnswer);
    const target = await opened(url);
    const { users } = target.target;
    const { request, response } = await target.target.send(
      {
        method: 'GET',
        path: '/cards/%2e/x/../y//',
        query: 'a=1&a=%zz',
        headers: [['Host', 'other.example']],
        asWritten: true,
      },
      users[0],
    );
    const [first, ...lines] = (heard.at(-1) ?? '').split('\r\n');
    expect(first).toBe('GET /v1/cards/%2e/x/../y//?a=1&a=%zz HTTP/1.1');
    expect(lines.filter((line) => line.startsWith('Host: '))).toEqual([
      `Host: ${new URL(url).host}`,
      'Host: other.example',
    ]);
    expect(heard.at(-1)).toContain('Authorization: Bearer alice-secret-token');
    expect(request.path).toBe('/v1/cards/%2e/x/../y//');
    expect(response).toMatchObject({ status: 200, body: { text: '[]' } });
  });

  it.each([
    [
      'chunks',
      'HTTP/1.1 201 Made\r\nTransfer-Encoding: chunked\r\n\r\n3;x=1\r\n{"a\r\n4\r\n":1}\r\n0\r\n\r\n',
      201,
      '{"a":1}',
    ],
    ['no length', 'HTTP/1.0 200 OK\r\n\r\nall of it', 200, 'all of it'],
    ['a hint before it', 'HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 204 No\r\nX: y\r\n\r\n', 204, ''],
  ])('takes an answer with %s', async (_, answer, ...wanted) => {
    const { url } = await parrot((asked) => (asked.includes('/odd') ? answer : plainAnswer));
    const target = await opened(url);
    const exchange = await target.target.send(
      { method: 'GET', path: '/odd', asWritten: true },
      target.target.anonymous,
    );
    expect([exchange.response?.status, exchange.response?.body?.text]).toEqual(wanted);
  });

  it.each([
    ['no HTTP', '220 smtp.example ready\r\n', 'the answer is no HTTP'],
    ['half an answer', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf', 'the connection was closed'],
    ['endless headers', `HTTP/1.1 200 OK\r\n${'X: y\r\n'.repeat(20_000)}`, 'the headers of the answer are too long'],
    ['a length that is none', 'HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n', 'the answer is no HTTP'],
  ])('says what is wrong with %s', async (_, answer, failure) => {
    const { url } = await parrot((asked) => (asked.includes('/odd') ? answer : plainAnswer));
    const target = await opened(url);
    const exchange = await target.target.send(
      { method: 'POST', path: '/odd', asWritten: true },
      target.target.anonymous,
    );
    expect(exchange).toMatchObject({ failure });
  });

  it('never leaves the base path, nor reaches what is never to be called by another spelling', async () => {
    const { url, heard } = await parrot(() => plainAnswer);
    const target = await opened(url);
    const before = heard.length;
    for (const path of ['/../admin', '/admin/%72eset', '/admin//reset', '/x/../admin/reset', '/admin/reset;a=b'])
      await expect(
        target.target.send({ method: 'POST', path, asWritten: true }, target.target.anonymous),
      ).rejects.toThrow(NotTested);
    expect(heard).toHaveLength(before);
  });
});

describe('a request that no operation describes', () => {
  it('goes below the root of the host where that is meant', async () => {
    const running = await serve((_request, response) => json(response, 200, {}));
    const target = await opened(running.url);
    await target.target.send({ method: 'GET', path: '/actuator/env', fromRoot: true }, target.target.anonymous);
    expect(running.seen.at(-1)?.url).toBe('/actuator/env');
  });

  it('carries the body, the query and a changed credential', async () => {
    const running = await serve((_request, response) => json(response, 200, {}));
    const target = await opened(running.url);
    await target.target.send(
      {
        method: 'PUT',
        path: '/cards',
        query: 'a=1&a=2',
        body: { text: '{"a":', mediaType: 'application/json' },
        credential: { kind: 'empty' },
      },
      target.target.users[0],
    );
    expect(running.seen.at(-1)).toMatchObject({
      method: 'PUT',
      url: '/v1/cards?a=1&a=2',
      body: '{"a":',
      headers: { authorization: 'Bearer', 'content-type': 'application/json' },
    });
  });
});

describe('a changed call', () => {
  it('has values at paths of its body, and fields of its query twice', async () => {
    const running = await serve((_request, response) => json(response, 200, {}));
    const target = await opened(running.url);
    await target.target.call(operation(target, 'POST /cards'), target.target.users[0], {
      bodyAt: { '$.nickname': 'x', '$.owner.name': 'y', '$.tags[1]': 'z', '$.__proto__.admin': true },
      query: [
        ['a', '1'],
        ['a', '2'],
      ],
    });
    const { url, body } = running.seen.at(-1) ?? { url: '', body: '{}' };
    expect(url).toBe('/v1/cards?a=1&a=2');
    expect(body).toContain('"__proto__":{"admin":true}');
    expect(JSON.parse(body)).toMatchObject({ nickname: 'x', limit: 5, owner: { name: 'y' }, tags: [null, 'z'] });
  });

  it('is not asked again where the first answer counts', async () => {
    let count = 0;
    const running = await serve((_request, response) => {
      count += 1;
      json(response, count === 1 ? 200 : 429, {});
    });
    const target = await opened(running.url);
    const list = operation(target, 'GET /cards');
    await target.target.call(list, target.target.users[0], { unrepeated: true });
    expect(running.seen).toHaveLength(2);
    await target.target.call(list, target.target.users[0]);
    expect(running.seen).toHaveLength(4);
  });

  it('shows its valid body with tags for what is sensitive', async () => {
    const running = await serve((_request, response) => json(response, 200, {}));
    const target = await opened(running.url);
    const view = target.target;
    expect(await view.body(operation(target, 'POST /cards'), view.users[0])).toMatchObject({ limit: 5 });
    expect(await view.body(operation(target, 'GET /cards'), view.users[0])).toBeUndefined();
  });
});

describe('calls that are sent together', () => {
  it('arrive before the first is answered, each on its own connection', async () => {
    const waiting: (() => void)[] = [];
    const running = await serve((request, response) => {
      const answer = (): void => json(response, 200, { at: request.url });
      if (!request.url?.includes('race')) return answer();
      waiting.push(answer);
      if (waiting.length === 8) for (const go of waiting) go();
    });
    const target = await opened(running.url, { ratePerSecond: 1 });
    const view = target.target;
    const list = operation(target, 'GET /cards');
    const race = (): Promise<Exchange> => view.call(list, view.users[0], { query: [['race', '1']] });
    const answers = await view.together(Array.from({ length: 8 }, () => race));
    expect(answers.map(({ response }) => response?.status)).toEqual(Array(8).fill(200));
    expect(new Set(running.seen.slice(-8).map(({ port }) => port)).size).toBe(8);
  });

  it('do not wait for one that cannot be sent', async () => {
    const running = await serve((_request, response) => json(response, 200, {}));
    const target = await opened(running.url);
    const view = target.target;
    const list = operation(target, 'GET /cards');
    const cannot = (): Promise<Exchange> => Promise.reject(new NotTested('no object'));
    await expect(view.together([() => view.call(list, view.users[0]), cannot])).rejects.toThrow('no object');
    expect(running.seen.at(-1)?.url).toBe('/v1/cards');
  });
});
