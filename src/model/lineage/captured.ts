import type { OperationId } from '../api.ts';
import type { Json } from '../json.ts';
import type { Edge, Place } from './edge.ts';

/** An id that a request carried and that was answered with 2xx. */
export interface CapturedId {
  readonly operation: OperationId;
  readonly in: Place;
  readonly name: string;
  readonly value: string;
  /** Values of the path's other parameters: where the object lives. */
  readonly beside: Readonly<Record<string, string>>;
  /** An answer to the same caller named it before. */
  readonly isProduced: boolean;
}

/** What captures show of one caller. Values are as the redactor left them: for requests, never for a report. */
export interface CapturedCaller {
  /** Tags of the credentials; none where the capture lost them. */
  readonly credentials: readonly string[];
  /** The newest first; what other callers used or were shown as well is left out. */
  readonly ids: readonly CapturedId[];
  /** JSON bodies that were answered with 2xx, the newest of each operation. */
  readonly bodies: ReadonlyMap<OperationId, Json>;
}

/** A call that answered with credentials: what was sent for them. */
export interface CapturedGrant {
  readonly sent: Json;
  /** Tags of the credentials in the answer. */
  readonly given: readonly string[];
}

/** What captures hand to probes. */
export interface CapturedTraffic {
  readonly callers: readonly CapturedCaller[];
  readonly grants: readonly CapturedGrant[];
  readonly edges: readonly Edge[];
  /** Below the base path; no operation explains them. */
  readonly calls: readonly { readonly method: string; readonly path: string }[];
}
