import { randomUUID } from 'node:crypto';
import type { FlowConfig } from '../check/target.ts';
import type { CallerConfig, PolicyConfig, Profile, SeedConfig } from '../target/config.ts';
import type { ListenAddress } from '../target/listener/listener.ts';
import { flowsOf } from './config/flows.ts';
import type { ProbingPart } from './config/config.ts';
import { identitiesOf } from './identities.ts';
import type { Io } from './io.ts';
import { networkOf, type Network } from './network.ts';
import type { Flags } from './options.ts';
import { UserError } from './user-error.ts';

/** What a run may do to the target, and as whom. */
export interface TargetRequest {
  readonly url: string;
  readonly profile: Profile;
  readonly callers: readonly CallerConfig[];
  readonly network: Network;
  readonly seeds: readonly SeedConfig[];
  readonly flows: Readonly<Record<string, FlowConfig>>;
  readonly policy: PolicyConfig;
  readonly allowHosts: readonly string[];
  /** Where the target reaches this machine. */
  readonly listen?: ListenAddress;
  readonly dryRun: boolean;
  /** Sent with every request; absent: none is. */
  readonly runId?: string;
  readonly seed: string;
  /** Ask what the difference from the base touches; the rest is carried over. */
  readonly changedOnly: boolean;
  readonly requestsMax?: number;
  readonly requestsPerOperationMax?: number;
  /** The user says that production may be probed. */
  readonly isAuthorised: boolean;
  /** Tell where ids came from. */
  readonly explains: boolean;
  /** One question alone, which must be decided: of that operation, or of all where none is named. */
  readonly replays?: { readonly operation?: string };
  readonly ratePerSecond?: number;
  readonly coverageMin: number;
}

/** Requests of one run where neither config nor flag says: enough for a few hundred operations. */
export const requestsMaxDefault = 3_000;

/** What is asked of the target; undefined where nobody names one. Its address is a flag or SALLYPORT_TARGET, never a file. */
export async function targetOf(config: ProbingPart, flags: Flags, io: Io): Promise<TargetRequest | undefined> {
  const url = targetUrl(flags, io);
  if (url === undefined) return undefined;
  const isDry = flags.dryRun === true;
  const requestsMax = flags.maxRequests ?? config.requestsMax;
  const ratePerSecond = flags.rate ?? config.ratePerSecond;
  const environment = { env: io.env, allowed: flags.allowEnv };
  return {
    url,
    profile: flags.profile,
    callers: await identitiesOf(config, flags, io),
    network: await networkOf(flags, io),
    seeds: config.seeds,
    // Nothing of them is sent in a dry run: their variables need not be set.
    flows: flowsOf(config.flows, isDry ? undefined : environment),
    policy: config.policy,
    allowHosts: flags.allowHost,
    ...(flags.listen === undefined ? {} : { listen: flags.listen }),
    dryRun: isDry,
    ...(flags.runId ? { runId: randomUUID() } : {}),
    seed: flags.seed ?? randomUUID(),
    changedOnly: changedOnly(flags),
    ...(requestsMax === undefined ? {} : { requestsMax }),
    ...(ratePerSecond === undefined ? {} : { ratePerSecond }),
    ...(flags.maxRequestsPerOperation === undefined ? {} : { requestsPerOperationMax: flags.maxRequestsPerOperation }),
    isAuthorised: flags.iAmAuthorised === true,
    explains: flags.explain === true,
    coverageMin: config.coverageMin ?? 0,
  };
}

function changedOnly({ changed = false, base }: Flags): boolean {
  if (changed && base === undefined)
    throw new UserError('flag', '--changed needs the version before the change', { hint: 'add --base origin/main' });
  return changed;
}

/** The target's address, checked. CI sets secrets that are not there to the empty text: that is none. */
export function targetUrl({ target }: Pick<Flags, 'target'>, { env }: Pick<Io, 'env'>): string | undefined {
  const isFlag = target !== undefined && target !== '';
  const url = isFlag ? target : (env['SALLYPORT_TARGET'] ?? '');
  if (url !== '') checkUrl(url, isFlag ? '--target' : 'SALLYPORT_TARGET');
  return url === '' ? undefined : url;
}

function checkUrl(url: string, from: string): void {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !/^https?:$/.test(parsed.protocol)) {
    const isBare = /^[\w.-]+:\d{1,5}(?:\/[\w./-]*)?$/.test(url);
    throw new UserError(
      'target',
      `${from} takes an address such as https://staging.example.com`,
      isBare ? { hint: `did you mean http://${url}?` } : {},
    );
  }
  if (parsed.username !== '' || parsed.password !== '') {
    throw new UserError('target', `${from} holds a password, which others can see`, {
      hint: 'use --identity <name>=env:<VARIABLE>',
    });
  }
}
