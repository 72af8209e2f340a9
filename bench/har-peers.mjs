/** Reads all entries of a capture with one engine and leaves it at that: node bench/har-peers.mjs <engine> <file> */
import { createReadStream, readFileSync } from 'node:fs';

const [engine, file = ''] = process.argv.slice(2);
let entries = 0;
const chunks = () => createReadStream(file, { highWaterMark: 1024 * 1024 });
const engines = {
  'JSON.parse': () => {
    entries = JSON.parse(readFileSync(file, 'utf8')).log.entries.length;
  },
  'stream-json': async () => {
    const { default: chain } = await import('stream-chain');
    const { parser } = await import('stream-json');
    const { pick } = await import('stream-json/filters/pick.js');
    const { streamArray } = await import('stream-json/streamers/stream-array.js');
    const read = chain([chunks(), parser(), pick({ filter: 'log.entries' }), streamArray()]);
    for await (const _ of read) entries += 1;
  },
  '@streamparser/json': async () => {
    const { JSONParser } = await import('@streamparser/json');
    const parser = new JSONParser({ paths: ['$.log.entries.*'], keepStack: false });
    parser.onValue = () => {
      entries += 1;
    };
    for await (const chunk of chunks()) parser.write(chunk);
  },
};
await engines[engine]?.();
if (entries === 0) throw new Error(`${engine} read no entries`);
process.stdout.write(`${entries} entries\n`);
