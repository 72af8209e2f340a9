/** Reads a capture as the product does, redaction included, and prints MB/s and the peak memory of the process. */
import { createReadStream, statSync } from 'node:fs';
import { readCapture } from '../src/load/har/capture.ts';
import { createRedactor } from '../src/model/redact.ts';

const [file = ''] = process.argv.slice(2);
const started = process.cpuUsage();
const reader = readCapture(
  {
    kind: 'capture',
    id: file,
    uri: file,
    path: file,
    inTree: false,
    read: () => Promise.reject(new Error('captures are streamed')),
    open: () => createReadStream(file, { highWaterMark: 1024 * 1024 }) as AsyncIterable<Buffer>,
  },
  createRedactor(),
);
let entries = 0;
for await (const exchange of reader.exchanges()) entries += exchange.request.method === '' ? 0 : 1;
const { user, system } = process.cpuUsage(started);
const mb = statSync(file).size / 1024 / 1024;
process.stdout.write(
  `${Math.round(mb)} MB, ${entries} entries: ${((user + system) / 1e6).toFixed(1)} s CPU, ${(mb / ((user + system) / 1e6)).toFixed(0)} MB/s, peak ${Math.round(process.resourceUsage().maxRSS / 1024)} MB\n`,
);
