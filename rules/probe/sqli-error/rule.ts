import {
  compared,
  isHeaderSlot,
  isTextSlot,
  NotTested,
  probeRule,
  screenOf,
  sendAt,
  shown,
  textIn,
  unusable,
  type Exchange,
} from '#rule';
import { databaseErrors } from './errors.ts';

export default probeRule({
  id: 'sqli-error',
  title: 'A quote in a value breaks the SQL statement',
  severity: 'high',
  owasp: ['API8:2023'],
  cwe: 89,
  controls: ['PCI DSS 6.2.4'],
  impact: 'read',
  per: 'input',
  requests: 16,
  identities: 1,
  yieldsTo: ['auth-missing', 'auth-garbage-ok', 'sqli-boolean'],
  why: `One quote ends the text in the statement, and what follows is read as SQL: the error says that it was. From there it is a matter of patience to read other tables, and O'Leary cannot use the search either.`,
  fix: `Give the value to the database beside the statement, never inside it:

\`\`\`js
db.all('SELECT id FROM disputes WHERE owner = ? AND merchant LIKE ?', [req.user.id, req.query.merchant]);
\`\`\`

Doubling quotes by hand is no fix: it is forgotten once, and differs from database to database.`,

  applies: ({ operation, input }, api) =>
    input !== undefined && (isTextSlot({ operation, input }, api, 12) || isHeaderSlot({ operation, input }, api, 12)),

  async *probe({ operation, input }, target) {
    if (input === undefined) throw new NotTested('no input');
    const screen = await screenOf(target, { operation, input });
    if ('undecided' in screen) return screen;
    if (!screen.tellsApart || !isBroken(screen.quoted, [screen.loaded, screen.exchange])) return 'decided';
    const send = sendAt(target, { operation, input }, screen);
    for (const quote of ["'", '"']) {
      const ask = (text: string, fresh = false): Promise<Exchange> => send(`sp${target.random(8)}${text}`, { fresh });
      const one = await ask(quote);
      const two = await ask(quote + quote);
      const none = await ask('');
      const failed = unusable(one, two, none);
      if (failed !== undefined) return { undecided: failed };
      if (!isBroken(one, [two, none])) continue;
      // Four are two that are escaped; three are one too many.
      const three = await ask(quote.repeat(3));
      const again = await ask(quote, true);
      if (!isBroken(three, [two, none]) || !isBroken(again, [two, none]))
        return { undecided: 'it did not happen again' };
      if (!databaseErrors(textIn(one)).some((error) => !databaseErrors(textIn(two)).includes(error))) {
        // Others mind an odd quote as well: shells, query languages, JSON put together by hand. SQL alone has comments like these.
        const commented = [await ask(`${quote}-- x`), await ask(`${quote})-- x`)];
        const unclear = unusable(...commented);
        if (unclear !== undefined) return { undecided: unclear };
        if (commented.every((answer) => isBroken(answer, [two, none])))
          return { undecided: 'it fails on an odd quote, and nothing says that it is its database' };
      }
      yield {
        at: operation.at,
        subject: `request/${input.in}/${input.name}`,
        message: `${operation.id} fails in its database where ${input.name} holds a quote.`,
        evidence: [
          shown(target, 'A random text.', none),
          shown(target, 'With two quotes, which in SQL stand for one.', two),
          shown(target, 'With one.', one),
          shown(target, 'With three.', three),
          shown(target, 'With one, on a new connection.', again),
          compared('Answers by quotes', 'none or two: no error', 'one or three: an error of the database'),
        ],
      };
      return 'decided';
    }
    return 'decided';
  },
});

/** The error of a database, or a failure of the server, that none of the others has. */
function isBroken(exchange: Exchange, others: readonly Exchange[]): boolean {
  const errorsIn = (one: Exchange): readonly string[] => databaseErrors(textIn(one));
  const status = exchange.response?.status ?? 0;
  if (status === 500 && others.every(({ response }) => (response?.status ?? 500) < 500)) return true;
  const known = new Set(others.flatMap(errorsIn));
  return errorsIn(exchange).some((error) => !known.has(error));
}
