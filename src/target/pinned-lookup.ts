import { lookup as resolveHost, type LookupAddress } from 'node:dns';
import { isIP } from 'node:net';

type Found = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void;
export type Lookup = (host: string, options: { readonly all?: boolean }, done: Found) => void;
/** How names become addresses; tests pass their own. */
export type Resolve = (
  host: string,
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** All addresses: `localhost` is `::1` as well as `127.0.0.1`, and only one of them may listen. */
const byDns: Resolve = (host, done) => resolveHost(host, { all: true }, done);

/** A lookup that answers with the addresses a host had at first in this run: DNS cannot lead a later request elsewhere. */
export function pinnedLookup(resolve: Resolve = byDns): Lookup {
  const pinned = new Map<string, LookupAddress[]>();
  return (host, { all }, done) => {
    const answer = (addresses: LookupAddress[]): void => {
      const [first] = addresses;
      if (first === undefined) return done(new Error(`no address for ${host}`), '', 0);
      if (all === true) done(null, addresses);
      else done(null, first.address, first.family);
    };
    const known = pinned.get(host) ?? (isIP(host) > 0 ? [{ address: host, family: isIP(host) }] : undefined);
    if (known !== undefined) return answer(known);
    resolve(host, (error, addresses) => {
      if (error !== null) return done(error, '', 0);
      // Two first requests may ask at the same time: the first answer holds for both.
      const kept = pinned.get(host) ?? addresses;
      pinned.set(host, kept);
      answer(kept);
    });
  };
}
