import { header, type Exchange, type Operation, type Response } from '#rule';

export interface Promised {
  readonly calls: number;
  readonly windowMs: number;
}

const limitHeader = /^(x-)?rate-?limit(-limit|-policy)?$/i;
const units: Readonly<Record<string, number>> = { second: 1_000, minute: 60_000, hour: 3_600_000 };

export function saysLimit({ headers }: Response): boolean {
  return headers.some(({ name }) => limitHeader.test(name));
}

/** The number from the answer itself; the time from its policy, else from the document's words. */
export function promisedBy({ response }: Exchange, operation: Operation): Promised | undefined {
  const fields = response?.headers ?? [];
  const policy = header(fields, 'ratelimit-policy') ?? '';
  const [, quota] = /q=(\d{1,9})/.exec(policy) ?? /^\s*(\d{1,9})/.exec(policy) ?? [];
  const [, seconds] = /w=(\d{1,6})/.exec(policy) ?? [];
  const plain =
    header(fields, 'x-ratelimit-limit') ?? header(fields, 'ratelimit-limit') ?? header(fields, 'x-rate-limit-limit');
  const calls = Number(quota ?? /^\s*(\d{1,9})/.exec(plain ?? '')?.[1]);
  const windowMs = seconds === undefined ? windowIn(operation, calls) : Number(seconds) * 1_000;
  return Number.isFinite(calls) && calls > 0 && windowMs !== undefined ? { calls, windowMs } : undefined;
}

/** `30 requests per minute`, in the summary or the description: of the very number that the answer says. */
function windowIn(operation: Operation, calls: number): number | undefined {
  const texts = [operation.summary ?? '', operation.description ?? ''];
  for (const text of texts) {
    const said = /(\d{1,9})\s*(?:[a-z]{1,20}\s+){0,2}(?:per|an?|each|every|\/)\s*(second|minute|hour)\b/gi;
    const [, , word] = [...text.matchAll(said)].find(([, number]) => Number(number) === calls) ?? [];
    const unit = word?.toLowerCase();
    if (unit !== undefined) return units[unit];
  }
  return undefined;
}
