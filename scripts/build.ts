/** Bundles the CLI: split ESM chunks, so that a command loads what it needs; npm packages stay outside. */
import { copyFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { build, type Plugin } from 'esbuild';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

/** The self-test's SQLite is shipped and no dependency: two files of 18 MB (docs/decisions/selftest-sql.md). */
const sqlite: Plugin = {
  name: 'sqlite',
  setup(building) {
    building.onResolve({ filter: /^sql\.js$/ }, () => ({ path: '../sqlite/sql-wasm.cjs', external: true }));
  },
};

rmSync('dist', { recursive: true, force: true });
await build({
  entryPoints: { main: 'src/cli/main.ts', thread: 'src/cli/threads/thread.ts' },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  packages: 'external',
  outExtension: { '.js': '.mjs' },
  chunkNames: 'chunks/[name]-[hash]',
  minifySyntax: true,
  legalComments: 'none',
  define: { SALLYPORT_VERSION: JSON.stringify(version) },
  logLevel: 'warning',
  plugins: [sqlite],
});

const from = 'node_modules/sql.js';
mkdirSync('dist/sqlite');
copyFileSync(`${from}/dist/sql-wasm.js`, 'dist/sqlite/sql-wasm.cjs');
copyFileSync(`${from}/dist/sql-wasm.wasm`, 'dist/sqlite/sql-wasm.wasm');
copyFileSync(`${from}/LICENSE`, 'dist/sqlite/LICENSE');
