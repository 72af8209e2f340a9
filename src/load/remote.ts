import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import type { FileRoom } from './files.ts';
import { documentBytesMax } from './text.ts';
import { LoadError } from './load-error.ts';

/** One answer of a host that a flag or the command line names, in milliseconds and bytes. */
const fetchMsMax = 10_000;
const referenceBytesMax = 16 * 1024 * 1024;

const isRemote = (name: string): boolean => /^(https?:)?\/\//i.test(name);

/** A room that also reads `https://` references, from the hosts that a flag names and from no other. */
export function remoteRoom(home: FileRoom, hosts: readonly string[]): FileRoom {
  return {
    join(from, file) {
      if (/^[a-z][a-z0-9+.-]+:/i.test(file) || file.startsWith('//'))
        return file.startsWith('//') ? `https:${file}` : file;
      return isRemote(from) ? new URL(file, from).href : home.join(from, file);
    },
    async read(id) {
      if (/^[a-z][a-z0-9+.-]+:\/\//i.test(id) && !isRemote(id))
        return { kind: 'refused', reason: 'Only https and files are read.' };
      if (!isRemote(id)) return home.read(id);
      const host = hostOf(id);
      if (host === undefined || !hosts.includes(host))
        return { kind: 'refused', reason: 'No host is contacted that no flag names (--allow-remote-refs).' };
      if (await isPrivate(host)) return { kind: 'refused', reason: 'Its host has a private address.' };
      try {
        return { kind: 'bytes', bytes: await fetchOnce(id, referenceBytesMax), info: { id, uri: id, inTree: false } };
      } catch {
        return { kind: 'missing' };
      }
    },
  };
}

function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname : undefined;
}

const privateRanges = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const) {
  privateRanges.addSubnet(net, bits, 'ipv4');
}
for (const [net, bits] of [
  ['::1', 128],
  ['fc00::', 7],
  ['fe80::', 10],
] as const)
  privateRanges.addSubnet(net, bits, 'ipv6');

/** RFC 1918, 6598, 3927, 4193 and loopback: a reference never leads into the network of the machine that reads it. */
async function isPrivate(host: string): Promise<boolean> {
  const bare = host.replace(/^\[|\]$/g, '');
  const addresses =
    isIP(bare) === 0 ? await lookup(bare, { all: true }).catch(() => []) : [{ address: bare, family: isIP(bare) }];
  return addresses.some(({ address, family }) => privateRanges.check(address, family === 6 ? 'ipv6' : 'ipv4'));
}

/** A document named on the command line: fetched once, from that host alone. */
export async function fetchDocument(url: string): Promise<Buffer> {
  try {
    return await fetchOnce(url, documentBytesMax);
  } catch (error) {
    if (error instanceof LoadError) throw error;
    throw new LoadError('network', 'the address did not answer with a document', {
      place: { uri: withoutSecrets(url) },
    });
  }
}

/** The address without userinfo, query and fragment, which may hold a key. */
export function withoutSecrets(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}

async function fetchOnce(url: string, bytesMax: number): Promise<Buffer> {
  const place = { uri: withoutSecrets(url) };
  // A redirect may lead to another host, which nobody named.
  const response = await fetch(url, {
    redirect: 'manual',
    signal: AbortSignal.timeout(fetchMsMax),
    headers: { accept: 'application/json, application/yaml, */*' },
  });
  if (response.status >= 300 && response.status < 400) {
    throw new LoadError('network', 'the address redirects', { place, hint: 'name the address it redirects to' });
  }
  if (!response.ok || response.body === null)
    throw new LoadError('network', `the address answered ${response.status}`, { place });
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response.body) {
    bytes += chunk.length;
    if (bytes > bytesMax) throw new LoadError('too-large', `larger than ${bytesMax / 1024 / 1024} MB`, { place });
    chunks.push(Buffer.from(chunk));
  }
  return Buffer.concat(chunks);
}
