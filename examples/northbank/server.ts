import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { refuse, type Answer, type Bank, type Caller, type Request, type Route, type ServerFlaw } from './bank.ts';
import { Db, type Row } from './db.ts';
import { claimsOf, verify } from './jwt.ts';
import { addUser, customerRoutes } from './routes/customers.ts';
import { cardRoutes } from './routes/cards.ts';
import { moneyRoutes } from './routes/money.ts';
import { openRoutes } from './routes/open.ts';

export interface NorthbankOptions {
  /** Flaws that are on: all, none, or a set of ids. */
  readonly switches: ReadonlySet<string> | 'leaky' | 'hardened';
  /** Ids and numbers come from it: the same seed, the same bank. */
  readonly seed?: number;
  readonly now?: () => number;
  readonly adminPassword?: string;
}
export interface Northbank {
  /** `http://127.0.0.1:<port>`, the API below `/v2`. */
  readonly url: string;
  close(): Promise<void>;
  dumpRows(): Readonly<Record<string, readonly Row[]>>;
}

const routes: readonly Route[] = [...customerRoutes, ...cardRoutes, ...moneyRoutes, ...openRoutes];
const bodyBytesMax = 100_000;

/** The bank on a free port of the loopback interface. */
export async function startNorthbank(options: NorthbankOptions): Promise<Northbank> {
  const db = await Db.open();
  const bank = bankOf(db, options);
  addUser(bank, {
    email: 'admin@northbank.example',
    password: options.adminPassword ?? 'admin-password-of-staging',
    role: 'admin',
  });
  const server = createServer((request, response) => void serve(request, response, bank));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, dumpRows: () => db.dump(), close: () => closed(server, db) };
}

function closed(server: Server, db: Db): Promise<void> {
  return new Promise((resolve) => {
    server.closeAllConnections();
    server.close(() => (db.close(), resolve()));
  });
}

function bankOf(db: Db, { switches, seed = 1, now = Date.now }: NorthbankOptions): Bank {
  const random = generator(seed);
  const pick = (alphabet: string, count: number): string =>
    Array.from({ length: count }, () => alphabet[Math.floor(random() * alphabet.length)]).join('');
  return {
    db,
    key: pick('abcdefghijklmnopqrstuvwxyz234567', 40),
    now,
    id: (prefix) => `${prefix}_${pick('abcdefghijkmnpqrstuvwxyz23456789', 20)}`,
    digits: (count) => pick('0123456789', count),
    has: (flaw: ServerFlaw) => switches === 'leaky' || (switches !== 'hardened' && switches.has(flaw)),
  };
}

/** mulberry32: small, seeded, good enough for a bank that is none. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Whatever a caller does, the bank answers or hangs up; it never stops. */
async function serve(incoming: IncomingMessage, response: ServerResponse, bank: Bank): Promise<void> {
  let text: string | undefined;
  try {
    text = await textOf(incoming);
  } catch {
    // An upload that was broken off: there is nobody to answer to.
    response.destroy();
    return;
  }
  respond(response, text === undefined ? refuse(413, 'The body is too large') : safely(incoming, text, bank));
}

/** Undefined: longer than a bank's forms are. The rest is read and dropped, so that the caller hears the answer. */
async function textOf(incoming: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming) {
    bytes += (chunk as Buffer).length;
    if (bytes <= bodyBytesMax) chunks.push(chunk as Buffer);
  }
  return bytes > bodyBytesMax ? undefined : Buffer.concat(chunks).toString('utf8');
}

/** A mistake of the bank's own is told without its inside. */
function safely(incoming: IncomingMessage, text: string, bank: Bank): Answer {
  try {
    return answerTo(requestOf(incoming, text, bank), bank);
  } catch {
    return refuse(500, 'Internal error');
  }
}

function requestOf(incoming: IncomingMessage, text: string, bank: Bank): Request {
  const path = (incoming.url ?? '/').split('?', 1)[0] ?? '/';
  const query = new URLSearchParams((incoming.url ?? '').split('?')[1] ?? '');
  // Old clients send the token in the query; where it is honoured, it lands in every log on the way.
  const inQuery = bank.has('notifications-token-in-url') ? query.get('access_token') : null;
  const token = /^Bearer (.+)$/.exec(incoming.headers.authorization ?? '')?.[1] ?? inQuery ?? undefined;
  const key = incoming.headers['idempotency-key'];
  const idempotencyKey = Array.isArray(key) ? key[0] : key;
  return { method: incoming.method ?? 'GET', path, params: [], token, text, idempotencyKey };
}

function respond(response: ServerResponse, answer: Answer): void {
  const type = answer.status >= 400 ? 'application/problem+json' : 'application/json';
  response.writeHead(answer.status, {
    ...(answer.body === undefined ? {} : { 'content-type': type }),
    'cache-control': 'no-store',
    ...answer.headers,
  });
  response.end(answer.body === undefined ? undefined : JSON.stringify(answer.body));
}

const unknown = refuse(404, 'There is no such thing');

function answerTo(request: Request, bank: Bank): Answer {
  if (!request.path.startsWith('/v2/')) return unknown;
  const found = match(request.method, request.path.slice(3));
  if (found === undefined) return unknown;
  const { route, params } = found;
  const asked: Request = { ...request, params };
  const caller = callerOf(asked, route, bank);
  // A quote for everybody, though the document asks for a login.
  if (route.who === 'nobody' || (route.path === '/quotes' && bank.has('quotes-open')))
    return forNobody(asked, route, { bank, caller });
  if (caller === undefined) return refuse(401, 'Log in first');
  // Not 403: this bank answers a missing role as a missing login.
  if (route.who === 'admin' && caller.role !== 'admin') return refuse(401, 'Log in first');
  return route.handle(asked, bank, caller);
}

function forNobody(
  request: Request,
  route: Route,
  { bank, caller }: { readonly bank: Bank; readonly caller: Caller | undefined },
): Answer {
  // Documents are checked in their own handler, where the flaw is; a caller that is known gets its own.
  if (route.path === '/documents' && caller !== undefined)
    return {
      status: 200,
      body: bank.db.all('SELECT id, title FROM documents WHERE owner = ? ORDER BY id', [caller.id]),
    };
  return route.handle(request, bank, caller ?? { id: '', role: 'nobody' });
}

function callerOf({ token }: Request, route: Route, bank: Bank): Caller | undefined {
  if (token === undefined) return undefined;
  const isBelieved = route.path === '/loyalty' && bank.has('auth-loyalty-garbage');
  const claims = isBelieved
    ? claimsOf(token)
    : verify(token, bank.key, { now: bank.now(), acceptNone: bank.has('jwt-none') });
  const row = claims === undefined ? undefined : bank.db.one('SELECT id, role FROM users WHERE id = ?', [claims.sub]);
  return row === undefined ? undefined : { id: String(row['id']), role: String(row['role']) };
}

function match(
  method: string,
  path: string,
): { readonly route: Route; readonly params: readonly string[] } | undefined {
  const given = path.split('/').map(decoded);
  for (const route of routes) {
    const wanted = route.path.split('/');
    if (route.method !== method || wanted.length !== given.length) continue;
    if (wanted.every((segment, index) => segment === '{}' || segment === given[index]))
      return { route, params: given.filter((_, index) => wanted[index] === '{}') };
  }
  return undefined;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
