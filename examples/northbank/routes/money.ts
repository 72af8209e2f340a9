import { bodyOf, created, gone, ok, owned, refuse, text, type Bank, type Route } from '../bank.ts';
import type { Row } from '../db.ts';

const account = (row: Row): unknown => ({
  id: row['id'],
  label: row['label'],
  iban: row['iban'],
  balanceMinor: row['balance_minor'],
});
const beneficiary = (row: Row): unknown => ({ id: row['id'], label: row['label'], reference: row['reference'] });
const transfer = (row: Row): unknown => ({
  id: row['id'],
  amountMinor: row['amount_minor'],
  reference: row['reference'],
  tracking: row['tracking'],
});
const noSuchThing = refuse(404, 'There is no such thing');
const toLogin = { status: 302, headers: { location: '/v2/auth/login' } };

/** As the document says. */
const amountMinorMax = 100_000;
const isAmount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= amountMinorMax;

const own = (bank: Bank, table: string, owner: string): readonly Row[] =>
  bank.db.all(`SELECT * FROM ${table} WHERE owner = ? ORDER BY id`, [owner]);

const accountRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/accounts',
    who: 'caller',
    handle: (_request, bank, caller) => ok(own(bank, 'accounts', caller.id).map(account)),
  },
  {
    method: 'POST',
    path: '/accounts',
    who: 'caller',
    handle: (request, bank, caller) => {
      if (bodyOf(request) === undefined) return refuse(400, 'A JSON object is expected');
      const id = bank.id('acc');
      bank.db.run('INSERT INTO accounts VALUES (?, ?, ?, ?, ?)', [
        id,
        caller.id,
        text(bodyOf(request)?.['label'], 'Account'),
        `NB00${bank.digits(16)}`,
        0,
      ]);
      return created(account(bank.db.one('SELECT * FROM accounts WHERE id = ?', [id]) ?? {}));
    },
  },
  {
    method: 'GET',
    path: '/accounts/{}',
    who: 'caller',
    handle: (request, bank, caller) => {
      const row = owned(bank, { table: 'accounts', id: request.params[0] ?? '', caller, flaw: 'bola-accounts-read' });
      return row === undefined ? noSuchThing : ok(account(row));
    },
  },
  {
    method: 'DELETE',
    path: '/accounts/{}',
    who: 'caller',
    handle: (request, bank, caller) =>
      bank.db.run('DELETE FROM accounts WHERE id = ? AND owner = ?', [request.params[0] ?? '', caller.id]) === 0
        ? noSuchThing
        : gone,
  },
];

const beneficiaryRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/beneficiaries',
    who: 'caller',
    handle: (_request, bank, caller) => ok(own(bank, 'beneficiaries', caller.id).map(beneficiary)),
  },
  {
    method: 'POST',
    path: '/beneficiaries',
    who: 'caller',
    handle: (request, bank, caller) => {
      if (bodyOf(request) === undefined) return refuse(400, 'A JSON object is expected');
      const id = bank.id('ben');
      bank.db.run('INSERT INTO beneficiaries VALUES (?, ?, ?, ?)', [
        id,
        caller.id,
        text(bodyOf(request)?.['label'], 'Beneficiary'),
        bank.id('ref'),
      ]);
      return created(beneficiary(bank.db.one('SELECT * FROM beneficiaries WHERE id = ?', [id]) ?? {}));
    },
  },
  {
    method: 'GET',
    path: '/beneficiaries/{}',
    who: 'caller',
    handle: (request, bank, caller) => {
      const row = owned(bank, { table: 'beneficiaries', id: request.params[0] ?? '', caller });
      return row === undefined ? noSuchThing : ok(beneficiary(row));
    },
  },
  {
    method: 'PUT',
    path: '/beneficiaries/{}',
    who: 'caller',
    handle: (request, bank, caller) => {
      const row = owned(bank, {
        table: 'beneficiaries',
        id: request.params[0] ?? '',
        caller,
        flaw: 'bola-beneficiaries-update',
      });
      const body = bodyOf(request);
      if (body === undefined) return refuse(400, 'A JSON object is expected');
      if (row === undefined) return noSuchThing;
      bank.db.run('UPDATE beneficiaries SET label = ? WHERE id = ?', [
        text(body['label'], String(row['label'])),
        String(row['id']),
      ]);
      return ok(beneficiary(bank.db.one('SELECT * FROM beneficiaries WHERE id = ?', [String(row['id'])]) ?? {}));
    },
  },
  {
    method: 'DELETE',
    path: '/beneficiaries/{}',
    who: 'caller',
    // Two hundred for unknown ones as well.
    handle: (request, bank, caller) => (
      bank.db.run('DELETE FROM beneficiaries WHERE id = ? AND owner = ?', [request.params[0] ?? '', caller.id]),
      { status: 200 }
    ),
  },
];

const makeTransfer: Route['handle'] = (request, bank, caller) => {
  const body = bodyOf(request);
  if (body === undefined) return refuse(400, 'A JSON object is expected');
  const amount = body['amountMinor'];
  // A negative amount would take money from whoever is to get it.
  if (!isAmount(amount)) return refuse(422, 'The amount is a whole number of cents');
  const id = bank.id('tra');
  bank.db.run('INSERT INTO transfers VALUES (?, ?, ?, ?, ?)', [
    id,
    caller.id,
    amount,
    text(body['reference'], 'Transfer'),
    bank.id('trk'),
  ]);
  return created(transfer(bank.db.one('SELECT * FROM transfers WHERE id = ?', [id]) ?? {}));
};

const transferRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/transfers',
    who: 'caller',
    handle: (_request, bank, caller) => ok(own(bank, 'transfers', caller.id).map(transfer)),
  },
  {
    method: 'POST',
    path: '/transfers',
    who: 'caller',
    handle: (request, bank, caller) => {
      const key = request.idempotencyKey;
      if (key === undefined || bank.has('transfers-twice')) return makeTransfer(request, bank, caller);
      const known = bank.db.one('SELECT answer FROM idempotency WHERE owner = ? AND key = ?', [caller.id, key]);
      if (known !== undefined) return created(JSON.parse(String(known['answer'])));
      const answer = makeTransfer(request, bank, caller);
      if (answer.status === 201)
        bank.db.run('INSERT INTO idempotency VALUES (?, ?, ?)', [caller.id, key, JSON.stringify(answer.body)]);
      return answer;
    },
  },
  { method: 'POST', path: '/transfers/batch', who: 'caller', handle: () => ok({ checked: true }) },
  {
    method: 'GET',
    path: '/transfers/{}',
    who: 'caller',
    handle: (request, bank, caller) => {
      const row = owned(bank, { table: 'transfers', id: request.params[0] ?? '', caller, flaw: 'bola-transfers-read' });
      return row === undefined ? toLogin : ok(transfer(row));
    },
  },
  {
    method: 'DELETE',
    path: '/transfers/{}',
    who: 'caller',
    handle: (request, bank, caller) =>
      bank.db.run('DELETE FROM transfers WHERE id = ? AND owner = ?', [request.params[0] ?? '', caller.id]) === 0
        ? toLogin
        : gone,
  },
  {
    method: 'GET',
    path: '/transfers/{}/receipt',
    who: 'caller',
    handle: (request, bank, caller) => {
      const row = owned(bank, { table: 'transfers', id: request.params[0] ?? '', caller });
      return row === undefined ? toLogin : ok({ id: row['id'], tracking: row['tracking'] });
    },
  },
];

export const moneyRoutes: readonly Route[] = [...accountRoutes, ...beneficiaryRoutes, ...transferRoutes];
