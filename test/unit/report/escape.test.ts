import { describe, expect, it } from 'vitest';
import { cut, forLine, forSarifText, forTerminal, forXml, forXmlText, toJson } from '../../../src/report/escape.ts';

describe('for a terminal', () => {
  it.each([
    ['a\u001b[31mb', 'a\\u{1b}[31mb'],
    ['\u009b31m', '\\u{9b}31m'],
    ['\u202egnp.exe', '\\u{202e}gnp.exe'],
    ['a\r\nb', 'a\\u{d}\nb'],
    ['::error::x', '\\u{3a}:error::x'],
    ['a\n \t::error::x', 'a\n \t\\u{3a}:error::x'],
    ['a ::b', 'a \\u{3a}:b'],
    ['a::b http://[::1]:80', 'a::b http://[::1]:80'],
    ['say ##[error]x', 'say #\\u{23}[error]x'],
    ['Gruß 名前 \u{1f600}', 'Gruß 名前 \u{1f600}'],
  ])('%j is %j', (text, escaped) => {
    expect(forTerminal(text)).toBe(escaped);
  });

  it('a line stays one', () => {
    expect(forLine('a\nb\tc')).toBe('a b c');
  });
});

describe('for XML', () => {
  it.each([
    ['<a b="c">&]]>', '&lt;a b=&quot;c&quot;&gt;&amp;]]&gt;'],
    ['a\u0000\u0008\ufffe\uffffb', 'ab'],
    ['\ud800', '\ufffd'],
    ['\u{1f600}', '\u{1f600}'],
    ['a\r\n\tb', 'a&#13;&#10;&#9;b'],
    ['\u202e\u009b', '&#x202e;&#x9b;'],
    ['::x ##[y]', '&#58;:x #&#35;[y]'],
  ])('%j is %j', (text, escaped) => {
    expect(forXml(text)).toBe(escaped);
  });

  it('content keeps its lines', () => {
    expect(forXmlText('a\n::b\n')).toBe('a\n&#58;:b\n');
  });
});

describe('as JSON', () => {
  it('means the same, but for lone surrogates, and has nothing to obey', () => {
    const value = { text: 'a\u001b\u009b\u202e\u2028##[x]', list: ['\u{1f600}', null, 1] };
    const text = toJson(value, 1);
    expect(JSON.parse(text)).toEqual(value);
    expect(text).not.toMatch(/[\u001b\u009b\u202e\u2028]|##\[/);
    expect(JSON.parse(toJson(['a\ud800b'], 0))).toEqual(['a\ufffdb']);
  });
});

it('brackets in SARIF begin no link', () => {
  expect(forSarifText('[x](y) \\ \u001b')).toBe('\\[x\\](y) \\\\ \\\\u{1b}');
});

it('a cut text ends at a whole character', () => {
  expect(cut('abc', 3)).toBe('abc');
  expect(cut('abcdef', 5)).toBe('ab...');
  expect(cut('a\u{1f600}bcdef', 5).isWellFormed()).toBe(true);
});
