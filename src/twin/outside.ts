import type { TwinFetch, TwinFetched, TwinWorld } from '../check/target.ts';

/** Names that documents use and nobody has (RFC 2606): they are not even looked up. */
const nobodys = /(?:^|\.)(?:example|invalid|example\.(?:com|net|org))$/;

/** What another host answers to a request of the server's own; undefined where nobody does. */
export async function fetched(world: TwinWorld, url: string, init: TwinFetch = {}): Promise<TwinFetched | undefined> {
  if (!URL.canParse(url) || nobodys.test(new URL(url).hostname)) return undefined;
  return world.fetch(url, init).catch(() => undefined);
}
