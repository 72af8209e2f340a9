import { bodyOf, created, gone, ok, owned, refuse, text, type Bank, type Route } from '../bank.ts';
import type { Row } from '../db.ts';

const card = (row: Row): unknown => ({
  id: row['id'],
  nickname: row['nickname'],
  status: row['status'],
  last4: String(row['pan']).slice(-4),
  reference: row['reference'],
});
// Each resource refuses in a way of its own, as real systems do.
const notYourCard = refuse(422, 'The card is not owned by the user');

/** A number with the check digit of ISO/IEC 7812, in a range of no issuer that we know of. */
function cardNumber(bank: Bank): string {
  const body = `453201${bank.digits(9)}`;
  const sum = [...body].toReversed().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return body + String((10 - (sum % 10)) % 10);
}

export const cardRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/cards',
    who: 'caller',
    handle: (_request, bank, caller) =>
      ok(bank.db.all('SELECT * FROM cards WHERE owner = ? ORDER BY id', [caller.id]).map(card)),
  },
  {
    method: 'POST',
    path: '/cards',
    who: 'caller',
    handle: (request, bank, caller) => {
      const body = bodyOf(request);
      if (body === undefined) return refuse(400, 'A JSON object is expected');
      const id = bank.id('card');
      bank.db.run('INSERT INTO cards VALUES (?, ?, ?, ?, ?, ?)', [
        id,
        caller.id,
        text(body['nickname'], 'Card'),
        'active',
        cardNumber(bank),
        bank.id('ref'),
      ]);
      bank.db.run('INSERT INTO transactions VALUES (?, ?, ?, ?)', [bank.id('trx'), id, 1_250, 'Corner shop']);
      return created(card(bank.db.one('SELECT * FROM cards WHERE id = ?', [id]) ?? {}));
    },
  },
  {
    method: 'GET',
    path: '/cards/{}',
    who: 'caller',
    handle: (request, bank, caller) => {
      const row = owned(bank, { table: 'cards', id: request.params[0] ?? '', caller, flaw: 'bola-cards-read' });
      return row === undefined ? notYourCard : ok(card(row));
    },
  },
  {
    method: 'PATCH',
    path: '/cards/{}',
    who: 'caller',
    handle: (request, bank, caller) => {
      const row = owned(bank, { table: 'cards', id: request.params[0] ?? '', caller, flaw: 'bola-cards-update' });
      const body = bodyOf(request);
      if (body === undefined) return refuse(400, 'A JSON object is expected');
      if (row === undefined) return notYourCard;
      bank.db.run('UPDATE cards SET nickname = ? WHERE id = ?', [
        text(body['nickname'], String(row['nickname'])),
        String(row['id']),
      ]);
      return ok(card(bank.db.one('SELECT * FROM cards WHERE id = ?', [String(row['id'])]) ?? {}));
    },
  },
  {
    method: 'DELETE',
    path: '/cards/{}',
    who: 'caller',
    handle: (request, bank, caller) => {
      const id = request.params[0] ?? '';
      if (bank.db.run('DELETE FROM cards WHERE id = ? AND owner = ?', [id, caller.id]) === 0) return notYourCard;
      bank.db.run('DELETE FROM transactions WHERE card = ?', [id]);
      return gone;
    },
  },
  {
    method: 'GET',
    path: '/cards/{}/details',
    who: 'caller',
    // Two hundred, with the refusal inside.
    handle: (request, bank, caller) => {
      const row = owned(bank, { table: 'cards', id: request.params[0] ?? '', caller });
      if (row === undefined) return ok({ status: 'error', message: 'unknown card' });
      return ok({
        status: 'ok',
        expires: '09/29',
        maskedNumber: `************${String(row['pan']).slice(-4)}`,
        reference: row['reference'],
      });
    },
  },
  {
    method: 'PUT',
    path: '/cards/{}/limits',
    who: 'caller',
    // Answers as if it had stored them.
    handle: (request) => ok(bodyOf(request) ?? {}),
  },
  {
    method: 'GET',
    path: '/cards/{}/transactions',
    who: 'caller',
    handle: (request, bank, caller) => {
      const row = owned(bank, { table: 'cards', id: request.params[0] ?? '', caller });
      if (row === undefined) return notYourCard;
      const rows = bank.db.all('SELECT * FROM transactions WHERE card = ? ORDER BY id', [String(row['id'])]);
      const extra = bank.has('transactions-pan') ? { cardNumber: row['pan'] } : {};
      return ok(
        rows.map((entry) => ({
          id: entry['id'],
          amountMinor: entry['amount_minor'],
          merchant: entry['merchant'],
          ...extra,
        })),
      );
    },
  },
];
