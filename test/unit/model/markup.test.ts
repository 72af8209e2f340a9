import { expect, test } from 'vitest';
import { activeMarkup } from '../../../src/model/markup.ts';

test.each([
  '<script>alert(1)</script>',
  '<SCRIPT type="module" src=//cdn.test/a.js>',
  '[a](javascript:alert(1))',
  '[a]( <JavaScript:alert(1)> )',
  '[a]: javascript:alert(1)',
  '<a href = "javascript:alert(1)">',
  '[a](data:text/html;base64,PHN2Zz4=)',
  '<img src=x onerror=alert(1)>',
  '<svg\n onload = "a()">',
  '`code` and <b onmouseover="a()"> and `code`',
])('%s runs', (text) => {
  expect(activeMarkup(text)).toBeDefined();
});

test.each([
  'plain',
  '`<script>alert(1)</script>` and ``<img onerror=`a`>``',
  '```html\n<script>alert(1)</script>\n```',
  'Example:\n\n    <script src="a.js"></script>\n',
  'the <script> tag is stripped',
  'see [RFC](https://example.com/javascript:x) about javascript: addresses',
  '![a](data:image/png;base64,AAAA) <img src="data:image/svg+xml,a">',
  'a < b and onclick = 1',
  '&lt;script&gt;alert(1)&lt;/script&gt;',
])('%s does not', (text) => {
  expect(activeMarkup(text)).toBeUndefined();
});

test('hostile texts come to an end', () => {
  for (const part of ['<script ', '<a ', '`', '](', '<a onx=', '<script>', '] (  javascript'])
    expect(activeMarkup(`${part.repeat(100_000)} <script data: javascript: onclick=`), part).toBeUndefined();
});
