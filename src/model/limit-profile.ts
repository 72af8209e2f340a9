/** What `lint --fix --fix-limits` writes where a request has no limit: the team's, from its config. */
export interface LimitProfile {
  readonly maxLength: number;
  readonly maxItems: number;
  readonly maxProperties: number;
  readonly minimum: number;
  readonly maximum: number;
  /** Of integers that name no width. */
  readonly format: 'int32' | 'int64';
  /** Of parameters that say how long a page is. */
  readonly pageSize: number;
  /** Of texts without a shape; without one nothing is written. */
  readonly pattern?: string;
}

/**
 * Wide on purpose: what a real client sends stays valid. Texts of 4 KiB, lists of 1,000, integers that every JSON reader
 * keeps (RFC 8259 section 6).
 */
export const limitProfileDefault: LimitProfile = {
  maxLength: 4_096,
  maxItems: 1_000,
  maxProperties: 100,
  minimum: Number.MIN_SAFE_INTEGER,
  maximum: Number.MAX_SAFE_INTEGER,
  format: 'int64',
  pageSize: 1_000,
};
