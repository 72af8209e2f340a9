/**
 * What a release consists of, from a checkout of its tag with its packages installed and its build made: the tarball, the
 * SBOM (CycloneDX) and their SHA-256. `tsx scripts/release/pack.ts <folder>` with GITHUB_REF_NAME and GITHUB_REPOSITORY.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

interface Package {
  readonly version: string;
  readonly repository?: { readonly url?: string };
}
interface Bom {
  readonly components: readonly object[];
}
interface Locked {
  readonly packages: Readonly<Record<string, { readonly dev?: boolean; readonly devDependencies?: unknown }>>;
}

const npm = (args: readonly string[], cwd = '.'): string =>
  execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: 'pipe' });

/** The tag names the version. Where the sources lie is not written in them: npm's provenance asks for it. */
function named(): void {
  const { GITHUB_REF_NAME: tag = '', GITHUB_REPOSITORY: repository = '' } = process.env;
  const own = JSON.parse(readFileSync('package.json', 'utf8')) as Package;
  if (tag !== `v${own.version}`) throw new Error(`the tag ${tag} does not name version ${own.version}`);
  const url = `git+https://github.com/${repository}.git`;
  if (own.repository !== undefined && own.repository.url !== url)
    throw new Error(`package.json names another repository: ${own.repository.url ?? 'none'}`);
  npm(['pkg', 'set', 'repository.type=git', `repository.url=${url}`]);
}

/**
 * Of what the package needs, and of the self-test's SQLite, whose files are in the package itself. npm is asked about a
 * package without tools: its --omit=dev also leaves out what a tool needs as well (commander, yaml).
 */
function sbom(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'sbom-'));
  const own = JSON.parse(readFileSync('package.json', 'utf8')) as object;
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as Locked;
  const needed = Object.entries(lock.packages).filter(([, { dev = false }]) => !dev);
  const root = { ...lock.packages[''], devDependencies: undefined };
  const write = (name: string, value: unknown): void => writeFileSync(path.join(folder, name), JSON.stringify(value));
  write('package.json', { ...own, devDependencies: undefined });
  write('package-lock.json', { ...lock, packages: { ...Object.fromEntries(needed), '': root } });
  const bom = JSON.parse(npm(['sbom', '--sbom-format=cyclonedx', '--package-lock-only'], folder)) as Bom;
  rmSync(folder, { recursive: true });
  return `${JSON.stringify({ ...bom, components: [...bom.components, sqlite()] }, undefined, 2)}\n`;
}

function sqlite(): object {
  const { version, license } = JSON.parse(readFileSync('node_modules/sql.js/package.json', 'utf8')) as {
    readonly version: string;
    readonly license: string;
  };
  const purl = `pkg:npm/sql.js@${version}`;
  const licenses = [{ license: { id: license } }];
  return {
    'bom-ref': `sql.js@${version}`,
    type: 'library',
    name: 'sql.js',
    version,
    scope: 'required',
    purl,
    licenses,
  };
}

/** As `sha256sum --check` reads it. */
function sums(folder: string): string {
  const digest = (name: string): string =>
    createHash('sha256')
      .update(readFileSync(path.join(folder, name)))
      .digest('hex');
  return readdirSync(folder)
    .sort()
    .map((name) => `${digest(name)}  ${name}\n`)
    .join('');
}

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('tsx scripts/release/pack.ts <folder>');
named();
mkdirSync(folder);
npm(['pack', '--ignore-scripts', '--pack-destination', folder]);
writeFileSync(path.join(folder, 'sallyport.cdx.json'), sbom());
writeFileSync(path.join(folder, 'SHA256SUMS'), sums(folder));
