import type { ApiModel, Operation } from '../model/api.ts';
import { matcher, type Matcher } from '../model/match.ts';
import { percentDecoded } from '../model/percent.ts';
import { matchesAny, type Called } from './glob.ts';
import type { Scope } from './scope.ts';

export interface RefusalWorld {
  readonly api: ApiModel;
  readonly scope: Scope;
  /** Where calls go that have no operation. */
  readonly servers: Operation['servers'];
  /** Globs of `policy.never`. */
  readonly never: readonly string[];
}

/** What the config says never to call, by whichever of its names. */
export class Refusals {
  readonly #world: RefusalWorld;
  readonly #operations: ReadonlySet<Called>;
  readonly #match: Matcher;

  constructor(world: RefusalWorld) {
    this.#world = world;
    this.#operations = new Set(world.api.operations);
    this.#match = matcher(world.api);
  }

  /** Why an operation, or a call by its path below the base path, is never sent. */
  of(called: Called): string | undefined {
    const { never } = this.#world;
    const isListed =
      matchesAny(never, called) || [this.operationOf(called)].some((one) => one && matchesAny(never, one));
    return isListed ? 'the config says never to call it' : undefined;
  }

  /** The same of an address, by each of its spellings. */
  at(method: string, url: URL): string | undefined {
    // What another host calls so is no call of the target: only the whole address names it.
    if (url.origin !== this.#world.scope.origin) return this.of({ method, path: url.href });
    return this.spellings(method, url)
      .map((called) => this.of(called))
      .find((refusal) => refusal !== undefined);
  }

  /** What of the document a call leads to: `/cards/c_1` is one of `/cards/{cardId}`. */
  operationOf(called: Called): Operation | undefined {
    const { method, path } = called;
    if (this.#operations.has(called)) return called as Operation;
    return this.#match(method, this.#world.scope.origin, path.split('?', 1)[0] ?? '').operation;
  }

  /** Decoded as often as a chain of proxies may: what is never called is never called by another spelling either. */
  spellings(method: string, url: URL): readonly Called[] {
    const { scope, servers } = this.#world;
    const base = scope.urlOf({ servers }, '/').pathname.replace(/\/+$/, '');
    return spellingsOf(url).map((pathname) => {
      const path = pathname.startsWith(`${base}/`) ? pathname.slice(base.length) : pathname;
      return { method, path, servers };
    });
  }
}

function spellingsOf({ origin, pathname }: URL): readonly string[] {
  const once = percentDecoded(pathname);
  return [...new Set([pathname, once, percentDecoded(once)])].map((path) => {
    const plain = new URL(origin);
    plain.pathname = path.replace(/\/{2,}/g, '/').replace(/;[^/]*/g, '');
    return plain.pathname;
  });
}
