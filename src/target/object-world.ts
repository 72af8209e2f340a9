import type { Identity } from '../check/target.ts';
import type { ApiModel, Operation } from '../model/api.ts';
import type { Exchange } from '../model/exchange.ts';
import type { CallerConfig, SeedConfig } from './config.ts';
import type { Ledger } from './ledger.ts';
import type { Slot } from './object-slots.ts';
import type { Wish } from './request.ts';

/** What the objects need of the target: to send, and to know what may be sent. */
export interface ObjectWorld {
  readonly api: ApiModel;
  readonly seeds: readonly SeedConfig[];
  readonly ledger: Ledger;
  configOf(owner: Identity): CallerConfig | undefined;
  /** Ids that captures show for a caller, the likeliest first; they are tags. `above`: values of the slots before. */
  captured(owner: Identity, slot: Slot, above: Readonly<Record<string, string>>): readonly string[];
  /** Creating is allowed by the profile; calls that the config names as seeds always are. */
  readonly mayCreate: boolean;
  users(): readonly Identity[];
  call(operation: Operation, as: Identity, wish: Wish): Promise<Exchange>;
  isRefused(operation: Operation): boolean;
  /** A tag that the vault has no value for any more: no request can be made of it. */
  isUsable(id: string): boolean;
  /** Letters and digits that nobody has seen before. */
  marker(): string;
}
