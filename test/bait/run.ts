/** All probes against the bait, with everything that a team could tell of it. */
import { readFileSync } from 'node:fs';
import { probe, type Probed } from '../../src/check/probe.ts';
import type { ProbeRule } from '../../src/check/rule.ts';
import type { ProbeTwins } from '../../src/check/target.ts';
import type { Finding } from '../../src/finding/finding.ts';
import type { Exchange } from '../../src/model/exchange.ts';
import { createRedactor } from '../../src/model/redact.ts';
import { twinDocument } from '../../src/selftest/twin-document.ts';
import { twinServer } from '../../src/selftest/twin-server.ts';
import type { Profile } from '../../src/target/config.ts';
import { seededRandom } from '../../src/target/seeded-random.ts';
import { openTarget } from '../../src/target/target.ts';
import { flows, identities, policy, seeds } from './config.ts';
import { bait, basePath, type Baited } from './server.ts';

export interface Baiting extends Probed {
  readonly findings: readonly Finding[];
  readonly exchanges: readonly Exchange[];
  readonly damage: readonly string[];
  readonly before: ReturnType<Baited['state']>;
  readonly after: ReturnType<Baited['state']>;
  readonly requests: number;
  /** What the run could not put back. */
  readonly left: readonly { readonly collection: string; readonly reason: string }[];
}

export async function baiting(rules: readonly ProbeRule[], profile: Profile): Promise<Baiting> {
  const api = await twinDocument('bait/api.yaml', readFileSync(new URL('api.yaml', import.meta.url), 'utf8'));
  const { twins, baited } = served();
  const server = await twinServer(twins, 'hardened');
  const exchanges: Exchange[] = [];
  const before = structuredClone(baited().state());
  const target = await openTarget({
    baseUrl: `${server.url}${basePath}`,
    api,
    callers: identities,
    seeds,
    flows,
    policy,
    profile,
    requestsMax: 30_000,
    ratePerSecond: Infinity,
    allowHosts: [],
    redactor: createRedactor(),
    version: 'test',
    random: seededRandom('bait'),
    // Nobody waits in earnest, be it for three hours.
    clock: server.clock,
    dryRun: false,
    onExchange: (exchange) => exchanges.push(exchange),
    signal: new AbortController().signal,
  });
  let probed: Probed;
  let left: Baiting['left'] = [];
  try {
    probed = await probe({ api, rules, target, profile });
  } finally {
    left = await target.close();
    await server.close();
  }
  const findings = probed.outcomes.flatMap((outcome) => outcome.findings);
  const { requests } = target;
  return { ...probed, findings, exchanges, damage: baited().damage, before, after: baited().state(), requests, left };
}

function served(): { readonly twins: ProbeTwins; baited(): Baited } {
  let made: Baited | undefined;
  const hardened: ProbeTwins['hardened'] = (world) => {
    made = bait(world);
    return made.handler;
  };
  return {
    twins: { identities: [], vulnerable: hardened, hardened },
    baited() {
      if (made === undefined) throw new Error('the bait is not served');
      return made;
    },
  };
}
