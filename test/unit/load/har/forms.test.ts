import { describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { isArchive } from '../../../../src/load/har/archive.ts';
import { readCapture } from '../../../../src/load/har/capture.ts';
import { findInputs, type Input } from '../../../../src/load/inputs.ts';
import { createRedactor } from '../../../../src/model/redact.ts';
import { folder } from '../../../support/cli.ts';
import { answer, call, har, inputOf, read } from './made-capture.ts';
import { Readable } from 'node:stream';
import { symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const line = (entry: unknown): string =>
  JSON.stringify({ startedDateTime: '2026-11-24T12:00:00Z', ...(entry as object) });

async function zipOf(files: Readonly<Record<string, string | Buffer>>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(files)) zip.addBuffer(Buffer.from(content), name);
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

async function inputsIn(cwd: string, ...args: string[]): Promise<readonly Input[]> {
  const options = { cwd, root: cwd, remoteHosts: [], names: new Map(), stdin: Readable.from([]) };
  return (await findInputs(args, options)).inputs;
}

async function pathsOf(inputs: readonly Input[]): Promise<readonly string[]> {
  const paths: string[] = [];
  for (const input of inputs) {
    for await (const { request } of readCapture(input, createRedactor()).exchanges()) paths.push(request.path);
  }
  return paths;
}

describe('entries a line', () => {
  it('are read, with their lines, whatever chunks they come in', async () => {
    const text = `${line(call({ url: 'https://h.test/a' }))}\r\n\n${line(call({ url: 'https://h.test/b' }))}`;
    for (const chunkBytes of [1_000_000, 7]) {
      const { exchanges, reader } = await read(text, chunkBytes);
      expect(exchanges.map(({ request }) => request.path)).toEqual(['/a', '/b']);
      expect(reader.source.locate('/log/entries/1').startLine).toBe(3);
    }
  });

  it('that are cut or too large are skipped and named', async () => {
    const text = `${line(call({ url: 'https://h.test/a' }))}\n${line(call({ url: `https://h.test/${'x'.repeat(2_000)}` }))}\n{"request`;
    const { exchanges, reader } = await read(text, undefined, { entryBytesMax: 1_000 });
    expect(exchanges).toHaveLength(1);
    expect(reader.notes).toEqual(['c.har: entry 1 skipped: too large', 'c.har: entry 2 skipped: no valid JSON']);
  });
});

describe('UTF-16', () => {
  const text = har([call({ url: 'https://h.test/größe' })]);

  it('in either order of bytes is read', async () => {
    const little = Buffer.from(`\uFEFF${text}`, 'utf16le');
    const big = Buffer.from(little).swap16();
    for (const bytes of [little, big]) {
      for (const chunkBytes of [64, 1_001]) {
        const { exchanges } = await read(bytes, chunkBytes);
        expect(exchanges.map(({ request }) => request.path)).toEqual(['/größe']);
      }
    }
  });
});

describe('an archive', () => {
  it('gives the captures in it, each by its own name', async () => {
    const cwd = folder({});
    const one = har([call({ url: 'https://h.test/one' })]);
    const two = line(call({ url: 'https://h.test/two' }));
    writeFileSync(path.join(cwd, 't.zip'), await zipOf({ 'a/one.har': one, 'two.ndjson': two, 'readme.txt': 'no' }));
    const inputs = await inputsIn(cwd, 't.zip');
    expect(inputs.map(({ uri, kind, inTree }) => [uri, kind, inTree])).toEqual([
      ['t.zip!/a/one.har', 'capture', false],
      ['t.zip!/two.ndjson', 'capture', false],
    ]);
    expect(await pathsOf(inputs)).toEqual(['/one', '/two']);
    expect((await inputsIn(cwd, '.')).map(({ uri }) => uri)).toEqual(inputs.map(({ uri }) => uri));
  });

  it('has the bodies that Playwright keeps beside the HAR, and none that lie elsewhere', async () => {
    const cwd = folder({ 'secret.json': '{"outside":true}' });
    const entries = ['body.json', '../secret.json', '/etc/passwd', 'missing.json'].map((_file) =>
      call({}, answer({ mimeType: 'application/json', size: 9, _file })),
    );
    writeFileSync(path.join(cwd, 't.zip'), await zipOf({ 'h/har.har': har(entries), 'h/body.json': '{"in":1}' }));
    const [input] = await inputsIn(cwd, 't.zip');
    const bodies: unknown[] = [];
    for await (const { response } of readCapture(input ?? inputOf(''), createRedactor()).exchanges())
      bodies.push(response?.body?.json);
    expect(bodies).toEqual([{ in: 1 }, undefined, undefined, undefined]);
  });

  it('that is damaged or holds no capture is a mistake that names it', async () => {
    const cwd = folder({});
    const whole = await zipOf({ 'a.txt': 'no' });
    writeFileSync(path.join(cwd, 'none.zip'), whole);
    writeFileSync(path.join(cwd, 'cut.zip'), whole.subarray(0, 20));
    await expect(inputsIn(cwd, 'none.zip')).rejects.toThrow('holds no HAR capture');
    await expect(inputsIn(cwd, 'cut.zip')).rejects.toThrow('a damaged zip archive');
    expect(isArchive(whole)).toBe(true);
  });

  it('that unpacks to far more than it is, is refused', async () => {
    const cwd = folder({});
    writeFileSync(path.join(cwd, 'bomb.zip'), await zipOf({ 'a.har': Buffer.alloc(80 * 1024 * 1024, 0x20) }));
    const [input] = await inputsIn(cwd, 'bomb.zip');
    await expect(pathsOf(input === undefined ? [] : [input])).rejects.toThrow(
      'unpacks to more than 100 times its size',
    );
  });
});

describe('a body beside a capture', () => {
  it('is read from the same folder and never through a link that leaves it', async () => {
    const entries = ['body.json', 'link.json'].map((_file) =>
      call({}, answer({ mimeType: 'application/json', size: 9, _file })),
    );
    const cwd = folder({ 'in/c.har': har(entries), 'in/body.json': '{"in":1}', 'out.json': '{"out":1}' });
    symlinkSync(path.join(cwd, 'out.json'), path.join(cwd, 'in/link.json'));
    const [input] = await inputsIn(cwd, 'in/c.har');
    const bodies: unknown[] = [];
    for await (const { response } of readCapture(input ?? inputOf(''), createRedactor()).exchanges())
      bodies.push(response?.body?.json);
    expect(bodies).toEqual([{ in: 1 }, undefined]);
  });
});

describe('a filter', () => {
  const entries = [
    call({ url: 'https://api.bank.com/a' }, answer({ mimeType: 'application/json' }), { _resourceType: 'xhr' }),
    call({ url: 'https://bank.com/b', method: 'POST' }, answer({ mimeType: 'text/html' }), {
      _resourceType: 'document',
    }),
    call({ url: 'https://evilbank.com:8443/c' }, answer({ mimeType: 'application/json; charset=utf-8' })),
  ];

  it.each([
    [{ hosts: ['api.bank.com'] }, ['/a']],
    [{ hosts: ['*.bank.com'] }, ['/a']],
    [{ hosts: ['evilbank.com'] }, ['/c']],
    [{ hosts: ['evilbank.com:443'] }, []],
    [{ methods: ['POST'] }, ['/b']],
    [{ resourceTypes: ['xhr', 'fetch'] }, ['/a', '/c']],
    [{ mediaTypes: ['application/json'] }, ['/a', '/c']],
  ])('%o reads %o', async (filter, paths) => {
    const reader = readCapture(inputOf(har(entries)), createRedactor(), { filter });
    const found: string[] = [];
    for await (const { request } of reader.exchanges()) found.push(request.path);
    expect(found).toEqual(paths);
    expect(reader.counts).toEqual({ entries: 3, filtered: 3 - paths.length });
  });
});
