import {
  judgeCallback,
  NotTested,
  shown,
  unusable,
  type Evidence,
  type Exchange,
  type Listener,
  type Target,
} from '#rule';

export type Verdict = { readonly proven: readonly Evidence[] } | 'decided' | { readonly undecided: string };

/** How long a command may take to call, in milliseconds. */
const hitMsMax = 2_000;
/** A value with a command that calls us, in characters. */
export const callingChars = 170;

/** Systems have one of the two. */
const fetches = (url: string): string => `curl -sm2 ${url}||wget -qT2 -O- ${url}`;
const writings: readonly ((url: string) => string)[] = [
  // In double quotes as well as out of all quotes.
  (url) => `$(${fetches(url)})`,
  (url) => `';${fetches(url)};'`,
];

interface Asked {
  readonly write: (url: string) => string;
  readonly question: string;
}

/**
 * Control C11: a shell that shows nothing and that nobody waits for, such as that of a job, still calls us. The same text
 * with words that are no commands calls nobody: servers that look up addresses in texts would call for both.
 */
export async function called(
  target: Target,
  send: (value: string, how?: { readonly fresh?: boolean }) => Promise<Exchange>,
): Promise<Verdict> {
  const listener = await listening(target);
  // Nobody can call us: what could be asked without was asked.
  if (listener === undefined) return 'decided';
  const word = `sp${target.random(8)}`;
  const asked: Asked[] = [];
  for (const write of writings) {
    const question = target.random(24);
    const failed = unusable(await send(`${word}${write(listener.url(question))}`));
    if (failed !== undefined) return { undecided: failed };
    asked.push({ write, question });
  }
  const found = await firstCalled(listener, asked);
  if (found === undefined) return 'decided';
  const question = target.random(24);
  const text = found.write(listener.url(question)).replaceAll(/curl|wget/g, 'file');
  const benign = await send(`${word}${text}`);
  if ((await listener.hits(question, hitMsMax)).length > 0)
    return { undecided: 'it calls addresses in texts, whatever stands beside them' };
  const verdict = await judgeCallback(target, { send: (url, how) => send(`${word}${found.write(url)}`, how) });
  if (verdict === 'decided' || 'undecided' in verdict) return verdict;
  return {
    proven: [shown(target, 'An address of ours beside words that are no commands.', benign), ...verdict.proven],
  };
}

function listening(target: Target): Promise<Listener | undefined> {
  return target.listen().catch((error: unknown) => {
    if (error instanceof NotTested) return undefined;
    throw error;
  });
}

async function firstCalled(listener: Listener, asked: readonly Asked[]): Promise<Asked | undefined> {
  let waitMs = hitMsMax;
  for (const one of asked) {
    if ((await listener.hits(one.question, waitMs)).length > 0) return one;
    // All were sent before the first was waited for.
    waitMs = 0;
  }
  return undefined;
}
