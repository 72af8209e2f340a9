import { posix } from 'node:path';
import type { ProbeTwins, TwinHandler } from '#rule';
import { app, callersOnly, reply, type Reply } from '#twin';

const users = new Map([['a1c7e0f5928db3', { name: 'ann' }]]);
const base = '/srv/archive/documents';
/** The disk of the server. */
const files: Readonly<Record<string, string>> = {
  [`${base}/2026/01.txt`]: 'Statement 2026-01: 14 bookings, closing balance 7 319.54',
  [`${base}/2026/02.txt`]: 'Statement 2026-02: 9 bookings, closing balance 6 002.10',
  '/etc/passwd': 'root:x:0:0:root:/root:/bin/bash\ndaemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin\n',
};
/** A page of the manual, whatever page is asked for: it quotes the line that every file of accounts begins with. */
const manual = 'Fields are parted by colons, as in\nroot:x:0:0:root:/root:/bin/bash\nand end with the line.';

function text(content: string): Reply {
  return { status: 200, text: content, headers: { 'content-type': 'text/plain; charset=utf-8' } };
}

/** What is not there is said with a 200, and the name is said again. Dots inside the archive lead where they should. */
function server({ staysInside }: { readonly staysInside: boolean }): TwinHandler {
  const routes = callersOnly({
    'GET /documents': () => reply(200, { names: ['2026/01.txt', '2026/02.txt'] }),
    'GET /documents/content': ({ query }) => {
      const wanted = query.get('file') ?? '';
      const path = posix.normalize(`${base}/${wanted}`);
      const isInside = path.startsWith(`${base}/`);
      const found = Object.hasOwn(files, path) && (isInside || !staysInside) ? files[path] : undefined;
      return text(found ?? `No document is called ${wanted}; /etc/passwd and the like are not documents either.`);
    },
    'GET /manual/{page}': () => text(manual),
  });
  return app({ users, routes });
}

export const twins: ProbeTwins = {
  identities: [{ name: 'ann', token: 'a1c7e0f5928db3' }],
  vulnerable: () => server({ staysInside: false }),
  hardened: () => server({ staysInside: true }),
};
