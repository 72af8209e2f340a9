import { brotliCompressSync, gzipSync } from 'node:zlib';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { TargetDown } from '../../../src/check/target.ts';
import type { Exchange } from '../../../src/model/exchange.ts';
import type { TargetOptions } from '../../../src/target/target.ts';
import { Client } from '../../../src/target/client.ts';
import { failureText } from '../../../src/target/failure.ts';
import { afterTheLook, json, opened, operation, serve, type Handler } from './bank.ts';

async function answerTo(handler: Handler, more: Partial<TargetOptions> = {}): Promise<Exchange> {
  const running = await serve(afterTheLook(handler));
  const target = await opened(running.url, more);
  return target.target.call(operation(target, 'GET /cards'), target.target.users[0]);
}

const megabyte = 1024 * 1024;

describe('answers', () => {
  it('of ten megabytes of markup are kept in part', async () => {
    const { response } = await answerTo((_request, answer) =>
      answer.writeHead(200, { 'content-type': 'text/html' }).end('</script>'.repeat(1_200_000)),
    );
    expect(response?.status).toBe(200);
    expect(response?.body?.truncated).toBe(true);
    expect(response?.body?.text?.length).toBeLessThanOrEqual(megabyte);
  });

  it('are read no further than the limit', async () => {
    let sent = 0;
    const { response } = await answerTo((_request, answer) => {
      answer.writeHead(200, { 'content-type': 'application/json' });
      const chunk = Buffer.alloc(megabyte, ' ');
      const more = (): void => {
        if (answer.destroyed) return;
        sent += chunk.length;
        answer.write(chunk, more);
      };
      more();
    });
    expect(response?.body?.truncated).toBe(true);
    expect(sent).toBeLessThan(40 * megabyte);
  });

  it.each([
    ['gzip', gzipSync(Buffer.alloc(200 * megabyte))],
    ['br', brotliCompressSync(Buffer.alloc(200 * megabyte))],
  ])('that are bombs of %s are inflated no further than the limit', async (encoding, bomb) => {
    const before = process.memoryUsage().rss;
    const { response } = await answerTo((_request, answer) =>
      answer.writeHead(200, { 'content-type': 'application/json', 'content-encoding': encoding }).end(bomb),
    );
    expect(response?.body?.truncated).toBe(true);
    expect(response?.body?.text?.length).toBeLessThanOrEqual(megabyte);
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * megabyte);
  });

  it('are inflated, and where that fails have no text', async () => {
    const answer = (content: Buffer) =>
      answerTo((_request, response) =>
        response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(content),
      );
    expect((await answer(gzipSync('{"a":1}'))).response?.body).toMatchObject({ json: { a: 1 }, truncated: false });
    const { response } = await answer(Buffer.from('no gzip at all'));
    expect(response?.body).toMatchObject({ truncated: true });
    expect(response?.body?.text).toBeUndefined();
  });

  it('that are binary have no text, and others the charset they name', async () => {
    const answer = (type: string, content: Buffer) =>
      answerTo((_request, response) => response.writeHead(200, { 'content-type': type }).end(content));
    expect((await answer('image/png', Buffer.from([137, 80]))).response?.body).toMatchObject({ bytes: 2 });
    const latin = await answer('text/plain; charset="ISO-8859-1"', Buffer.from('Gr\xfc\xdfe', 'latin1'));
    expect(latin.response?.body?.text).toBe('Grüße');
    const unknown = await answer('text/plain; charset=klingon', Buffer.from('hello'));
    expect(unknown.response?.body?.text).toBe('hello');
  });

  it('that redirect elsewhere are answers: nobody follows, and nobody else gets the credential', async () => {
    const elsewhere = await serve((_request, response) => json(response, 200, []));
    const { response } = await answerTo((_request, answer) =>
      answer.writeHead(302, { location: `${elsewhere.url}/steal` }).end(),
    );
    expect(response?.status).toBe(302);
    expect(elsewhere.seen).toEqual([]);
  });
});

describe('failures', () => {
  it.each([
    ['hangs', () => undefined],
    ['never ends', (_request, response) => void setInterval(() => response.write(' '), 20).unref()],
    ['stops in the middle', (_request, response) => void response.writeHead(200, { 'content-length': '9' }).write('1')],
  ] satisfies [string, Handler][])('in time: an answer that %s', async (_what, handler) => {
    const { failure, response } = await answerTo(handler, { answerMsMax: 300 });
    expect(response).toBeUndefined();
    expect(failure).toBe('no complete answer in time');
  });

  it('of a connection: a read is asked once more, a write never', async () => {
    let asked = 0;
    const destroy: Handler = (request) => {
      asked += 1;
      request.socket.destroy();
    };
    const running = await serve(afterTheLook(destroy));
    const target = await opened(running.url);
    const [user] = target.target.users;
    const read = await target.target.call(operation(target, 'GET /cards'), user);
    expect(read.failure).toMatch(/connection was (reset|closed)/);
    expect(asked).toBe(2);
    await target.target.call(operation(target, 'POST /cards'), user);
    expect(asked).toBe(3);
  });

  it('of a read once are no failure', async () => {
    let asked = 0;
    const { response } = await answerTo((request, answer) => {
      asked += 1;
      if (asked === 1) request.socket.destroy();
      else json(answer, 200, []);
    });
    expect(response?.status).toBe(200);
  });

  it('five times in a row are the end of the target', async () => {
    const running = await serve(afterTheLook((request) => request.socket.destroy()));
    const target = await opened(running.url);
    const post = () => target.target.call(operation(target, 'POST /cards'), target.target.users[0]);
    for (let count = 0; count < 4; count += 1) await post();
    await expect(post()).rejects.toThrow(/^the target stopped answering: the connection was (reset|closed)$/);
  });

  it('of what is no HTTP, and of TLS, are named', async () => {
    const server = createServer((socket) => socket.on('data', () => socket.end('SSH-2.0-OpenSSH_9.6\r\n')));
    server.listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    await expect(opened(`http://127.0.0.1:${port}`)).rejects.toThrow(/does not answer: the answer is no HTTP/);
    await expect(opened(`https://127.0.0.1:${port}`)).rejects.toThrow(TargetDown);
    await expect(opened(`https://127.0.0.1:${port}`)).rejects.toThrow(/TLS failed \(\w+\): is it http/);
    expect(failureText('DEPTH_ZERO_SELF_SIGNED_CERT')).toContain('NODE_EXTRA_CA_CERTS');
  });

  it('of headers that cannot be written say so and send nothing', async () => {
    const running = await serve(afterTheLook((_request, response) => json(response, 200, [])));
    const target = await opened(running.url);
    const headers = [['X-Split', 'a\r\nX-Evil: 1'] as const];
    const { failure } = await target.target.call(operation(target, 'GET /cards'), target.target.users[0], { headers });
    expect(failure).toBe('the request cannot be written as HTTP');
    expect(running.seen).toHaveLength(1);
  });

  it('before a burst begins leave no connection open', async () => {
    const running = await serve((_request, response) => json(response, 200, []));
    const client = new Client();
    onTestFinished(() => client.close());
    const interrupted = new AbortController();
    const start = async (): Promise<void> => {
      await expect.poll(() => running.connections()).toBe(1);
      interrupted.abort();
    };
    const sent = { method: 'GET', url: new URL(running.url), headers: [], start };
    expect(await client.send(sent, interrupted.signal)).toMatchObject({ failure: 'interrupted' });
    await expect.poll(() => running.connections()).toBe(0);
    expect(running.seen).toEqual([]);
  });

  it('give no address and no value away', async () => {
    const client = new Client({ answerMsMax: 500 });
    onTestFinished(() => client.close());
    const url = new URL('http://127.0.0.1:1/secret-path?token=abc');
    const sending = await client.send({ method: 'GET', url, headers: [] }, new AbortController().signal);
    expect(sending).toMatchObject({ failure: 'the connection was refused' });
  });
});
