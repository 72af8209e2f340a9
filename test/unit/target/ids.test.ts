import { describe, expect, it } from 'vitest';
import { nounOf } from '../../../src/model/noun.ts';
import { idIn, itemsIn } from '../../../src/target/ids.ts';
import { randomLike } from '../../../src/target/random-object.ts';

describe('ids in answers', () => {
  it.each([
    ['cardId', { card: { id: 'c' }, user: { id: 'u' } }, 'c'],
    ['cardId', { user: { id: 'u' }, card_details: { id: 'c' } }, 'c'],
    ['cardId', { data: { attributes: { card: { cardId: 9 } } } }, '9'],
    ['card_id', { cardId: 'c' }, 'c'],
    ['userId', [{ id: 'first' }, { id: 'second' }], 'first'],
    ['id', { _id: '507f' }, '507f'],
    ['cardId', { id: '' }, undefined],
    ['cardId', { status: 'error' }, undefined],
    ['__proto__', {}, undefined],
    ['cardId', null, undefined],
  ])('of %s in %j', (parameter, body, wanted) => {
    expect(idIn(body, parameter)).toBe(wanted);
  });

  it.each([
    [[1, 2], 2],
    [{ meta: { tags: [] }, data: { cards: [1, 2, 3] } }, 3],
    [{ warnings: [1], cards: [1, 2] }, 2],
    [{ none: 1 }, 0],
  ])('items of %j', (body, count) => {
    expect(itemsIn(body, 'card')).toHaveLength(count);
  });

  it('know a noun by the name or by the path', () => {
    expect(nounOf('paymentCardId')).toBe('payment-card');
    expect(nounOf('id', '/v1/policies/{id}')).toBe('policy');
  });
});

describe('random objects', () => {
  const random = (length: number): string => 'k3x9v7q2'.repeat(9).slice(0, length);
  it.each([
    ['3f2b8a1e-6d4c-4e5f-9a7b-1c2d3e4f5a6b', /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-9[0-9a-f]{3}-[0-9a-f]{12}$/],
    ['7', /^9\d{8}$/],
    ['c_1', /^c_9\d{8}$/],
    ['123456789012', /^[1-9]\d{11}$/],
    ['card_yb38k75wqvpge8wbvufe', /^card_[a-z]{2}\d\d[a-z]\d\d[a-z]{6}\d[a-z]{6}$/],
    ['ann', /^[a-z]{3}\w{8}$/],
    ['<PCI.PAN:1>', /^\w{16}$/],
  ])('look like %s and are not it', (value, shape) => {
    const made = randomLike(value, random);
    expect(made).toMatch(shape);
    expect(made).not.toBe(value);
  });
});
