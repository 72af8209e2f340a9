import type { Exchange } from '../../model/exchange.ts';
import { isObject } from '../../model/json.ts';
import { header } from '../../model/exchange.ts';
import { isAlike } from './answers.ts';
import type { Conclusion } from '../rule.ts';

/** An answer that is so much slower than the first is held back on purpose: times, and in milliseconds at least. */
const slowerTimes = 2;
const slowerMsMin = 200;

/**
 * Whether wrong tries go on without a hindrance: `decided` where the target sets in with 429, a time to wait, a captcha,
 * another answer (a lock), or answers that get slower (OWASP API2:2023, PCI DSS 8.3.4).
 */
export function triesUnhindered(answers: readonly Exchange[]): 'unhindered' | Conclusion {
  const [first] = answers;
  const last = answers.at(-1);
  if (first === undefined || last === undefined) return 'unhindered';
  if (last.response === undefined) return { undecided: `no answer: ${last.failure ?? 'the request failed'}` };
  if (last.response.status === 429 || header(last.response.headers, 'retry-after') !== undefined) return 'decided';
  if (asksForPerson(last) || !isAlike(first, last)) return 'decided';
  const recent = answers.slice(-3).map(({ durationMs }) => durationMs);
  const start = answers.slice(0, 3).map(({ durationMs }) => durationMs);
  const isSlower =
    answers.length >= 6 &&
    Math.min(...recent) > slowerTimes * Math.max(...start) &&
    Math.min(...recent) - Math.max(...start) > slowerMsMin;
  return isSlower ? 'decided' : 'unhindered';
}

/** How many calls are left, as the answer's own counter says. */
export function remainingIn({ response }: Exchange): number | undefined {
  const fields = response?.headers ?? [];
  const text =
    header(fields, 'x-ratelimit-remaining') ??
    header(fields, 'ratelimit-remaining') ??
    /r=(\d+)/.exec(header(fields, 'ratelimit') ?? '')?.[1];
  return text === undefined || !/^\s*\d+/.test(text) ? undefined : Number.parseInt(text, 10);
}

function asksForPerson({ response }: Exchange): boolean {
  const json = response?.body?.json;
  return isObject(json) && Object.keys(json).some((key) => /captcha|challenge/i.test(key));
}
