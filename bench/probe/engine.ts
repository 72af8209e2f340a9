import { fork } from 'node:child_process';
import { Client } from 'undici';
import { loadRules } from '../../rules/index.ts';
import { watch } from '../../src/check/traffic.ts';
import { createRedactor } from '../../src/model/redact.ts';
import { twinDocument } from '../../src/selftest/twin-document.ts';
import { realClock } from '../../src/target/budget.ts';
import { seededRandom } from '../../src/target/seeded-random.ts';
import { openTarget } from '../../src/target/target.ts';

const document = `openapi: 3.0.3
info: { title: Cards, version: '1' }
servers: [{ url: 'https://api.example.com' }]
security: [{ bearer: [] }]
paths:
  /cards/{cardId}:
    get:
      parameters: [{ name: cardId, in: path, required: true, schema: { type: string, maxLength: 36 } }]
      responses:
        '200': { description: ok, content: { application/json: { schema: { type: object, properties: { id: { type: string }, label: { type: string }, limitCents: { type: integer }, openedAt: { type: string, format: date-time } } } } } }
components: { securitySchemes: { bearer: { type: http, scheme: bearer } } }
`;
const calls = 2_000;
const rounds = 5;

interface Cost {
  readonly wallMs: number;
  readonly cpuMs: number;
}

async function cost(send: () => Promise<unknown>): Promise<Cost> {
  const [begun, cpu] = [performance.now(), process.cpuUsage()];
  for (let call = 0; call < calls; call += 1) await send();
  const { user, system } = process.cpuUsage(cpu);
  return { wallMs: (performance.now() - begun) / calls, cpuMs: (user + system) / 1000 / calls };
}

function median(costs: readonly Cost[]): Cost {
  const middle = (key: keyof Cost): number =>
    costs.map((one) => one[key]).sort((a, b) => a - b)[Math.floor(costs.length / 2)] ?? 0;
  return { wallMs: middle('wallMs'), cpuMs: middle('cpuMs') };
}

/** The body as bytes, and nothing of it read. */
function dispatched(client: Client): Promise<number> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    client.dispatch(
      { method: 'GET', path: '/cards/c_71h2', headers: { authorization: 'Bearer ann-5f2c81d09e-long-enough' } },
      {
        onRequestStart: () => undefined,
        onResponseStart: () => undefined,
        onResponseData: (_controller, chunk) => void chunks.push(chunk),
        onResponseEnd: () => {
          resolve(Buffer.concat(chunks).length);
        },
        onResponseError: (_controller, error) => {
          reject(error);
        },
      },
    );
  });
}

/** One request after the other, in turn: bare undici, the engine, and the engine with every traffic rule on its answers. */
export async function benchEngine(say: (line: string) => void): Promise<void> {
  const child = fork('bench/probe/server.mjs', { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], execArgv: [] });
  const url = await new Promise<string>((resolve) => child.once('message', (message) => resolve(message as string)));
  const api = await twinDocument('api.yaml', document);
  const [operation] = api.operations;
  if (operation === undefined) throw new Error('the document has an operation');
  const watching = watch(api, await loadRules.traffic());
  let judges = false;
  const open = await openTarget({
    baseUrl: url,
    api,
    callers: [{ name: 'ann', token: 'ann-5f2c81d09e-long-enough', owns: { cardId: 'c_71h2' } }],
    seeds: [],
    policy: { public: [], shared: [], privileged: [], never: [] },
    profile: 'read-only',
    requestsMax: Infinity,
    requestsPerOperationMax: Infinity,
    ratePerSecond: Infinity,
    allowHosts: [],
    redactor: createRedactor(),
    version: 'bench',
    random: seededRandom('bench'),
    clock: realClock,
    dryRun: false,
    onExchange: (exchange) => {
      if (judges) watching.see(exchange);
    },
    signal: new AbortController().signal,
  });
  // As the engine has it: one request at a time, connections kept.
  const client = new Client(url, { pipelining: 1 });
  const ways = {
    'bare dispatch': () => dispatched(client),
    engine: () => open.target.call(operation, open.target.users[0], { parameters: { cardId: 'c_71h2' } }),
    'engine and rules': () => open.target.call(operation, open.target.users[0], { parameters: { cardId: 'c_71h2' } }),
  };
  const costs: Record<string, Cost[]> = {};
  for (let round = 0; round < rounds; round += 1)
    for (const [name, send] of Object.entries(ways)) {
      judges = name === 'engine and rules';
      (costs[name] ??= []).push(await cost(send));
    }
  await client.close();
  await open.close();
  child.kill();
  const bare = median(costs['bare dispatch'] ?? []);
  for (const [name, all] of Object.entries(costs)) {
    const { wallMs, cpuMs } = median(all);
    say(
      `  ${name.padEnd(18)} ${wallMs.toFixed(3)} ms and ${cpuMs.toFixed(3)} ms CPU a request: ${(wallMs / bare.wallMs).toFixed(2)} and ${(cpuMs / bare.cpuMs).toFixed(2)} of bare dispatch`,
    );
  }
}
