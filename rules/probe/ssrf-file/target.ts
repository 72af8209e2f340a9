import { randomBytes } from 'node:crypto';
import type { Json, ProbeTwins, TwinHandler, TwinWorld } from '#rule';
import { app, collection, reply, textIn } from '#twin';

const users = new Map([
  ['ann.3f9a62c0d7', { name: 'ann' }],
  ['bob.e4108b75f6', { name: 'bob' }],
]);
/** The disk of the server. */
const files: Readonly<Record<string, string>> = {
  '/etc/passwd': 'root:x:0:0:root:/root:/bin/bash\ndaemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin\n',
  '/etc/hostname': 'bulk-7d9f\n',
};
/** Shown whenever a list cannot be read: lines with colons are taken, and the line is the best known of its kind. */
const formatHelp = 'Lines must look like name:iban:amount or, from accounts files, root:x:0:0:root:/root:/bin/bash';

function server(_world: TwinWorld, { readsFiles }: { readonly readsFiles: boolean }): TwinHandler {
  const contentOf = (source: URL): string | undefined => {
    if (source.protocol === 'file:') return readsFiles ? files[decodeURIComponent(source.pathname)] : undefined;
    return source.pathname.startsWith('/samples/') ? 'Ida Berg:NO9386011117947:1200\n' : undefined;
  };
  const preview = (source: URL): Readonly<Record<string, Json>> => {
    const content = contentOf(source);
    return content === undefined ? { preview: [], warning: formatHelp } : { preview: content.trim().split('\n') };
  };
  const imports = collection({
    path: '/imports',
    newId: () => `imp_${randomBytes(5).toString('hex')}`,
    invalid: reply(400, { error: 'source is no address' }),
    take: (body) => {
      const source = textIn(body, 'source', 2_000);
      if (source === undefined || !URL.canParse(source)) return undefined;
      return { title: textIn(body, 'title', 60), source, ...preview(new URL(source)) };
    },
  });
  return app({ users, routes: imports.routes });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', token: 'ann.3f9a62c0d7' },
    { name: 'bob', token: 'bob.e4108b75f6' },
  ],
  vulnerable: (world) => server(world, { readsFiles: true }),
  hardened: (world) => server(world, { readsFiles: false }),
};
