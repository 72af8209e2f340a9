/**
 * `npm run demo`: starts the bank on loopback, scans its documents, its capture and the running server, and stops it.
 * `npm run demo -- hardened` does the same with every flaw mended; the config and the gate are the same.
 */
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { startNorthbank } from './server.ts';

const build = process.argv[2] === 'hardened' ? 'hardened' : 'leaky';
const folder = `examples/northbank/${build}`;
const out = 'sallyport-out';
mkdirSync(out, { recursive: true });

const bank = await startNorthbank({ switches: build, adminPassword: 'demo-admin-password' });
const scanner = spawn(
  process.execPath,
  [
    'bin/sallyport.js',
    'scan',
    `${folder}/openapi.yaml`,
    `${folder}/capture.har`,
    `--base=${folder}/openapi-v1.yaml`,
    `--target=${bank.url}`,
    '--config=examples/northbank/sallyport.yaml',
    '--profile=full',
    `--output=${out}/northbank-${build}.sarif`,
    `--output=${out}/northbank-${build}.xml`,
    `--output=${out}/northbank-${build}.json`,
  ],
  {
    stdio: 'inherit',
    env: {
      ...process.env,
      SALLYPORT_ALICE_PASSWORD: 'demo-password-of-alice',
      SALLYPORT_BOB_PASSWORD: 'demo-password-of-bob',
      SALLYPORT_ADMIN_PASSWORD: 'demo-admin-password',
    },
  },
);
process.exitCode = await new Promise<number>((resolve) => scanner.on('close', (code) => resolve(code ?? 4)));
await bank.close();
