import { describe, expect, it } from 'vitest';
import { effectOf, hasEffect, isSameState, type Exchange, type Json } from '../../../src/check/rule.ts';

function read(json: Json, status = 200): Exchange {
  const at = { source: 'api.yaml', path: '' };
  const request = { method: 'GET', origin: 'https://api.example.com', path: '/cards/1', query: [], headers: [] };
  const body = { mediaType: 'application/json', json, bytes: 10, truncated: false };
  const sent = { identity: 'ann', credentials: 'present' as const, sightings: [], durationMs: 1, at };
  return { request, response: { status, headers: [], body }, ...sent };
}
const active = (reads: number, more: Readonly<Record<string, Json>> = {}): Exchange =>
  read({ card: { status: 'active', frozen: false, reads, ...more } });

describe('the effect of a call', () => {
  const before = [active(1), active(2)] as const;
  const frozen = active(3, { status: 'frozen', frozen: true, at: '2026-01-02T03:04:05Z' });

  it('is what a state became, flags as well; counters and times are none', () => {
    const effect = effectOf(before, frozen);
    expect(Object.fromEntries(effect)).toEqual({ '$.card.status': 'frozen', '$.card.frozen': true });
    expect(hasEffect(active(9, { status: 'frozen', frozen: true }), effect, active(8))).toBe(true);
  });

  it('is not there in part, nor where it was before', () => {
    const effect = effectOf(before, frozen);
    expect(hasEffect(active(9, { status: 'frozen' }), effect, active(8))).toBe(false);
    expect(hasEffect(frozen, effect, frozen)).toBe(false);
  });

  it('is nothing where nothing changed, or where it changes by itself', () => {
    expect(effectOf(before, active(3)).size).toBe(0);
    expect(hasEffect(active(4), effectOf(before, active(3)), active(3))).toBe(false);
    expect(effectOf([active(1), active(2, { status: 'ordered' })], frozen).has('$.card.status')).toBe(false);
  });
});

describe('the same state', () => {
  const reads = [active(1), active(2)] as const;

  it('may count on', () => {
    expect(isSameState(active(7), active(2), reads)).toBe(true);
  });

  it('has no other status, flag or further property', () => {
    expect(isSameState(active(7, { frozen: true }), active(2), reads)).toBe(false);
    expect(isSameState(active(7, { deletedAt: 'now' }), active(2), reads)).toBe(false);
    expect(isSameState(read({ card: { status: 'active', frozen: false, reads: 3 } }, 410), active(2), reads)).toBe(
      false,
    );
  });
});
