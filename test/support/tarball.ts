/** The package as it is published, made in a copy of what it is made of: other tests may build at the same time. */
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const home = fileURLToPath(new URL('../..', import.meta.url));
const needed = 'src rules scripts bin schema package.json tsconfig.json NOTICE CHANGELOG.md README.md LICENSE'.split(
  ' ',
);

/** Where the tarball is. */
export function pack(): string {
  const made = realpathSync(mkdtempSync(path.join(tmpdir(), 'sallyport-pack-')));
  const copy = path.join(made, 'clone');
  mkdirSync(copy);
  for (const name of needed) cpSync(path.join(home, name), path.join(copy, name), { recursive: true });
  symlinkSync(path.join(home, 'node_modules'), path.join(copy, 'node_modules'));
  execFileSync('npm', ['pack', '--silent', '--pack-destination', made], { cwd: copy, stdio: 'pipe' });
  const { version } = JSON.parse(readFileSync(path.join(copy, 'package.json'), 'utf8')) as { version: string };
  return path.join(made, `sallyport-${version}.tgz`);
}

/** What `npm install` would do, without a registry: the package from its tarball, what it depends on from here. */
export function install(tarball: string, folder: string): void {
  const modules = path.join(folder, 'node_modules');
  mkdirSync(path.join(modules, '.bin'), { recursive: true });
  mkdirSync(path.join(modules, 'sallyport'));
  execFileSync('tar', ['xzf', tarball, '--strip-components=1', '-C', path.join(modules, 'sallyport')]);
  const { dependencies } = JSON.parse(readFileSync(path.join(home, 'package.json'), 'utf8')) as {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  for (const name of Object.keys(dependencies)) {
    mkdirSync(path.dirname(path.join(modules, name)), { recursive: true });
    symlinkSync(path.join(home, 'node_modules', name), path.join(modules, name));
  }
  const bin = path.join(modules, 'sallyport/bin/sallyport.js');
  chmodSync(bin, 0o755);
  symlinkSync(bin, path.join(modules, '.bin/sallyport'));
}
