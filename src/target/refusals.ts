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

/** What an address may be taken for on its way. */
export interface Spelling {
  readonly called: Called;
  /** What of the document stands there. */
  readonly operation?: Operation;
}

/** What the config says never to call, by whichever of its names. */
export class Refusals {
  readonly #world: RefusalWorld;
  readonly #match: Matcher;

  constructor(world: RefusalWorld) {
    this.#world = world;
    this.#match = matcher(world.api);
  }

  /** Why an operation, or a call by its path below the base path, is never sent. */
  of(called: Called): string | undefined {
    return matchesAny(this.#world.never, called) ? 'the config says never to call it' : undefined;
  }

  /** The same of an address: by each of its spellings, and by the operation that stands there. */
  at(method: string, url: URL): string | undefined {
    // What another host calls so is no call of the target: only the whole address names it.
    if (url.origin !== this.#world.scope.origin) return this.of({ method, path: url.href });
    for (const { called, operation } of this.spellings(method, url)) {
      const refusal = this.of(called) ?? (operation && this.of(operation));
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  }

  /** The operation that an address of the target leads to. */
  operationAt(method: string, { origin, pathname }: URL): Operation | undefined {
    return this.#match(method, origin, pathname).operation;
  }

  /** Decoded as often as a chain of proxies may: what is never called is never called by another spelling either. */
  spellings(method: string, url: URL): readonly Spelling[] {
    const { scope, servers } = this.#world;
    const base = scope.urlOf({ servers }, '/').pathname.replace(/\/+$/, '');
    return spellingsOf(url).map((pathname) => {
      const path = pathname.startsWith(`${base}/`) ? pathname.slice(base.length) : pathname;
      const { operation } = this.#match(method, scope.origin, path);
      return { called: { method, path, servers }, ...(operation === undefined ? {} : { operation }) };
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
