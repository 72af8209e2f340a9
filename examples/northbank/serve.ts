/**
 * `npm run bank`: the bank with its flaws until Ctrl-C, two customers in it, and the command that scans it from another
 * terminal. `npm run bank -- hardened`: the mended one.
 */
import { startNorthbank } from './server.ts';

const build = process.argv[2] === 'hardened' ? 'hardened' : 'leaky';
const bank = await startNorthbank({ switches: build });

async function tokenOf(name: string): Promise<string> {
  const body = JSON.stringify({ email: `${name}@example.com`, password: `a-password-of-${name}` });
  await fetch(`${bank.url}/v2/auth/register`, { method: 'POST', body });
  const login = await fetch(`${bank.url}/v2/auth/login`, { method: 'POST', body });
  return login.headers.get('x-auth-token') ?? '';
}

process.stdout.write(`northbank (${build}) is at ${bank.url} until Ctrl-C. In another terminal:

export TOKEN_A=${await tokenOf('alice')}
export TOKEN_B=${await tokenOf('bob')}
node bin/sallyport.js scan examples/northbank/${build}/openapi.yaml --no-config --target ${bank.url} --identity alice=env:TOKEN_A --identity bob=env:TOKEN_B
`);
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => void bank.close());
