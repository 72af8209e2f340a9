/** The splitter alone: cuts a capture into its entries and counts them. With `--parse` each is parsed as well. */
import { createReadStream } from 'node:fs';
import { pieces } from '../src/load/har/scan.ts';

const [file = '', mode] = process.argv.slice(2);
let entries = 0;
const chunks = createReadStream(file, { highWaterMark: 1024 * 1024 }) as AsyncIterable<Buffer>;
for await (const piece of pieces(chunks, 64 * 1024 * 1024)) {
  if (piece.kind !== 'entry') continue;
  if (mode === '--parse') JSON.parse(piece.bytes.toString('utf8'));
  entries += 1;
}
process.stdout.write(`${entries} entries\n`);
