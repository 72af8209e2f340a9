import { assert, constantFrom, property, string } from 'fast-check';
import { check } from 'recheck';
import { describe, expect, it } from 'vitest';
import { programOf } from '../../../src/check/patterns/program.ts';
import { growthOf as growthIn, isHarmless, isSteep, type Growth } from '../../../src/check/patterns/redos.ts';
import { StepCounter } from '../../../src/check/patterns/steps.ts';
import type { ApiModel } from '../../../src/model/api.ts';
import { isFound, search } from '../../../src/model/pattern/matcher.ts';
import { parsePattern } from '../../../src/model/pattern/parse.ts';
import { shapeOf } from '../../../src/model/pattern/shape.ts';

const api = {} as ApiModel;
const growthOf = (pattern: string): Growth => growthIn(api, pattern);

/** `safe`, `polynomial 2`, `exponential`: what recheck says. */
async function oracle(pattern: string): Promise<string> {
  const verdict = await check(pattern, pattern.includes('p{') ? 'u' : '');
  if (verdict.status !== 'vulnerable') return verdict.status;
  const { type } = verdict.complexity;
  return type === 'polynomial' ? `${type} ${verdict.complexity.degree}` : type;
}

/** The same of ours. */
function ours(pattern: string): string {
  const { kind, degree } = growthOf(pattern);
  return kind === 'linear' ? 'safe' : kind === 'polynomial' ? `${kind} ${degree}` : kind;
}

const exponential = [
  '^(a+)+$',
  '^(a|a)*$',
  '(x+x+)+y',
  String.raw`^(([a-z])+.)+[A-Z]([a-z])+$`,
  String.raw`^(\w+\s?)*$`,
  String.raw`^([a-zA-Z0-9])(([\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+[.]{1}(([a-z]{2,3})|([a-z]{2,3}[.]{1}[a-z]{2,3}))$`,
  // Behind a prefix, of more than one character, where two classes share a few, and where nothing ends the text.
  String.raw`^https?://([a-z]+\.?)+$`,
  '^(?:ab|a|b)*c$',
  String.raw`^(\d|[5-9a-f])+$`,
  '^prefix-(foo|fo+|o)*bar$',
  '^(.*,)*x$',
  '^([a-c]|[b-d])*e$',
  String.raw`^(\p{L}+ ?)+$`,
];
const harmless = [
  String.raw`^\d{3,4}$`,
  '.*',
  String.raw`^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$`,
  '^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$',
  String.raw`^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$`,
  String.raw`^.*\.(png|jpg)$`,
  String.raw`^(?=.*\d)(?=.*[a-z]).{4,8}$`,
  '^[a-z0-9]+(-[a-z0-9]+)*$',
  String.raw`^([^"\\]|\\.)*$`,
  String.raw`^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$`,
  String.raw`^(\+\d{1,3}[- ]?)?\d{10}$`,
];
const polynomial: readonly (readonly [pattern: string, degree: number])[] = [
  ['^[a-z]+[a-z]+$', 2],
  ['^[a-z]*[a-z]*[a-z]*$', 3],
  ['^([0-9]+.[0-9]+)$', 2],
  [String.raw`^.+@[^"\-].+$`, 2],
  // Of high powers, which look like exponentials on short texts.
  ['^(.*?,){4}P', 4],
  ['^(.*?,){11}P', 11],
  ['^a*a*a*a*a*a*b$', 6],
  // By the search from every character on.
  [String.raw`\s+$`, 2],
  [String.raw`x[a-z]*y[a-z]*z`, 3],
];

describe('the growth of a pattern, with recheck as oracle', () => {
  it.each(exponential)('%s is exponential', async (pattern) => {
    expect([ours(pattern), await oracle(pattern)]).toEqual(['exponential', 'exponential']);
  });
  it.each(harmless)('%s is linear', async (pattern) => {
    expect([ours(pattern), await oracle(pattern)]).toEqual(['safe', 'safe']);
  });
  it.each(polynomial)('%s grows with the power %i', async (pattern, degree) => {
    const expected = `polynomial ${degree}`;
    expect([ours(pattern), await oracle(pattern)]).toEqual([expected, expected]);
  });

  it('tells a slow exponential and a high power apart', () => {
    // Twenty or twenty-one letters a round: the steps double with every twenty characters, however many there are.
    expect(growthOf('^(a{20}|a{21})*$').kind).toBe('exponential');
    expect(growthOf('^(a*){50}$').kind).toBe('polynomial');
    expect(growthOf('^(a+)+$').doubling).toBeCloseTo(1);
    expect(growthOf('^(?:ab|a|b)*c$').doubling).toBeCloseTo(2);
  });

  it('counts what is bounded and takes minutes all the same, which recheck calls safe', () => {
    for (const pattern of ['^(a?){30}$', '^(a{1,10}){1,10}$']) {
      expect(growthOf(pattern).kind).toBe('linear');
      expect([100, 10].map((length) => isSteep(growthOf(pattern), length))).toEqual([true, false]);
    }
  });

  it('is harmless where the length is bounded below what hurts', () => {
    const [doubling, square] = [growthOf('^(a+)+$'), growthOf('^[a-z]+[a-z]+$')];
    expect([12, 64, Infinity].map((length) => isHarmless(doubling, length))).toEqual([true, false, false]);
    expect([200, 20_000, Infinity].map((length) => isHarmless(square, length))).toEqual([true, false, false]);
  });

  it('ends soon for whatever a stranger writes', () => {
    const parts = [
      '(a*)*',
      '(a|b|ab)*c',
      '((a+)+b)+',
      '[a-z]*[a-z]*[a-z]*',
      String.raw`(?:[^a]|[^b])*x?`,
      String.raw`\p{L}+`,
    ];
    for (const part of parts) for (const times of [20, 60]) growthOf(`^${part.repeat(times)}$`);
    for (const depth of [300, 900]) growthOf(`${'('.repeat(depth)}a${')*'.repeat(depth)}`.slice(0, 2_000));
  }, 120_000);
  it('of a document with thousands of dear patterns is given up', () => {
    const hostile = {} as ApiModel;
    for (let index = 0; index < 3_000; index += 1) growthIn(hostile, `^x${index}(?:[^a]|[^b])*[a-z]*(y*)*$`);
    expect(growthIn(hostile, '^here(a+)+$').kind).toBe('linear');
    expect(growthIn({} as ApiModel, '^there(a+)+$').kind).toBe('exponential');
  }, 120_000);
});

describe('the matcher, with the engine of JavaScript as oracle', () => {
  const patterns = [
    '^(ab|a)(bc|c)?$',
    'a.c',
    '^(?=.*b)[a-c]{2,4}$',
    String.raw`\bab\b`,
    '^(?!a)[^b]+$',
    '(a*)*b',
    '^(?:a?){3}$',
    '^a{2,3}?b',
    String.raw`^[\w-]+(\.[\w-]+)*$`,
    '(?:)*a|^$',
    String.raw`^\p{Lu}[^\p{L}]$`,
  ];
  it.each(patterns)('%s', (pattern) => {
    const parsed = parsePattern(pattern);
    if (typeof parsed === 'string') throw new Error(parsed);
    const native = new RegExp(pattern, parsed.flags);
    assert(
      property(
        string({ unit: constantFrom('a', 'b', 'c', '.', '-', ' ', 'É', '\n', '\u{1F600}'), maxLength: 6 }),
        (text) => {
          expect(isFound(parsed, text, 100_000)).toBe(native.test(text));
        },
      ),
    );
  });
  it('says nothing of what it does not know, and of what takes too long', () => {
    const [back, slow] = [String.raw`^(a)\1$`, '^(a+)+$'].map(parsePattern);
    if (typeof back !== 'object' || typeof slow !== 'object') throw new Error('unread');
    expect([isFound(back, 'aa', 1_000), isFound(slow, `${'a'.repeat(40)}!`, 1_000)]).toEqual([undefined, undefined]);
  });
});

describe('the count of steps, with the matcher that takes them as oracle', () => {
  const patterns = [
    '^(a+)+$',
    '^(a|ab)*b$',
    'a*b',
    '^(a*)*$',
    '^(a?){4}b',
    '^(?:a*?b?)+?c$',
    '(?=a*b)[ab]+c',
    String.raw`\ba+\b`,
    '^(?!a*b)(a|b){2,4}$',
    '(?:a{2,3}|b){1,3}c',
    '((a*)*b?)*c',
    '^(?:)*a$|b',
  ];
  it.each(patterns)('%s', (pattern) => {
    const parsed = parsePattern(pattern);
    const program = typeof parsed === 'string' ? undefined : programOf(parsed.ast);
    if (typeof parsed === 'string' || program === undefined) throw new Error('unread');
    const counter = new StepCounter(program, parsed.flags);
    assert(
      property(string({ unit: constantFrom('a', 'b', 'c', ' '), maxLength: 8 }), (text) => {
        const { outcome, steps } = search(parsed, text, 1_000_000);
        expect(outcome).not.toBe('unknown');
        expect(counter.steps(text)).toBe(steps);
      }),
    );
  });
  it('follows neither back references nor lookbehind, nor patterns of too many parts', () => {
    for (const pattern of [String.raw`^(a)\1$`, '(?<=a)b', '^(?:(?:a{1,100},){50}){50}$']) {
      const parsed = parsePattern(pattern);
      expect(typeof parsed === 'string' ? parsed : programOf(parsed.ast)).toBeUndefined();
    }
  });
});

describe('the shape of a pattern', () => {
  const plain = {
    startsAnchored: true,
    endsAnchored: true,
    isLoose: false,
    isDead: false,
    strayEscapes: [],
    unportable: [],
  };
  it.each([
    ['^[0-9]{3,4}$', { maxLength: 4 }],
    ['^(ab|c)$', { maxLength: 2 }],
    ['(^ab$)|(^cd$)', { maxLength: 2 }],
    ['(^ab$|^cd$)', { maxLength: 2 }],
    ['^ab|cd$', { startsAnchored: false, endsAnchored: false }],
    ['^(ab|cd$)', { endsAnchored: false }],
    ['[0-9]{16}', { startsAnchored: false, endsAnchored: false }],
    ['^a+$', {}],
    ['.*', { startsAnchored: false, endsAnchored: false, isLoose: true }],
    [String.raw`^[\s\S]+$`, { isLoose: true }],
    ['^(.|x)*$', { isLoose: true }],
    [String.raw`^(?!\s*$).+$`, { unportable: ['lookahead'] }],
    ['^.{0,50}$', { maxLength: 50 }],
    ['/^[a-z]$/', { startsAnchored: false, endsAnchored: false, isDead: true }],
    ['(a^)', { startsAnchored: false, endsAnchored: false, isDead: true }],
    ['^(a|^b)$', { maxLength: 1 }],
    [
      String.raw`\A[0-9]\z`,
      { startsAnchored: false, endsAnchored: false, strayEscapes: [String.raw`\A`, String.raw`\z`] },
    ],
    [String.raw`^[\p{L}\']$`, { maxLength: 1, strayEscapes: [String.raw`\p`] }],
    [String.raw`^\p{L}(a)\1$`, { unportable: ['Unicode property', 'back reference'] }],
    [String.raw`^\d\-\t\u0041$`, { maxLength: 4 }],
  ])('%s', (pattern, shape) => {
    expect(shapeOf(pattern)).toEqual({ ...plain, ...shape });
  });

  it.each(['(?i)a', '[z-a]', '(', 'a++', '(?P<n>a)'])('%s is no pattern', (pattern) => {
    expect(parsePattern(pattern)).toBe('invalid');
  });
  it('is not analysed beyond its limit', () => {
    expect(parsePattern('a'.repeat(2_001))).toBe('long');
  });
});
