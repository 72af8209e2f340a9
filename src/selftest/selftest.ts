import type { ProbeRule, TwinFolder } from '../check/rule.ts';
import { attempt, type Attempted } from './attempt.ts';
import type { Twin } from './twin-server.ts';

/** Probes at a time: their waits overlap, and what they share is one processor. */
const atOnce = 8;

/** One probe against both of its twins. */
export interface Tested {
  readonly id: string;
  /** The first of its OWASP API Top 10 categories: `API1:2023`. */
  readonly category: string;
  /** Marked as guilty in the vulnerable twin's document. */
  readonly expected: number;
  /** Of those, how many were proven at their line. */
  readonly found: number;
  /** Findings on the hardened twin, and on the vulnerable one where nothing is marked. */
  readonly wrong: number;
  /** Why something is missing or too much: outcomes of its probe, without values. */
  readonly reasons: readonly string[];
  readonly requests: number;
}
export interface SelfTest {
  readonly tested: readonly Tested[];
  /** Twins without a probe, and probes without twins. */
  readonly missing: readonly { readonly id: string; readonly reason: string }[];
}
export interface SelfTestRun {
  readonly rules: readonly ProbeRule[];
  readonly twins: Readonly<Record<string, TwinFolder>>;
  /** Absent: all. */
  readonly ids?: readonly string[];
  readonly signal: AbortSignal;
  readonly onProgress?: (done: number, of: number) => void;
}

/** Every probe against its twins, several at a time, in this process. */
export async function selfTest({ rules, twins, ids, signal, onProgress }: SelfTestRun): Promise<SelfTest> {
  const isAsked = (id: string): boolean => ids === undefined || ids.includes(id);
  const asked = rules.filter(({ id }) => isAsked(id));
  const known = new Set(rules.map(({ id }) => id));
  const missing = [
    ...Object.keys(twins)
      .filter((id) => isAsked(id) && !known.has(id))
      .map((id) => ({ id, reason: 'it has twins and no probe' })),
    ...asked.filter(({ id }) => !Object.hasOwn(twins, id)).map(({ id }) => ({ id, reason: 'it has no twins' })),
  ];
  const queue = asked.flatMap((rule) => {
    const folder = Object.hasOwn(twins, rule.id) ? twins[rule.id] : undefined;
    return folder === undefined ? [] : [{ rule, folder }];
  });
  const { length } = queue;
  const tested: Tested[] = [];
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined && !signal.aborted; next = queue.shift()) {
      tested.push(await testOne(next.rule, next.folder));
      onProgress?.(tested.length, length);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return { tested: tested.sort((a, b) => (a.id < b.id ? -1 : 1)), missing };
}

async function testOne(rule: ProbeRule, folder: TwinFolder): Promise<Tested> {
  const [vulnerable, hardened] = [await tried(rule, 'vulnerable', folder), await tried(rule, 'hardened', folder)];
  const about = { id: rule.id, category: rule.owasp[0] };
  const failures = [vulnerable, hardened].flatMap((one) => (typeof one === 'string' ? [one] : []));
  if (typeof vulnerable === 'string' || typeof hardened === 'string')
    return { ...about, expected: 1, found: 0, wrong: 0, reasons: failures, requests: 0 };
  const proven = provenPlaces(vulnerable);
  const { hits, extra } = compared(vulnerable.expected, proven);
  const crashed = hardened.outcomes.some(({ result }) => result === 'crashed');
  const reasons = [
    ...(hits < vulnerable.expected.length ? reasonsOf('vulnerable', vulnerable) : []),
    ...(hardened.findings.length > 0 || crashed ? reasonsOf('hardened', hardened) : []),
    ...(vulnerable.expected.length === 0 ? ['no line of its document is marked'] : []),
  ];
  return {
    ...about,
    expected: Math.max(1, vulnerable.expected.length),
    // A probe that crashes on the hardened twin is silent for the wrong reason.
    found: crashed ? 0 : hits,
    wrong: extra + hardened.findings.length,
    reasons,
    requests: vulnerable.requests + hardened.requests,
  };
}

/** A twin that cannot be opened is a miss that says why. */
async function tried(rule: ProbeRule, twin: Twin, folder: TwinFolder): Promise<Attempted | string> {
  try {
    return await attempt(rule, twin, folder);
  } catch (error) {
    return `${twin}: ${error instanceof Error ? error.message : 'it could not be asked'}`;
  }
}

function provenPlaces({ findings, found }: Attempted): readonly string[] {
  return findings.every(({ certainty }) => certainty === 'proven') ? found : [];
}

/** Each marked line once. */
function compared(
  expected: readonly string[],
  found: readonly string[],
): { readonly hits: number; readonly extra: number } {
  const left = [...found];
  let hits = 0;
  for (const place of expected) {
    const at = left.indexOf(place);
    if (at === -1) continue;
    left.splice(at, 1);
    hits += 1;
  }
  return { hits, extra: left.length };
}

function reasonsOf(twin: Twin, { outcomes }: Attempted): readonly string[] {
  if (outcomes.length === 0) return [`${twin}: the probe applies to nothing`];
  return outcomes.map(
    ({ subject, verdict, result, reason }) =>
      `${twin}: ${typeof subject === 'string' ? subject : 'api'}: ${verdict ?? result}${reason === undefined ? '' : ` (${reason})`}`,
  );
}
