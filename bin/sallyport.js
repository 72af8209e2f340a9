#!/usr/bin/env node
import { existsSync } from 'node:fs';

const built = new URL('../dist/main.mjs', import.meta.url);
if (existsSync(built)) {
  const { start } = await import(built.href);
  await start();
} else {
  process.stderr.write('sallyport is not built: run npm ci (or npm run build)\n');
  process.exitCode = 2;
}
