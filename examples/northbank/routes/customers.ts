import { bodyOf, created, gone, hashed, ok, refuse, text, type Answer, type Bank, type Route } from '../bank.ts';
import type { Row } from '../db.ts';
import { sign } from '../jwt.ts';

const tokenSeconds = 3_600;

const profile = (row: Row): unknown => ({
  id: row['id'],
  email: row['email'],
  role: row['role'],
  displayName: row['display_name'],
});

/** Ten wrong passwords for one address, fifty accounts in all: then everybody waits (PCI DSS 8.3.4). */
const triesMax = { login: 10, register: 50 } as const;
const waitSeconds = 900;
const tooMany: Answer = { ...refuse(429, 'Too many tries'), headers: { 'retry-after': String(waitSeconds) } };

function isTriedOut(bank: Bank, kind: keyof typeof triesMax, what: string): boolean {
  const since = bank.now() - waitSeconds * 1_000;
  return bank.db.all('SELECT at FROM tries WHERE what = ? AND at > ?', [what, since]).length >= triesMax[kind];
}

function noteTry(bank: Bank, what: string): void {
  bank.db.run('INSERT INTO tries VALUES (?, ?)', [what, bank.now()]);
}

/** A new customer finds two documents waiting. */
export function addUser(
  bank: Bank,
  user: { readonly email: string; readonly password: string; readonly role: string },
): Row | undefined {
  if (bank.db.one('SELECT id FROM users WHERE email = ?', [user.email]) !== undefined) return undefined;
  const id = bank.id('cus');
  bank.db.run('INSERT INTO users VALUES (?, ?, ?, ?, ?, ?, ?)', [
    id,
    user.email,
    hashed(user.email, user.password),
    user.role,
    'New customer',
    'en',
    '',
  ]);
  for (const title of ['Terms', 'Price list'])
    bank.db.run('INSERT INTO documents VALUES (?, ?, ?)', [bank.id('doc'), id, title]);
  return bank.db.one('SELECT * FROM users WHERE id = ?', [id]);
}

export const customerRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/auth/register',
    who: 'nobody',
    handle: (request, bank) => {
      const body = bodyOf(request);
      const [email, password] = [text(body?.['email']), text(body?.['password'])];
      if (body === undefined) return refuse(400, 'A JSON object is expected');
      if (!email.includes('@') || password === '') return refuse(422, 'An address and a password are needed');
      if (isTriedOut(bank, 'register', 'register')) return tooMany;
      noteTry(bank, 'register');
      const row = addUser(bank, { email, password, role: 'customer' });
      return row === undefined ? refuse(409, 'There is such a customer already') : created(profile(row));
    },
  },
  {
    method: 'POST',
    path: '/auth/login',
    who: 'nobody',
    handle: (request, bank) => {
      const body = bodyOf(request);
      const email = text(body?.['email']);
      if (isTriedOut(bank, 'login', `login ${email}`)) return tooMany;
      const row = bank.db.one('SELECT * FROM users WHERE email = ? AND password = ?', [
        email,
        hashed(email, text(body?.['password'])),
      ]);
      if (row === undefined) {
        noteTry(bank, `login ${email}`);
        return refuse(401, 'Wrong address or password');
      }
      const claims = {
        sub: String(row['id']),
        role: String(row['role']),
        exp: Math.floor(bank.now() / 1_000) + tokenSeconds,
      };
      return { ...ok({ status: 'ok' }), headers: { 'X-Auth-Token': sign(claims, bank.key) } };
    },
  },
  {
    method: 'GET',
    path: '/otp/resend',
    who: 'caller',
    // A GET that does something: every call sends a message.
    handle: (_request, bank, caller) => (
      bank.db.run('INSERT INTO otp VALUES (?, ?)', [caller.id, bank.now()]),
      { status: 202 }
    ),
  },
  {
    method: 'GET',
    path: '/me',
    who: 'caller',
    handle: (_request, bank, caller) => ok(profile(bank.db.one('SELECT * FROM users WHERE id = ?', [caller.id]) ?? {})),
  },
  {
    method: 'PATCH',
    path: '/me',
    who: 'caller',
    handle: (request, bank, caller) => {
      const body = bodyOf(request);
      if (body === undefined) return refuse(400, 'A JSON object is expected');
      if (typeof body['displayName'] === 'string')
        bank.db.run('UPDATE users SET display_name = ? WHERE id = ?', [text(body['displayName']), caller.id]);
      if (bank.has('mass-role') && typeof body['role'] === 'string')
        bank.db.run('UPDATE users SET role = ? WHERE id = ?', [text(body['role']), caller.id]);
      return ok(profile(bank.db.one('SELECT * FROM users WHERE id = ?', [caller.id]) ?? {}));
    },
  },
  { method: 'GET', path: '/me/security', who: 'caller', handle: () => ok({ secondFactor: 'app' }) },
  {
    method: 'GET',
    path: '/customers/{}/preferences',
    who: 'caller',
    handle: (_request, bank, caller) => ok(preferences(bank, caller.id)),
  },
  {
    method: 'PUT',
    path: '/customers/{}/preferences',
    who: 'caller',
    // The id in the path is ignored: the caller's own preferences are set, whoever is named.
    handle: (request, bank, caller) => {
      const body = bodyOf(request);
      if (body === undefined) return refuse(400, 'A JSON object is expected');
      bank.db.run('UPDATE users SET language = ?, note = ? WHERE id = ?', [
        text(body['language'], 'en'),
        text(body['note']),
        caller.id,
      ]);
      return ok(preferences(bank, caller.id));
    },
  },
  {
    method: 'GET',
    path: '/documents',
    who: 'nobody',
    // A caller whose token holds was answered before; what comes here has none.
    handle: (_request, bank) =>
      bank.has('auth-documents-missing')
        ? ok(bank.db.all('SELECT id, title FROM documents ORDER BY id'))
        : refuse(401, 'Log in first'),
  },
  {
    method: 'GET',
    path: '/loyalty',
    who: 'caller',
    handle: (_request, bank, caller) =>
      ok({
        memberNumber: `M${caller.id.slice(4)}`,
        points: bank.db.all('SELECT id FROM transfers WHERE owner = ?', [caller.id]).length,
      }),
  },
  {
    method: 'GET',
    path: '/notifications',
    who: 'caller',
    handle: () => ok([{ id: 'ntf_welcome', text: 'Welcome to Northbank' }]),
  },
  { method: 'GET', path: '/insights', who: 'caller', handle: () => ok({ month: '2026-01', spentMinor: 0 }) },
  { method: 'GET', path: '/promotions', who: 'caller', handle: () => ok([{ title: 'Two months free' }]) },
  {
    method: 'GET',
    path: '/admin/users',
    who: 'admin',
    handle: (_request, bank) => ok(bank.db.all('SELECT * FROM users ORDER BY id').map(profile)),
  },
  {
    method: 'POST',
    path: '/admin/reset',
    who: 'admin',
    handle: (_request, bank) => {
      for (const table of ['cards', 'accounts', 'transfers', 'beneficiaries']) bank.db.run(`DELETE FROM ${table}`);
      return gone;
    },
  },
];

function preferences(bank: Bank, id: string): unknown {
  const row = bank.db.one('SELECT language, note FROM users WHERE id = ?', [id]);
  return { language: row?.['language'], note: row?.['note'] };
}
