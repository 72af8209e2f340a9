import { createHash } from 'node:crypto';
import type { Db, Row } from './db.ts';

/** Every flaw of the server, each read at one place in the code. */
export type ServerFlaw =
  | 'bola-cards-read'
  | 'bola-accounts-read'
  | 'bola-transfers-read'
  | 'bola-cards-update'
  | 'bola-beneficiaries-update'
  | 'auth-documents-missing'
  | 'auth-loyalty-garbage'
  | 'jwt-none'
  | 'mass-role'
  | 'archive-alive'
  | 'search-stack'
  | 'debug-endpoint'
  | 'transactions-pan'
  | 'quotes-open'
  | 'notifications-token-in-url'
  | 'transfers-twice';

export interface Caller {
  readonly id: string;
  readonly role: string;
}
export interface Request {
  readonly method: string;
  readonly path: string;
  readonly params: readonly string[];
  readonly token: string | undefined;
  readonly text: string;
  readonly idempotencyKey: string | undefined;
}
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}
export interface Bank {
  readonly db: Db;
  readonly key: string;
  now(): number;
  /** `card_` and 20 letters and digits nobody guesses. */
  id(prefix: string): string;
  /** Digits from the same source. */
  digits(count: number): string;
  has(flaw: ServerFlaw): boolean;
}
export type Handler = (request: Request, bank: Bank, caller: Caller) => Answer;

export interface Route {
  readonly method: string;
  /** `/cards/{}` */
  readonly path: string;
  /** `nobody`: no credential is looked at; `caller`: one is needed; `admin`: one with that role. */
  readonly who: 'nobody' | 'caller' | 'admin';
  readonly handle: Handler;
}

export const ok = (body: unknown): Answer => ({ status: 200, body });
export const created = (body: unknown): Answer => ({ status: 201, body });
export const gone: Answer = { status: 204 };
export function refuse(status: number, title: string): Answer {
  return { status, body: { title, status } };
}

/** The body as an object; anything else is refused as the caller's mistake. */
export function bodyOf(request: Request): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(request.text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}

export function text(value: unknown, fallback = ''): string {
  return typeof value === 'string' ? value.slice(0, 60) : fallback;
}

/** Passwords are stored as hashes; a staging system's are salted with the address. */
export function hashed(email: string, password: string): string {
  return createHash('sha256').update(`${email}:${password}`).digest('hex');
}

/** The row with this id: the caller's own, or, with the flaw, anybody's. */
export function owned(
  bank: Bank,
  {
    table,
    id,
    caller,
    flaw,
  }: { readonly table: string; readonly id: string; readonly caller: Caller; readonly flaw?: ServerFlaw },
): Row | undefined {
  const row = bank.db.one(`SELECT * FROM ${table} WHERE id = ?`, [id]);
  const isOpen = flaw !== undefined && bank.has(flaw);
  return row !== undefined && (isOpen || row['owner'] === caller.id) ? row : undefined;
}
