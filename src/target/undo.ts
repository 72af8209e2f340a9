import type { Exchange } from '../model/exchange.ts';

/** The status that a call of the clean-up was answered with, or why there is none. `last`: nothing is sent any more. */
export async function statusOf(last: AbortSignal, call: () => Promise<Exchange>): Promise<number | string> {
  if (last.aborted) return 'nothing: the time for undoing is over';
  try {
    const { response, failure } = await call();
    return response?.status ?? `nothing: ${failure ?? 'the request failed'}`;
  } catch (error) {
    return `nothing: ${error instanceof Error ? error.message : 'it could not be sent'}`;
  }
}
