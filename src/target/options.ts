import type { CapturedCall, FlowConfig, Identity } from '../check/target.ts';
import type { ApiModel, Operation } from '../model/api.ts';
import type { Exchange } from '../model/exchange.ts';
import type { CapturedTraffic } from '../model/lineage/captured.ts';
import type { Redactor } from '../model/redact.ts';
import type { Clock } from './budget.ts';
import type { ListenAddress } from './listener/listener.ts';
import type { ProxyFor } from './proxy.ts';
import type { CallerConfig, PolicyConfig, Profile, SeedConfig } from './config.ts';

export interface TargetOptions {
  /** From `--target` or SALLYPORT_TARGET alone. */
  readonly baseUrl: string;
  readonly api: ApiModel;
  readonly previous?: ApiModel;
  readonly callers: readonly CallerConfig[];
  readonly seeds: readonly SeedConfig[];
  /** Calls that belong together, by name. */
  readonly flows?: Readonly<Record<string, FlowConfig>>;
  /** What captures show: ids and bodies are used only where it is known whose they are. */
  readonly captured?: CapturedTraffic;
  /** Calls that captures would show and no operation of the document explains, besides those of `captured`. */
  readonly capturedCalls?: readonly CapturedCall[];
  readonly policy: PolicyConfig;
  readonly profile: Profile;
  readonly requestsMax: number;
  /** For one operation, set-up and clean-up aside; absent: 600. */
  readonly requestsPerOperationMax?: number;
  /** Absent: 10, or 200 on loopback. */
  readonly ratePerSecond?: number;
  /** Runs that send at the same time: all together send no more a second than one. */
  readonly sharedBy?: number;
  readonly allowHosts: readonly string[];
  /** Certificates that are trusted besides Node's own, PEM. */
  readonly ca?: string;
  /** The target's certificate is taken as it is. */
  readonly insecure?: boolean;
  /** Absent: there is no proxy. */
  readonly proxyFor?: ProxyFor;
  readonly redactor: Redactor;
  readonly version: string;
  /** Sent with every request; absent: no header. */
  readonly runId?: string;
  /** Letters and digits from a seeded source. */
  readonly random: (length: number) => string;
  readonly clock: Clock;
  /** Where the target reaches this machine; absent: nowhere, unless it is this machine. */
  readonly listen?: ListenAddress;
  readonly dryRun: boolean;
  /** Longest wait for a whole answer, in milliseconds; absent: 30 s. */
  readonly answerMsMax?: number;
  /** Longest time for undoing all that was made, in milliseconds; absent: 20 s. */
  readonly undoMsMax?: number;
  readonly onExchange: (exchange: Exchange, operation: Operation | undefined) => void;
  readonly signal: AbortSignal;
}

export const anonymous: Identity = { name: 'anonymous', kind: 'anonymous' };
export const garbage: Identity = { name: 'garbage', kind: 'garbage' };
