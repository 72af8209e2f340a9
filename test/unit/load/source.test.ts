import { describe, expect, it } from 'vitest';
import { LoadError } from '../../../src/load/load-error.ts';
import { readSource, type ReadSource } from '../../../src/load/source.ts';

const read = (text: string | Buffer): Promise<ReadSource> =>
  readSource(Buffer.from(text as string), { id: 'a.yaml', uri: 'a.yaml', inTree: true });
const place = async (text: string, path: string): Promise<string> => {
  const { startLine, startColumn, endLine, endColumn } = (await read(text)).source.locate(path);
  return `${startLine}:${startColumn}-${endLine}:${endColumn}`;
};

describe('positions', () => {
  const yaml = `openapi: 3.0.3\n"info":\n  'title': x\npaths:\n  /a~b/c:\n    get: {tags: [one, "two"], x: 1}\n    200: yes\n  list:\n    - first\n    - second: 2\n`;
  it.each([
    ['/info', '2:1-2:7'],
    ['/info/title', '3:3-3:10'],
    ['/paths/~1a~0b~1c', '5:3-5:9'],
    ['/paths/~1a~0b~1c/get', '6:5-6:8'],
    ['/paths/~1a~0b~1c/get/tags/1', '6:23-6:28'],
    ['/paths/~1a~0b~1c/get/x', '6:31-6:32'],
    ['/paths/~1a~0b~1c/200', '7:5-7:8'],
    ['/paths/list/0', '9:7-9:12'],
    ['/paths/list/1/second', '10:7-10:13'],
    ['/paths/nowhere/else', '4:1-4:6'],
    ['', '1:1-1:15'],
  ])('in YAML: %s at %s', async (path, expected) => {
    expect(await place(yaml, path)).toBe(expected);
  });

  const json = '{"openapi": "3.0.3",\n "paths": {"/a\\u002fb": {"get": {"x": [1, {"y": "}\\"{"}]}}, "200": {}}}';
  it.each([
    ['/paths', '2:2-2:9'],
    ['/paths/~1a~1b/get/x/1/y', '2:44-2:47'],
    ['/paths/~1a~1b/get/x/0', '2:40-2:41'],
    ['/paths/200', '2:61-2:66'],
  ])('in JSON: %s at %s', async (path, expected) => {
    expect(await place(json, path)).toBe(expected);
  });

  it('count CRLF, lone CR and LF as line ends, and UTF-16 units as columns', async () => {
    expect(await place('a: 1\r\nb: 2\rc: 3\nd: 4', '/d')).toBe('4:1-4:2');
    expect(await place('{"\u{1f4b3}": 1, "b": 2}', '/b')).toBe('1:11-1:14');
  });

  it('survive a byte order mark', async () => {
    expect(await place('\uFEFFa: 1', '/a')).toBe('1:1-1:2');
  });
});

describe('what is wrong in a file', () => {
  it.each([
    ['a: 1\nb: {c: 1, c: 2}\n', ['duplicate-key /b/c']],
    ['{"a": 1, "b": {"c": 1, "x": "c", "c": 2}}', ['duplicate-key /b/c']],
    ['a: [1, 12345678901234567]', ['lossy-number /a/1']],
    ['{"a": [1, 12345678901234567]}', ['lossy-number /a/1']],
    ['{"max": 9223372036854775807}', []],
  ])('%s', async (text, expected) => {
    expect((await read(text)).faults.map(({ kind, at }) => `${kind} ${at.path}`)).toEqual(expected);
  });

  it('keeps `__proto__` as the key it is', async () => {
    for (const text of ['__proto__: { polluted: 1 }', '{"__proto__": {"polluted": 1}}']) {
      const { value } = await read(text);
      expect(Object.keys(value as object)).toEqual(['__proto__']);
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    }
  });

  it('recovers a document with a mistake, and says where it is', async () => {
    const { value, faults } = await read('openapi: 3.0.3\ninfo: { title: x, version: 1 \npaths:\n  /a: {}\n');
    expect(value).toMatchObject({ openapi: '3.0.3' });
    expect(faults[0]).toMatchObject({ kind: 'syntax' });
  });

  it('tells a file named .json that only YAML can read, where the mistake is; the same text as YAML is fine', async () => {
    const text = '{"openapi": "3.0.0",\n "info": {"title": "x",},\n "paths": {}}\n';
    const { value, faults, source } = await readSource(Buffer.from(text), { id: 'a', uri: 'a.json', inTree: true });
    expect(value).toMatchObject({ openapi: '3.0.0', info: { title: 'x' }, paths: {} });
    expect(faults).toMatchObject([{ kind: 'syntax', at: { path: '/info/title' } }]);
    expect(faults[0]?.message).toContain('line 2, column 24');
    expect(source.locate('/info/title').startLine).toBe(2);
    expect((await read(text)).faults).toEqual([]);
  });

  it('tells YAML in a file named .json', async () => {
    const info = { id: 'a', uri: 'a.json', inTree: true };
    const { faults } = await readSource(Buffer.from('openapi: 3.0.0\npaths: {}\n'), info);
    expect(faults).toMatchObject([{ kind: 'syntax' }]);
  });

  it('reads what js-yaml refuses and `yaml` does not', async () => {
    const { value, faults } = await read('a:\n  b: {\n    "x": 1\n  }\n');
    expect(value).toEqual({ a: { b: { x: 1 } } });
    expect(faults).toEqual([]);
  });
});

describe('what cannot be read', () => {
  const refused = async (text: string | Buffer): Promise<string> => {
    const error = await read(text).then(
      () => undefined,
      (caught: unknown) => caught,
    );
    if (!(error instanceof LoadError)) throw new Error('it was read');
    return `${error.code} ${error.place?.line ?? ''}:${error.place?.column ?? ''}`;
  };
  it.each([
    ['', 'empty :'],
    ['  \n ', 'empty :'],
    [Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2]), 'binary :'],
    ['a: [1\nb: {', 'syntax 2:1'],
    ['{"a": ]', 'syntax 1:7'],
    [`${'['.repeat(2_000)}${']'.repeat(2_000)}`, 'too-deep :'],
  ])('case %#: %s', async (text, expected) => {
    expect(await refused(text)).toBe(expected);
  });

  it('does not let aliases grow into a bomb', async () => {
    const levels = Array.from(
      { length: 25 },
      (_, index) => `l${index + 1}: &l${index + 1} [*l${index}, *l${index}, *l${index}, *l${index}]`,
    );
    const { value } = await read(`l0: &l0 [x]\n${levels.join('\n')}\n`);
    // Every alias is the same list again, so the value is small however large it would be written out.
    expect(Object.keys(value as object)).toHaveLength(26);
  });
});
