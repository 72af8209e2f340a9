import { createHash } from 'node:crypto';
import type { ApiRun, Run } from '../../finding/run.ts';
import { standing } from '../../finding/standing.ts';

/** RFC 9562 appendix B: names that are URLs. */
const urlNames = Buffer.from('6ba7b8119dad11d180b400c04fd430c8', 'hex');

/**
 * A run's name, which the next run calls its `baselineGuid` (SARIF 2.1.0 section 3.14.5): a UUID of version 5 (RFC 9562)
 * of when it ran and what it found, so that the same run always writes the same file.
 */
export function guidOf(run: Run, api: ApiRun, id: string): string {
  const found = standing(run, api).map(({ fingerprint, severity }) => `${fingerprint} ${severity}`);
  const name = ['https://www.npmjs.com/package/sallyport', run.startedAt, id, ...found].join('\n');
  const hash = createHash('sha1').update(urlNames).update(name).digest().subarray(0, 16);
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  return hash.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
