import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { certificate } from '../../src/target/listener/certificate.ts';
import { serveBoth } from '../../src/target/listener/both-schemes.ts';
import { cardsApi } from '../support/cards-server.ts';
import { cli, folder, type Ran } from '../support/cli.ts';

const env = { ALICE: 'alice-token', BOB: 'bob-token' };
const callers = ['--identity', 'alice=env:ALICE', '--identity', 'bob=env:BOB'];

interface Report {
  readonly incomplete: readonly { readonly what: string; readonly message: string }[];
  readonly apis: readonly {
    readonly findings: readonly unknown[];
    readonly outcomes: { readonly passed: Readonly<Record<string, number>> };
  }[];
}

async function served(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function probed(target: string): Promise<Report & Pick<Ran, 'code'>> {
  const cwd = folder({ 'openapi.yaml': cardsApi });
  const { code, stdout } = await cli(['probe', '--target', target, ...callers, '-f', 'json'], { cwd, env });
  return { code, ...(JSON.parse(stdout) as Report) };
}

test('a target that is down is said in one line, with what was tried', async () => {
  const { code, incomplete } = await probed('http://127.0.0.1:9');
  expect(code).toBe(3);
  expect(incomplete.map(({ message }) => message)).toEqual([
    'openapi: the target does not answer: the connection was refused (tried GET http://127.0.0.1:9/cards)',
  ]);
});

test('a target that dies in the middle keeps what was decided', async () => {
  let asked = 0;
  const target = await served((request, response) => {
    asked += 1;
    const name = /^Bearer (alice|bob)-token$/.exec(request.headers.authorization ?? '')?.[1];
    const card = { id: `card-of-${name}`, iban: `words of ${name} 48151` };
    if (asked > 14) request.socket.destroy();
    else
      response
        .writeHead(name === undefined ? 401 : 200, { 'content-type': 'application/json' })
        .end(JSON.stringify(name === undefined ? { error: 'who are you?' } : [card]));
  });
  const { code, incomplete, apis } = await probed(target);
  expect(code).toBe(3);
  expect(incomplete[0]).toMatchObject({ what: 'target-down' });
  expect(incomplete[0]?.message).toMatch(/^openapi: the target stopped answering: the connection was /);
  expect(Object.keys(apis[0]?.outcomes.passed ?? {})).not.toEqual([]);
});

test('a target that refuses everything as too much ends the run', async () => {
  let looks = 0;
  const target = await served((_request, response) => {
    looks += 1;
    response.writeHead(looks > 2 ? 429 : 200, { 'content-type': 'application/json', 'retry-after': '0' }).end('[]');
  });
  const { code, incomplete, apis } = await probed(target);
  expect(code).toBe(3);
  expect(incomplete.map(({ message }) => message).join('\n')).toContain('429');
  expect(apis[0]?.findings).toEqual([]);
});

test('a target that sends everybody to another host is not followed', async () => {
  let strangers = 0;
  const elsewhere = await served((_request, response) => {
    strangers += 1;
    response.end();
  });
  const target = await served((_request, response) => response.writeHead(302, { location: elsewhere }).end());
  const { code, incomplete } = await probed(target);
  expect(code).toBe(3);
  expect(incomplete[0]?.message).toContain('every read is redirected');
  expect(strangers).toBe(0);
});

test('a certificate that nobody has signed is named, and nothing is sent', async () => {
  let seen = 0;
  const server = await serveBoth({
    handler: (_request, response) => {
      seen += 1;
      response.end();
    },
    tls: certificate(),
    hosts: ['127.0.0.1'],
    port: 0,
    connectionsMax: 20,
  });
  onTestFinished(() => server.close());
  const { code, incomplete } = await probed(`https://127.0.0.1:${server.port}`);
  expect(code).toBe(3);
  expect(incomplete[0]?.message).toContain(
    'the certificate of the target is not trusted (DEPTH_ZERO_SELF_SIGNED_CERT)',
  );
  expect(seen).toBe(0);
});
