import type { ProbeTwins, TwinHandler, TwinWorld } from '#rule';
import { app, collection, fetched, textIn } from '#twin';

const users = new Map([
  ['ann-91f5e2c08b', { name: 'ann' }],
  ['bob-d6074ab13e', { name: 'bob' }],
]);
/** Longest wait that a command gets, in milliseconds. */
const sleepMsMax = 10_000;

/** What a shell prints for one command: no more of them than are needed to show that there is one. */
function run(world: TwinWorld, command: string): string {
  const [, name = '', rest = ''] = /^\s*(\S+)\s*(.*?)\s*$/s.exec(command) ?? [];
  if (name === 'echo') return rest;
  if (name === 'sleep') world.clock.spend(Math.min(Number.parseFloat(rest) * 1_000 || 0, sleepMsMax));
  const numbers = /^(\d+)\s+(?:\\\*|'\*'|"\*")\s+(\d+)$/.exec(rest);
  return name === 'expr' && numbers !== null ? String(Number(numbers[1]) * Number(numbers[2])) : '';
}

/** What `sh -c "zip <line>"` prints: arithmetic and commands inside the line first, then the commands that follow. */
function shell(world: TwinWorld, line: string): string {
  const filled = line
    .replaceAll(/\$\(\(\s*(\d+)\s*\*\s*(\d+)\s*\)\)/g, (_all, a: string, b: string) => String(Number(a) * Number(b)))
    .replaceAll(/\$\(([^()]*)\)|`([^`]*)`/g, (_all, a?: string, b?: string) => run(world, a ?? b ?? ''));
  const [first = '', ...others] = filled.split(/;|&&|\|\|?|\n/);
  return [`adding: ${first.trim()}.zip`, ...others.map((command) => run(world, command))].filter(Boolean).join('\n');
}

/** What `sh -c 'tar cf backup.tar "<folder>"'` calls: only what is substituted is run inside of double quotes. */
async function job(world: TwinWorld, folder: string): Promise<void> {
  for (const [, inner = ''] of folder.matchAll(/\$\(([^()]*)\)/g)) {
    const commands = inner.split(/;|&&|\|\|?/).map((one) => one.trim());
    for (const command of commands.filter((one) => /^(?:curl|wget)\s/.test(one)))
      for (const address of addressesIn(command)) await fetched(world, address, { bytesMax: 1_000 });
  }
}

function addressesIn(text: string): readonly string[] {
  return text.match(/https?:\/\/[^\s|;'")]+/g) ?? [];
}

/** Both print the name that they were given, and a product of two numbers that they were given. */
function server(world: TwinWorld, { usesShell }: { readonly usesShell: boolean }): TwinHandler {
  let last = 70_110;
  const exports = collection({
    path: '/exports',
    newId: () => (last += 7),
    take: (body) => {
      const archiveName = textIn(body, 'archiveName', 300);
      const { pages = 1, copies = 1 } = body;
      if (archiveName === undefined || !Number.isInteger(pages) || !Number.isInteger(copies)) return undefined;
      const log = usesShell ? shell(world, archiveName) : `adding: ${archiveName}.zip`;
      return { archiveName, pages, copies, sheets: Number(pages) * Number(copies), log };
    },
  });
  // A job of its own, whose output nobody sees and for which nobody waits.
  const backups = collection({
    path: '/backups',
    take: async (body) => {
      const folder = textIn(body, 'folder', 300);
      if (folder !== undefined && usesShell) await job(world, folder);
      return folder === undefined ? undefined : { folder };
    },
  });
  // What looks like an address is looked up for a preview, whatever stands around it: a fault, and no shell.
  const scripts = collection({
    path: '/scripts',
    take: async (body) => {
      const script = textIn(body, 'script', 300);
      for (const address of addressesIn(script ?? '')) await fetched(world, address, { bytesMax: 1_000 });
      return script === undefined ? undefined : { script };
    },
  });
  return app({ users, routes: { ...exports.routes, ...backups.routes, ...scripts.routes } });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', token: 'ann-91f5e2c08b' },
    { name: 'bob', token: 'bob-d6074ab13e' },
  ],
  vulnerable: (world) => server(world, { usesShell: true }),
  hardened: (world) => server(world, { usesShell: false }),
};
