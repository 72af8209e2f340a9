import type { ProbeTwins, TwinHandler } from '#rule';
import { app, collection, textIn } from '#twin';

const users = new Map([
  ['4be70c19d5fa82', { name: 'ann' }],
  ['93d2a6f81c07eb', { name: 'bob' }],
]);
const names: Readonly<Record<string, string>> = { customer: 'Ms Berg', bank: 'Northpay' };

/** Names are filled in by both; what is no name, one works out and the other takes away. */
function filled(template: string, evaluates: boolean): string {
  return template.replaceAll(
    /\{\{\s*([^{}]*?)\s*\}\}|\$\{\s*([^{}]*?)\s*\}/g,
    (_all, curly?: string, dollar?: string) => {
      const expression = curly ?? dollar ?? '';
      const product = /^(\d{1,7})\s*\*\s*(\d{1,7})$/.exec(expression);
      if (product !== null && evaluates) return String(Number(product[1]) * Number(product[2]));
      return Object.hasOwn(names, expression) ? (names[expression] ?? '') : '';
    },
  );
}

function server({ evaluates }: { readonly evaluates: boolean }): TwinHandler {
  const mails = collection({
    path: '/mails',
    take: (body) => {
      const greeting = textIn(body, 'greeting', 300);
      const { quantity = 1, unitCents = 1 } = body;
      if (greeting === undefined || !Number.isInteger(quantity) || !Number.isInteger(unitCents)) return undefined;
      const totalCents = Number(quantity) * Number(unitCents);
      return { quantity, unitCents, totalCents, preview: `${filled(greeting, evaluates)} you owe us ${totalCents}.` };
    },
  });
  return app({ users, routes: mails.routes });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', token: '4be70c19d5fa82' },
    { name: 'bob', token: '93d2a6f81c07eb' },
  ],
  vulnerable: () => server({ evaluates: true }),
  hardened: () => server({ evaluates: false }),
};
