import { own, type Json } from '../model/json.ts';
import { eachLeaf } from '../model/leaves.ts';
import type { CapturedCaller, CapturedTraffic } from '../model/lineage/captured.ts';
import { jwtParts } from './jwt.ts';

/** Values of a login's body that are looked at. */
const nodesMax = 200;
/** A user's name and a password. */
const loginLeavesMin = 2;

/** A caller of the run as far as it can be known again. */
export interface Known {
  readonly name: string;
  /** Token, key, cookies: all that it is let in by. */
  readonly secrets: readonly string[];
  /** What it logs in with. */
  readonly login?: Json;
}

/** The run's caller of each caller of a capture, where exactly one is it. */
export function whoseIs(
  { callers, grants }: CapturedTraffic,
  known: readonly Known[],
  reveal: (tag: string) => string,
): ReadonlyMap<CapturedCaller, string> {
  const owners = new Map<CapturedCaller, string>();
  for (const caller of callers) {
    const shown = caller.credentials.map(reveal);
    const sent = grants
      .filter(({ given }) => given.some((tag) => caller.credentials.includes(tag)))
      .map((grant) => textsOf(grant.sent, reveal));
    const matches = known.filter(
      ({ secrets, login }) =>
        secrets.some((secret) => shown.some((other) => isSame(secret, other))) ||
        (login !== undefined && sent.some((texts) => isIn(login, texts))),
    );
    const [match, ...more] = matches;
    if (match !== undefined && more.length === 0) owners.set(caller, match.name);
    const [only, ...others] = known;
    const isAlone = only !== undefined && others.length === 0 && callers.length === 1;
    if (match === undefined && isAlone && !isAnotherUser(only, shown)) owners.set(caller, only.name);
  }
  return owners;
}

/** The same secret, or a token of the same user by the same issuer. */
function isSame(secret: string, other: string): boolean {
  if (secret === other) return secret !== '';
  const user = userOf(secret);
  return user !== undefined && user === userOf(other);
}

/** Both tokens say who they are of, and they say different people. */
function isAnotherUser({ secrets }: Known, shown: readonly string[]): boolean {
  const mine = secrets.flatMap((secret) => userOf(secret) ?? []);
  const seen = shown.flatMap((secret) => userOf(secret) ?? []);
  return mine.length > 0 && seen.length > 0 && !seen.some((user) => mine.includes(user));
}

/** Issuer and subject (RFC 7519 sections 4.1.1 and 4.1.2). */
function userOf(token: string): string | undefined {
  const claims = jwtParts(token)?.claims;
  const subject = own(claims, 'sub');
  if (typeof subject !== 'string' && typeof subject !== 'number') return undefined;
  return JSON.stringify([own(claims, 'iss') ?? null, String(subject)]);
}

function textsOf(body: Json, reveal: (tag: string) => string): ReadonlySet<string> {
  const texts = new Set<string>();
  eachLeaf(body, { nodesMax }, (leaf) => {
    if (typeof leaf === 'string') texts.add(reveal(leaf));
  });
  return texts;
}

function isIn(login: Json, texts: ReadonlySet<string>): boolean {
  const wanted = [...textsOf(login, (text) => text)].filter((text) => text !== '');
  return wanted.length >= loginLeavesMin && wanted.every((text) => texts.has(text));
}
