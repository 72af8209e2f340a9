/** The tarball's files are those of package-files.txt, chunk hashes aside. `--write` renews the list. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

interface Packed {
  readonly files: readonly { readonly path: string }[];
}
const output = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
  encoding: 'utf8',
  stdio: ['ignore', 'pipe', 'ignore'],
});
const packed = JSON.parse(output) as readonly Packed[] | Readonly<Record<string, Packed>>;
const [first] = Object.values(packed);
const files = (first?.files ?? []).map(({ path }) => path.replace(/^(dist\/chunks\/).*\.mjs$/, '$1*.mjs'));
const list = `${[...new Set(files)].sort().join('\n')}\n`;

if (process.argv.includes('--write')) writeFileSync('package-files.txt', list);
else if (list !== readFileSync('package-files.txt', 'utf8')) {
  process.stderr.write(`the tarball holds other files than package-files.txt says:\n${list}`);
  process.exitCode = 1;
}
