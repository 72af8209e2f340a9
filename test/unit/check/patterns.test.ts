import { check } from 'recheck';
import { describe, expect, it } from 'vitest';
import { growthOf } from '../../../src/check/patterns/redos.ts';
import { parsePattern } from '../../../src/model/pattern/parse.ts';
import { shapeOf } from '../../../src/model/pattern/shape.ts';

const exponential = [
  '^(a+)+$',
  '^(a|a)*$',
  '(x+x+)+y',
  String.raw`^(([a-z])+.)+[A-Z]([a-z])+$`,
  String.raw`^(\w+\s?)*$`,
  String.raw`^([a-zA-Z0-9])(([\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+[.]{1}(([a-z]{2,3})|([a-z]{2,3}[.]{1}[a-z]{2,3}))$`,
];
const harmless = [
  String.raw`^\d{3,4}$`,
  '.*',
  String.raw`^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$`,
  '^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$',
  '^(a{1,10}){1,10}$',
  String.raw`^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$`,
  String.raw`^.*\.(png|jpg)$`,
  String.raw`^(?=.*\d)(?=.*[a-z]).{4,8}$`,
  '^[a-z0-9]+(-[a-z0-9]+)*$',
];

describe('the growth of a pattern, with recheck as oracle', () => {
  it.each(exponential)('%s is exponential', async (pattern) => {
    expect(growthOf(pattern)).toBe('exponential');
    expect((await check(pattern, '')).status).toBe('vulnerable');
  });
  it.each(harmless)('%s is linear', async (pattern) => {
    expect(growthOf(pattern)).toBe('linear');
    expect((await check(pattern, '')).status).toBe('safe');
  });
  it('is polynomial where two repetitions share their text', () => {
    expect(growthOf('^[a-z]+[a-z]+$')).toBe('polynomial');
  });
  it('ends soon for whatever a stranger writes', () => {
    const started = process.cpuUsage();
    for (const part of ['(a*)*', '(a|b|ab)*c', '((a+)+b)+', '[a-z]*[a-z]*[a-z]*']) growthOf(`^${part.repeat(20)}$`);
    const { user } = process.cpuUsage(started);
    expect(user / 1_000).toBeLessThan(10_000);
  });
});

describe('the shape of a pattern', () => {
  it.each([
    ['^[0-9]{3,4}$', { startsAnchored: true, endsAnchored: true, maxLength: 4, isLoose: false }],
    ['^(ab|c)$', { startsAnchored: true, endsAnchored: true, maxLength: 2, isLoose: false }],
    ['(^ab$)|(^cd$)', { startsAnchored: true, endsAnchored: true, maxLength: 2, isLoose: false }],
    ['^ab|cd$', { startsAnchored: false, endsAnchored: false, isLoose: false }],
    ['[0-9]{16}', { startsAnchored: false, endsAnchored: false, isLoose: false }],
    ['^a+$', { startsAnchored: true, endsAnchored: true, isLoose: false }],
    ['.*', { startsAnchored: false, endsAnchored: false, isLoose: true }],
    [String.raw`^[\s\S]+$`, { startsAnchored: true, endsAnchored: true, isLoose: true }],
  ])('%s', (pattern, shape) => {
    expect(shapeOf(pattern)).toEqual(shape);
  });

  it.each(['(?i)a', '[z-a]', '(', 'a++'])('%s is no pattern', (pattern) => {
    expect(parsePattern(pattern)).toBe('invalid');
  });
  it('is not analysed beyond its limit', () => {
    expect(parsePattern('a'.repeat(2_001))).toBe('long');
  });
});
