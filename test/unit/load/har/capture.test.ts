import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readCapture } from '../../../../src/load/har/capture.ts';
import { createRedactor } from '../../../../src/model/redact.ts';
import { call, har, inputOf, read } from './made-capture.ts';

describe('the scanner', () => {
  const text = har([
    call({ url: 'https://h.test/1?a=}]"' }),
    call({ url: 'https://h.test/ü€😀\\"{' }),
    call({ url: 'https://h.test/3' }),
  ]);

  it.each([1, 2, 3, 7, 64, 100_000])('cuts the same entries from pieces of %i bytes', async (chunkBytes) => {
    const { exchanges, reader } = await read(text, chunkBytes);
    expect(exchanges.map(({ request }) => request.path)).toEqual(['/1', '/ü€😀\\"{', '/3']);
    expect(reader.notes).toEqual([]);
    expect(reader.creator).toBe('Firefox');
  });

  it.each(['\n', '\r\n', '\r'])('knows the line and column of each entry, lines ending with %j', async (ending) => {
    const lines = [
      '{ "log": { "comment": "Zürich 😀", "entries": [',
      '  {"request":{"url":"https://h.test/1","method":"GET"}}, {"request":{"url":"https://h.test/ü😀"}},',
      '\t{',
      '    "request": { "url": "https://h.test/3" } }, {"request":{"url":"https://h.test/4"}} ] } }',
    ];
    const { reader, exchanges } = await read(lines.join(ending), 5);
    const places = exchanges
      .map(({ at }) => reader.source.locate(at.path))
      .map(({ startLine, startColumn }) => [startLine, startColumn]);
    expect(places).toEqual([
      [2, 3],
      [2, lines[1]!.lastIndexOf('{"request":{"url":"https://h.test/ü') + 1],
      [3, 2],
      [4, lines[3]!.indexOf('{"request') + 1],
    ]);
    expect(reader.source.locate('/log/entries/2/response/status')).toEqual(reader.source.locate('/log/entries/2'));
    expect(reader.source.locate('/log/entries/99').startLine).toBe(1);
  });

  it('counts columns in UTF-16 units behind other characters on the same line', async () => {
    const line = `{"log":{"entries":[{"request":{"url":"https://h.test/😀é"}},{"request":{"url":"x"}}]}}`;
    const { reader, exchanges } = await read(line);
    expect(reader.source.locate(exchanges[1]!.at.path).startColumn).toBe(line.lastIndexOf('{"request"') + 1);
  });

  it('finds the entries whatever stands around them', async () => {
    const odd =
      '{"x":{"log":1,"entries":[{}]},"entries":[1],"log":{"pages":[{"entries":[{"a":1}]}],"entries":[{"request":{"url":"https://h.test/1"}}],"creator":"Late"}}';
    const { exchanges, reader } = await read(odd, 3);
    expect(exchanges.map(({ at }) => at.path)).toEqual(['/log/entries/0']);
    expect(reader.creator).toBe('Late');
  });
});

describe('a file', () => {
  it('with a byte order mark is read', async () => {
    expect((await read(`\uFEFF${har([call()])}`)).exchanges).toHaveLength(1);
  });

  it('in gzip is read, and up to where it is cut', async () => {
    const entries = Array.from({ length: 400 }, (_, index) =>
      call({ url: `https://h.test/${index}/${Math.sin(index)}` }),
    );
    const packed = gzipSync(har(entries));
    expect((await read(packed)).exchanges).toHaveLength(400);
    const cut = await read(packed.subarray(0, packed.length / 2));
    expect(cut.exchanges.length).toBeGreaterThan(20);
    expect(cut.reader.notes).toEqual([
      `c.har: the file is cut off; its first ${cut.exchanges.length} entries were read`,
    ]);
  });

  it('that unpacks to far more than it is, is refused', async () => {
    const bomb = gzipSync(`{"log":{"entries":[${' '.repeat(90 * 1024 * 1024)}]}}`);
    await expect(read(bomb)).rejects.toThrow('unpacks to more than 100 times its size');
  });

  it('cut in half keeps its complete entries', async () => {
    const text = har(Array.from({ length: 10 }, (_, index) => call({ url: `https://h.test/${index}` })));
    const { exchanges, reader } = await read(text.slice(0, text.length / 2));
    expect(exchanges).toHaveLength(4);
    expect(reader.notes).toEqual(['c.har: the file is cut off; its first 4 entries were read']);
  });

  it('may be read again from the beginning', async () => {
    const reader = readCapture(inputOf(har([call(), 7])), createRedactor());
    for (const _ of [1, 2]) {
      const seen: string[] = [];
      for await (const { at } of reader.exchanges()) seen.push(at.path);
      expect(seen).toEqual(['/log/entries/0']);
      expect(reader.notes).toEqual(['c.har: entry 1 skipped: no object']);
    }
  });

  it.each([
    ['', 'the file is empty'],
    ['{"log": {"a": ', 'no HAR capture: it has no log.entries'],
    ['[1, 2]', 'no HAR capture: it has no log.entries'],
    ['{"log": {"entries": {}}}', 'no HAR capture: it has no log.entries'],
    ['\uFFFE', 'no HAR capture: it has no log.entries'],
  ])('%j is no capture', async (text, message) => {
    await expect(read(text)).rejects.toThrow(message);
  });
});
