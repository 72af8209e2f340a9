import { randomUUID } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { FlowConfig } from '../check/target.ts';
import type { CallerConfig, PolicyConfig, Profile, SeedConfig } from '../target/config.ts';
import type { ListenAddress } from '../target/listener/listener.ts';
import { callersOf } from './config/callers.ts';
import { flowsOf } from './config/flows.ts';
import type { IdentityPart, ProbingPart } from './config/config.ts';
import type { Io } from './io.ts';
import type { Flags } from './options.ts';
import { UserError } from './user-error.ts';

/** What a run may do to the target, and as whom. */
export interface TargetRequest {
  readonly url: string;
  readonly profile: Profile;
  readonly callers: readonly CallerConfig[];
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
  readonly requestsMax?: number;
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
  const own = await Promise.all((flags.identity ?? []).map((text) => callerOf(text, io, isDry)));
  const names = new Set(own.map(({ name }) => name));
  if (names.size < own.length) throw new UserError('flag', '--identity gives one name twice');
  const others = config.identities.filter(({ name }) => !names.has(name));
  const requestsMax = flags.maxRequests ?? config.requestsMax;
  const ratePerSecond = flags.rate ?? config.ratePerSecond;
  const environment = { env: io.env, allowed: flags.allowEnv };
  return {
    url,
    profile: flags.profile,
    callers: [...own, ...(isDry ? others.map(stranger) : callersOf(others, environment))],
    seeds: config.seeds,
    // Nothing of them is sent in a dry run: their variables need not be set.
    flows: flowsOf(config.flows, isDry ? undefined : environment),
    policy: config.policy,
    allowHosts: flags.allowHost,
    ...(flags.listen === undefined ? {} : { listen: flags.listen }),
    dryRun: isDry,
    ...(flags.runId ? { runId: randomUUID() } : {}),
    seed: flags.seed ?? randomUUID(),
    ...(requestsMax === undefined ? {} : { requestsMax }),
    ...(ratePerSecond === undefined ? {} : { ratePerSecond }),
    coverageMin: config.coverageMin ?? 0,
  };
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
    throw new UserError('target', `${from} takes an address such as https://staging.example.com`);
  }
  if (parsed.username !== '' || parsed.password !== '') {
    throw new UserError('target', `${from} holds a password, which others can see`, {
      hint: 'use --identity <name>=env:<VARIABLE>',
    });
  }
}

/** Stands for a credential that is never sent. */
const unused = 'dry-run';

/** A caller of a dry run: its variables need not be set. */
function stranger({ name, identity: { role, scheme, owns } }: IdentityPart): CallerConfig {
  return {
    name,
    token: unused,
    ...(role === undefined ? {} : { role }),
    ...(scheme === undefined ? {} : { scheme }),
    ...(owns === undefined ? {} : { owns: Object.fromEntries(owns) }),
  };
}

/** Longest secret in a file, in bytes: the largest real tokens have a few kilobytes. */
const secretBytesMax = 64 * 1024;

/** `alice=env:TOKEN_A` or `alice=file:path`. What else stands there may be a secret and is in no message. */
async function callerOf(text: string, { env, cwd }: Io, isDry: boolean): Promise<CallerConfig> {
  const [, name, kind, where] = /^([A-Za-z0-9_.-]{1,64})=(env|file):(.+)$/s.exec(text) ?? [];
  if (name === undefined || where === undefined) {
    throw new UserError('secret', '--identity takes the name of a variable or file, never the secret itself', {
      hint: '--identity alice=env:ALICE_TOKEN or --identity alice=file:alice.token',
    });
  }
  if (isDry) return { name, token: unused };
  if (kind === 'env') {
    const token = env[where];
    if (token !== undefined && token !== '') return { name, token };
    throw new UserError('secret', `--identity ${name}: that variable is not set`);
  }
  const file = path.resolve(cwd, where);
  const size = await stat(file).then(
    (found) => (found.isFile() ? found.size : Infinity),
    () => Infinity,
  );
  const token = size > secretBytesMax ? '' : (await readFile(file, 'utf8')).trim();
  if (token !== '') return { name, token };
  throw new UserError('secret', `--identity ${name}: that file cannot be read or holds no secret`);
}
