import { probe, type Probed } from '../check/probe.ts';
import type { ProbeRule, TwinFolder } from '../check/rule.ts';
import type { Finding } from '../finding/finding.ts';
import type { ApiModel } from '../model/api.ts';
import type { Exchange } from '../model/exchange.ts';
import { createRedactor } from '../model/redact.ts';
import { seededRandom } from '../target/seeded-random.ts';
import { openTarget } from '../target/target.ts';
import { expectations, twinDocument } from './twin-document.ts';
import { twinServer, type Twin } from './twin-server.ts';

/** For one probe against one twin: more than any asks. */
const requestsMax = 5_000;

export interface Attempted extends Probed {
  readonly api: ApiModel;
  readonly findings: readonly Finding[];
  /** `rule@line`, sorted: where the findings stand, and where the document says that they do. */
  readonly found: readonly string[];
  readonly expected: readonly string[];
  /** All that was sent, in order. */
  readonly exchanges: readonly Exchange[];
  readonly requests: number;
}

/** One probe against one of its twins, with everything that a team could tell of it. */
export function attempt(rule: ProbeRule, twin: Twin, folder: TwinFolder): Promise<Attempted> {
  return attemptAll([rule], twin, { id: rule.id, folder });
}

/** Probes against a twin that need not be theirs. */
export async function attemptAll(
  rules: readonly ProbeRule[],
  twin: Twin,
  { id, folder }: { readonly id: string; readonly folder: TwinFolder },
): Promise<Attempted> {
  const { twins } = await folder.twins();
  const path = `rules/probe/${id}`;
  const api = await twinDocument(`${path}/api.yaml`, folder.api);
  const previous = folder.before === undefined ? undefined : await twinDocument(`${path}/before.yaml`, folder.before);
  const server = await twinServer(twins, twin);
  const exchanges: Exchange[] = [];
  const { policy = {}, seeds = [], captured = [], flows } = twins;
  const target = await openTarget({
    baseUrl: server.url,
    api,
    ...(previous === undefined ? {} : { previous }),
    callers: twins.identities,
    seeds,
    ...(flows === undefined ? {} : { flows }),
    capturedCalls: captured,
    policy: { public: [], shared: [], privileged: [], sensitive: [], never: [], ...policy },
    profile: 'load',
    requestsMax,
    // Nobody is disturbed, and time stands still.
    ratePerSecond: Infinity,
    allowHosts: [],
    redactor: createRedactor(),
    version: 'selftest',
    random: seededRandom(id),
    clock: server.clock,
    ...(server.tls === undefined ? {} : { insecure: true, ca: server.tls.cert }),
    dryRun: false,
    onExchange: (exchange) => exchanges.push(exchange),
    signal: new AbortController().signal,
  }).catch(async (error: unknown) => {
    await server.close();
    throw error;
  });
  try {
    const probed = await probe({ api, rules, target, profile: 'load' });
    const findings = probed.outcomes.flatMap((outcome) => outcome.findings);
    const { requests } = target;
    return {
      ...probed,
      api,
      findings,
      exchanges,
      requests,
      found: placesOf(findings, api),
      expected: expectations(folder.api),
    };
  } finally {
    await target.close();
    await server.close();
  }
}

function placesOf(findings: readonly Finding[], api: ApiModel): readonly string[] {
  return findings.map(({ rule, at }) => `${rule}@${api.sources.get(at.source)?.locate(at.path).startLine}`).sort();
}
