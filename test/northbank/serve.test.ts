/** `npm run bank` says how its bank is scanned, and that command works. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { cli } from '../support/cli.ts';

it('serves the bank until it is told to stop, with two customers that the printed command finds let in', async () => {
  const bank = spawn(process.execPath, ['--import', 'tsx', 'examples/northbank/serve.ts'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    let printed = '';
    for await (const chunk of bank.stdout as AsyncIterable<Buffer>) {
      printed += chunk.toString();
      if (/^node bin\/sallyport\.js .*\n/m.test(printed)) break;
    }
    const env = Object.fromEntries(
      [...printed.matchAll(/^export (\w+)=(\S+)$/gm)].map(([, name, value]) => [name, value]),
    );
    const args = /^node bin\/sallyport\.js scan (.*)$/m.exec(printed)?.[1]?.split(' ') ?? [];
    const { code, stdout } = await cli(['doctor', ...args], { cwd: process.cwd(), env });
    expect([code, stdout]).toEqual([0, expect.stringMatching(/alice[\s\S]*bob/)]);
  } finally {
    bank.kill('SIGTERM');
  }
  expect((await once(bank, 'exit'))[0]).toBe(0);
}, 60_000);
