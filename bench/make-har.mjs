/**
 * Writes a capture of a made-up bank for measuring: node bench/make-har.mjs <file> <megabytes> [seed]
 * Nine of ten entries are JSON calls, the tenth a page's asset of 40 KB; every tenth body is Base64.
 */
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';

const [file, megabytes = '200', seed = '1'] = process.argv.slice(2);
if (file === undefined) {
  console.error('usage: node bench/make-har.mjs <file> <megabytes> [seed]');
  process.exit(2);
}

/** mulberry32: small, fast, the same everywhere. */
function generator(start) {
  let state = start >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
const random = generator(Number(seed));
const below = (limit) => Math.floor(random() * limit);
const digits = (length) => Array.from({ length }, () => below(10)).join('');
const pick = (list) => list[below(list.length)];

function transaction() {
  return {
    id: `txn_${digits(14)}`,
    amount: { value: below(1_000_000) / 100, currency: pick(['EUR', 'GBP', 'USD']) },
    status: pick(['booked', 'pending', 'declined']),
    counterparty: { name: `Merchant ${below(5_000)}`, iban: `GB${digits(2)}NWBK${digits(14)}` },
    bookedAt: new Date(1.7e12 + below(3e10)).toISOString(),
    note: pick(['', 'Coffee – two cups', 'Miete März', 'Ticket 48213', 'Invoice paid, thank you']),
  };
}

function body() {
  const user = below(1e9);
  return JSON.stringify({
    user: { id: user, email: `user.${user}@realbank.co`, phone: `+4477${digits(8)}` },
    cards: [{ id: `card_${digits(12)}`, pan: `4929${digits(12)}`, last4: digits(4), expiryMonth: 4, expiryYear: 2031 }],
    transactions: Array.from({ length: 4 + below(40) }, transaction),
  });
}

function entry(index) {
  const isAsset = index % 10 === 9;
  const text = isAsset ? `.a{color:red}`.repeat(3_000) : body();
  const isPacked = index % 10 === 5;
  const path = isAsset ? `/static/app.${index % 50}.css` : `/v1/customers/${below(1e9)}/cards/card_${digits(12)}`;
  return {
    startedDateTime: new Date(1.7e12 + index * 1_000).toISOString(),
    time: below(900),
    request: {
      method: 'GET',
      url: `https://api.bank.example${path}?limit=20&cursor=${digits(9)}`,
      httpVersion: 'h2',
      headers: [
        { name: ':authority', value: 'api.bank.example' },
        { name: 'accept', value: 'application/json' },
        { name: 'authorization', value: `Bearer ${digits(40)}abcdef` },
        { name: 'user-agent', value: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36' },
      ],
      queryString: [],
      cookies: [],
    },
    response: {
      status: 200,
      statusText: 'OK',
      headers: [{ name: 'content-type', value: isAsset ? 'text/css' : 'application/json' }],
      content: {
        size: text.length,
        mimeType: isAsset ? 'text/css' : 'application/json',
        text: isPacked ? Buffer.from(text).toString('base64') : text,
        ...(isPacked ? { encoding: 'base64' } : {}),
      },
    },
    timings: { send: 0, wait: 1, receive: 1 },
  };
}

const bytesWanted = Number(megabytes) * 1024 * 1024;
const out = createWriteStream(file);
const write = async (text) => {
  if (!out.write(text)) await once(out, 'drain');
  return Buffer.byteLength(text);
};
let bytes = await write('{"log":{"version":"1.2","creator":{"name":"make-har","version":"1"},"entries":[\n');
for (let index = 0; bytes < bytesWanted; index += 1) {
  bytes += await write(`${index === 0 ? '' : ',\n'}${JSON.stringify(entry(index))}`);
}
await write('\n]}}\n');
out.end();
await once(out, 'finish');
