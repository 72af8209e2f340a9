import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { probe, type ProbeRun, type Probed } from '../../src/check/probe.ts';
import type { ProbeRule, ProbeTwins } from '../../src/check/rule.ts';
import type { Finding } from '../../src/finding/finding.ts';
import type { ApiModel } from '../../src/model/api.ts';
import type { Exchange } from '../../src/model/exchange.ts';
import { createRedactor } from '../../src/model/redact.ts';
import type { PolicyConfig, SeedConfig } from '../../src/target/config.ts';
import { openTarget } from '../../src/target/target.ts';

export type Handler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

/** A handler on a port of its own of 127.0.0.1. */
export async function serve(handler: Handler): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => void handler(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

export interface Attempt {
  readonly api: ApiModel;
  readonly previous?: ApiModel;
  readonly identities: ProbeTwins['identities'];
  readonly rules: readonly ProbeRule[];
  readonly profile?: ProbeRun['profile'];
  readonly policy?: Partial<PolicyConfig>;
  readonly seeds?: readonly SeedConfig[];
  readonly requestsMax?: number;
  readonly answerMsMax?: number;
  readonly signal?: AbortSignal;
}
export interface Attempted extends Probed {
  /** Everything that was sent, in order. */
  readonly exchanges: readonly Exchange[];
  readonly findings: readonly Finding[];
}

/** Waits are not waited for: what a throttled target asks for would take seconds. */
const patient = { now: () => performance.now(), epochMs: () => Date.now(), sleep: () => Promise.resolve() };

/** Runs probes through the real target against a server of ours. */
export async function attempt(url: string, options: Attempt): Promise<Attempted> {
  const { api, previous, identities, rules, profile = 'full', policy, seeds = [], requestsMax = 1_000 } = options;
  const { signal = new AbortController().signal, answerMsMax } = options;
  const exchanges: Exchange[] = [];
  let count = 0;
  const target = await openTarget({
    baseUrl: url,
    api,
    ...(previous === undefined ? {} : { previous }),
    callers: identities,
    seeds,
    policy: { public: [], shared: [], privileged: [], never: [], ...policy },
    profile,
    requestsMax,
    ratePerSecond: 100_000,
    allowHosts: [],
    redactor: createRedactor(),
    version: '0.0.0',
    random: (length) => (count += 1).toString(36).padStart(length, 'k3x9v7q2'.repeat(8)).slice(-length),
    clock: patient,
    ...(answerMsMax === undefined ? {} : { answerMsMax }),
    dryRun: false,
    onExchange: (exchange) => exchanges.push(exchange),
    signal,
  });
  try {
    const probed = await probe({ api, rules, target, profile, signal });
    return { ...probed, exchanges, findings: probed.outcomes.flatMap(({ findings }) => findings) };
  } finally {
    await target.close();
  }
}
