import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { certificateOf } from '../../../src/cli/config/client-certificate.ts';
import { readConfig } from '../../../src/cli/config/read-config.ts';
import { networkNotes, networkOf } from '../../../src/cli/network.ts';
import type { Flags } from '../../../src/cli/options.ts';
import { UserError } from '../../../src/cli/user-error.ts';
import { proxyFrom } from '../../../src/target/proxy.ts';

const pem = (of: string): string => `-----BEGIN CERTIFICATE-----\n${of}\n-----END CERTIFICATE-----\n`;

function folder(files: Readonly<Record<string, string>>): string {
  const made = realpathSync(mkdtempSync(path.join(tmpdir(), 'network-')));
  onTestFinished(() => rmSync(made, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(made, name)), { recursive: true });
    writeFileSync(path.join(made, name), text);
  }
  return made;
}

async function networkIn(cwd: string, flags: Partial<Flags>, env: Readonly<Record<string, string>> = {}) {
  // Of all that a command knows only these count here.
  return networkOf(flags as Flags, { cwd, env } as unknown as Parameters<typeof networkOf>[1]);
}

describe('the network', () => {
  it('has the authorities of --ca, and those that Node would have read', async () => {
    const cwd = folder({ 'ca.pem': pem('OWN'), 'extra.pem': pem('EXTRA') });
    const { ca } = await networkIn(cwd, { ca: 'ca.pem' }, { NODE_EXTRA_CA_CERTS: path.join(cwd, 'extra.pem') });
    expect(ca).toContain('OWN');
    expect(ca).toContain('EXTRA');
    expect(await networkIn(cwd, {})).toEqual({});
  });

  it('is a mistake where --ca holds no certificate', async () => {
    const cwd = folder({ 'a.txt': 'no' });
    for (const ca of ['a.txt', 'nowhere.pem', '.'])
      await expect(networkIn(cwd, { ca })).rejects.toThrow('--ca names no file with a certificate');
  });

  it('is a mistake where a variable names no proxy, whose value is not told', async () => {
    const env = { HTTPS_PROXY: 'socks5://user:hunter2@p' };
    await expect(networkIn('/', {}, env)).rejects.toThrow(UserError);
    await expect(networkIn('/', {}, env)).rejects.not.toThrow(/hunter2/);
  });

  it('that verifies less is told in every report', () => {
    const proxyFor = proxyFrom({ HTTPS_PROXY: 'http://p.test', NO_PROXY: 'direct.test' }) ?? (() => undefined);
    expect(networkNotes({ insecure: true, proxyFor }, 'https://a.test')).toEqual([
      '--insecure: the certificate of the target was not verified; whoever sits between may have answered.',
      'A proxy of the environment led to the target and resolved its name: the address was not pinned.',
    ]);
    expect(networkNotes({ insecure: true, proxyFor }, 'http://127.0.0.1:1')).toEqual([]);
    expect(networkNotes({ proxyFor }, 'https://direct.test')).toEqual([]);
  });
});

describe("an identity's certificate", () => {
  async function read(
    identity: string,
    files: Readonly<Record<string, string>> = {},
    env: Readonly<Record<string, string>> = {},
  ) {
    const root = folder({ 'sallyport.yaml': `version: 1\nidentities: { a: { ${identity} } }\n`, ...files });
    const secret = folder({ 'key.pem': pem('FOREIGN') });
    symlinkSync(path.join(secret, 'key.pem'), path.join(root, 'link.pem'));
    const { probing } = await readConfig({ cwd: root, root, file: undefined });
    const [part] = probing.identities;
    return part === undefined ? undefined : certificateOf(part, { env, allowed: [], root });
  }

  it('is in files of the repository, or in variables', async () => {
    const files = { 'certs/a.pem': pem('CERT'), 'certs/a.key': pem('KEY') };
    const { cert, key } = (await read('clientCert: certs/a.pem, clientKey: certs/a.key', files)) ?? {};
    expect([cert, key]).toEqual([pem('CERT'), pem('KEY')]);
    const env = { SALLYPORT_CERT: pem('C'), SALLYPORT_KEY: pem('K') };
    const given = "token: t, clientCert: '${SALLYPORT_CERT}', clientKey: '${SALLYPORT_KEY}'";
    expect(await read(given, {}, env)).toEqual({ cert: pem('C'), key: pem('K') });
    expect(await read('token: t')).toBeUndefined();
  });

  it.each([
    ['clientCert: a.pem', 'clientCert and clientKey belong together'],
    ['clientCert: link.pem, clientKey: link.pem', 'no PEM of the repository or the environment'],
    ['clientCert: nowhere.pem, clientKey: nowhere.pem', 'no PEM of the repository or the environment'],
    ['clientCert: ../x.pem, clientKey: ../x.pem', 'only files of the repository may be named here'],
    ["clientCert: '${SALLYPORT_NONE}', clientKey: a", 'variable SALLYPORT_NONE is not set'],
  ])('that is %s is a mistake', async (identity, message) => {
    const reading = read(identity);
    const told = await reading.catch((error: unknown) => JSON.stringify(error, Object.getOwnPropertyNames(error)));
    expect(told).toContain(message);
  });
});
