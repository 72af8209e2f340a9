import { describe, expect, it } from 'vitest';
import { apiOf, bank, documentOf, json, opened, operation, serve } from './bank.ts';

describe('objects that are looked for at the same moment', () => {
  it('are made once for one wish', async () => {
    const { handler, cards } = bank();
    const target = await opened((await serve(handler)).url);
    const card = operation(target, 'GET /cards/{cardId}');
    const { target: view } = target;
    const [first, second] = await Promise.all([1, 2].map(() => view.object(card, view.users[0], { made: true })));
    expect(first?.parameters).toEqual({ cardId: expect.stringMatching(/./) });
    expect(second?.parameters).toEqual(first?.parameters);
    expect(cards.size).toBe(1);
  });

  it('are two where each is to be used up', async () => {
    const { handler, cards } = bank();
    const target = await opened((await serve(handler)).url);
    const card = operation(target, 'DELETE /cards/{cardId}');
    const { target: view } = target;
    const found = await Promise.all([1, 2].map(() => view.object(card, view.users[0], { made: true, spent: true })));
    expect(new Set(found.map((one) => one?.parameters['cardId'])).size).toBe(2);
    expect(cards.size).toBe(2);
  });

  it('are not held up by one that could not be had, and each probe hears its own reason', async () => {
    const path = (name: string): string =>
      `{ parameters: [{ name: ${name}, in: path, required: true, schema: { type: string } }], get: { responses: { '200': { description: ok } } } }`;
    const api = await apiOf(documentOf({ '/cards/{cardId}': path('cardId'), '/loans/{loanId}': path('loanId') }));
    const target = await opened((await serve((_request, response) => json(response, 404, {}))).url, { api });
    const [cards, loans] = [target.within(20), target.within(20)];
    const found = await Promise.all([
      cards.object(operation(target, 'GET /cards/{cardId}'), cards.users[0]),
      loans.object(operation(target, 'GET /loans/{loanId}'), loans.users[0]),
    ]);
    expect(found).toEqual([undefined, undefined]);
    expect(cards.why()).toContain('cardId');
    expect(loans.why()).toContain('loanId');
  });
});
