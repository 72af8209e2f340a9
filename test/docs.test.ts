/** Every sallyport command and config in README.md and docs/ is executed. The `npm` lines are run by .ci/run. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startNorthbank, type Northbank } from '../examples/northbank/server.ts';
import { cli } from './support/cli.ts';

const pages = [
  'README.md',
  ...readdirSync('docs')
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];
function blocks(language: string): readonly (readonly [page: string, text: string])[] {
  return pages.flatMap((page) =>
    [...readFileSync(page, 'utf8').matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(
      ([, text = '']) => [page, text] as const,
    ),
  );
}
const commands = blocks('sh').flatMap(([page, text]) =>
  text
    .split('\n')
    .filter((line) => line.startsWith('sallyport '))
    .map((line) => [page, line.replace(/\s+#.*$/, '')] as const),
);
const configs = blocks('yaml').filter(([, text]) => /^version: 1$/m.test(text));

let bank: Northbank;
let repository: string;
let env: Record<string, string>;

async function tokenOf(name: string): Promise<string> {
  const body = JSON.stringify({ email: `${name}@example.com`, password: 'a-long-password' });
  await fetch(`${bank.url}/v2/auth/register`, { method: 'POST', body });
  const login = await fetch(`${bank.url}/v2/auth/login`, { method: 'POST', body });
  return login.headers.get('x-auth-token') ?? '';
}

beforeAll(async () => {
  bank = await startNorthbank({ switches: 'hardened' });
  repository = realpathSync(mkdtempSync(path.join(tmpdir(), 'readme-')));
  const git = (...args: readonly string[]): void =>
    void execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], {
      cwd: repository,
      stdio: 'ignore',
    });
  git('init', '-b', 'main');
  copyFileSync('examples/northbank/hardened/openapi-v1.yaml', path.join(repository, 'openapi.yaml'));
  git('add', '.');
  git('commit', '-m', 'v1');
  git('update-ref', 'refs/remotes/origin/main', 'HEAD');
  git('checkout', '-b', 'change');
  copyFileSync('examples/northbank/hardened/openapi.yaml', path.join(repository, 'openapi.yaml'));
  copyFileSync('examples/northbank/hardened/capture.har', path.join(repository, 'capture.har'));
  env = { TOKEN_A: await tokenOf('alice'), TOKEN_B: await tokenOf('bob') };
});
afterAll(() => bank.close());

describe('the documentation', () => {
  it.each(commands)('%s: %s', async (_page, line) => {
    const args = line.replace('http://127.0.0.1:8080', bank.url).split(' ').slice(1);
    const { code, stderr } = await cli(args, { cwd: repository, env });
    expect(stderr).not.toMatch(/unknown|no such/);
    expect(code).toBe(0);
  });

  it.each(configs)('the config in %s', async (_page, text) => {
    const file = path.join(repository, 'config-of-the-page.yaml');
    writeFileSync(file, text);
    const { code, stderr } = await cli(['lint', 'openapi.yaml', '-c', file], { cwd: repository, env: {} });
    expect(stderr).not.toMatch(/config-of-the-page/);
    expect(code).toBe(0);
  });

  it('has commands and configs to execute', () => {
    expect(commands.length).toBeGreaterThan(8);
    expect(configs.length).toBeGreaterThan(0);
  });
});
