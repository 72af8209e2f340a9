import { saysError } from '../../model/api-call.ts';
import type { Exchange } from '../../model/exchange.ts';
import { isVersionDay } from '../../model/path/tokens.ts';
import type { PathTemplate } from '../../model/path-template.ts';
import { isVersion } from '../../model/shape.ts';
import type { Pointer } from '../../model/source.ts';
import type { UnmatchedGroup } from '../rule.ts';
import { slim } from './evidence.ts';

/** Addresses without an operation that are told apart. */
const addressesMax = 20_000;
/** Groups whose first exchange is kept to be shown. */
const shownMax = 2_000;

interface Address {
  readonly method: string;
  readonly origin: string;
  readonly path: string;
  readonly knownPath: boolean;
  readonly first: Exchange;
  readonly statuses: Set<number>;
  readonly credentials: Set<Exchange['credentials']>;
  count: number;
  served: number;
}

/** Calls that the document does not know, kept until the whole capture says which of their segments are parameters. */
export class Unmatched {
  readonly #addresses = new Map<string, Address>();
  readonly #shown = new Map<string, Exchange>();

  see(exchange: Exchange, knownPath: boolean): void {
    const { request, response, credentials } = exchange;
    // A refusal in disguise: servers answer 200 to every path, with the error inside.
    if (saysError(response?.body?.json ?? null)) return;
    const key = `${request.method} ${request.origin}${request.path}`;
    let address = this.#addresses.get(key);
    if (address === undefined) {
      if (this.#addresses.size >= addressesMax) return;
      address = {
        method: request.method,
        origin: request.origin,
        path: request.path,
        knownPath,
        first: this.#addresses.size < shownMax ? slim(exchange) : withoutContent(exchange),
        statuses: new Set(),
        credentials: new Set(),
        count: 0,
        served: 0,
      };
      this.#addresses.set(key, address);
    }
    address.count += 1;
    address.statuses.add(response?.status ?? 0);
    address.credentials.add(credentials);
    const isSuccess = response !== undefined && response.status >= 200 && response.status < 300;
    if (isSuccess && response.body?.json !== undefined) address.served += 1;
  }

  /** By method and template, in the order first seen; origins of one API count together. */
  groups(
    template: (origin: string, path: string) => PathTemplate,
    isOurs: (origin: string) => boolean,
  ): UnmatchedGroup[] {
    const groups = new Map<string, Address & { readonly template: string }>();
    for (const address of this.#addresses.values()) {
      if (!isOurs(address.origin)) continue;
      const path = named(template(address.origin, address.path).path);
      const key = `${address.method} ${path}`;
      const group = groups.get(key);
      if (group === undefined) {
        groups.set(key, { ...address, template: path });
        this.#shown.set(placeOf(address.first.at), address.first);
        continue;
      }
      group.count += address.count;
      group.served += address.served;
      for (const status of address.statuses) group.statuses.add(status);
      for (const credential of address.credentials) group.credentials.add(credential);
    }
    return [...groups.values()].map((group) => ({
      method: group.method,
      path: group.template,
      origin: group.origin,
      count: group.count,
      statuses: [...group.statuses].sort((a, b) => a - b),
      credentials: [...group.credentials],
      first: group.first.at,
      knownPath: group.knownPath,
      served: group.served,
    }));
  }

  /** The exchange behind a group's `first`. */
  shown(at: Pointer): Exchange | undefined {
    return this.#shown.get(placeOf(at));
  }
}

/** Names with digits that whoever wrote the address chose: standards and kinds of business, no ids. */
const namesWithDigits = /^(?:oauth2|saml2|psd2|3ds2?|2fa|x509|s3|k8s|b2b|b2c|c2b|p2p|a2a|h2h|i18n|l10n|iso20022)$/i;
const nameCharsMax = 40;

/**
 * `/v2/cards/{}/pan`: only what reads like a name stays. What a capture shows once nobody can compare, so a segment with a
 * digit, or one that is long, stands for a value: a message tells none.
 */
function named(path: string): string {
  return path
    .replace(/\{[^{}]*\}/g, '{}')
    .split('/')
    .map((segment) => (isName(segment) ? segment : '{}'))
    .join('/');
}

function isName(segment: string): boolean {
  if (segment === '{}' || isVersion(segment) || isVersionDay(segment) || namesWithDigits.test(segment)) return true;
  return segment.length <= nameCharsMax && !/[\d%@<>=;]/.test(segment);
}

function placeOf({ source, path }: Pointer): string {
  return `${source}#${path}`;
}

function withoutContent(exchange: Exchange): Exchange {
  const { request } = exchange;
  const { response: _response, ...rest } = exchange;
  return {
    ...rest,
    request: { method: request.method, origin: request.origin, path: request.path, query: [], headers: [] },
  };
}
