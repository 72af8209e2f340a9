import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { repositoryRoot } from '../load/inputs.ts';
import type { CallerConfig } from '../target/config.ts';
import { authFileCallers } from './auth-file.ts';
import { callersOf } from './config/callers.ts';
import { certificateOf } from './config/client-certificate.ts';
import type { IdentityPart, ProbingPart } from './config/config.ts';
import type { Io } from './io.ts';
import type { Flags } from './options.ts';
import { UserError } from './user-error.ts';

/** The callers of the command line, of its auth file and of the config; a name of the earlier ones hides that of the later. */
export async function identitiesOf(config: ProbingPart, flags: Flags, io: Io): Promise<readonly CallerConfig[]> {
  const isDry = flags.dryRun === true;
  const own = await Promise.all((flags.identity ?? []).map((text) => callerOf(text, io, isDry)));
  const names = new Set(own.map(({ name }) => name));
  if (names.size < own.length) throw new UserError('flag', '--identity gives one name twice');
  const filed = flags.authFile === undefined ? [] : await authFileCallers(path.resolve(io.cwd, flags.authFile));
  const ofFile = filed.filter(({ name }) => !names.has(name));
  for (const { name } of ofFile) names.add(name);
  const others = config.identities.filter(({ name }) => !names.has(name));
  if (isDry) return [...own, ...ofFile, ...others.map(stranger)];
  return [...own, ...ofFile, ...(await withCertificates(others, flags, io))];
}

async function withCertificates(
  parts: readonly IdentityPart[],
  flags: Flags,
  io: Io,
): Promise<readonly CallerConfig[]> {
  const environment = { env: io.env, allowed: flags.allowEnv };
  const callers = callersOf(parts, environment);
  if (parts.every(({ identity: { clientCert, clientKey } }) => clientCert === undefined && clientKey === undefined))
    return callers;
  const root = await repositoryRoot(io.cwd);
  const certificates = await Promise.all(parts.map((part) => certificateOf(part, { ...environment, root })));
  return callers.map((caller, index) => {
    const certificate = certificates[index];
    return certificate === undefined ? caller : { ...caller, certificate };
  });
}

/** Stands for a credential that is never sent. */
const unused = 'dry-run';

/** A caller of a dry run: its variables need not be set. */
function stranger({ name, identity: { role, scheme, owns } }: IdentityPart): CallerConfig {
  return {
    name,
    token: unused,
    ...(role === undefined ? {} : { role }),
    ...(scheme === undefined ? {} : { scheme }),
    ...(owns === undefined ? {} : { owns: Object.fromEntries(owns) }),
  };
}

/** Longest secret in a file, in bytes: the largest real tokens have a few kilobytes. */
const secretBytesMax = 64 * 1024;

/** `alice=env:TOKEN_A` or `alice=file:path`. What else stands there may be a secret and is in no message. */
async function callerOf(text: string, { env, cwd }: Io, isDry: boolean): Promise<CallerConfig> {
  const [, name, kind, where] = /^([A-Za-z0-9_.-]{1,64})=(env|file):(.+)$/s.exec(text) ?? [];
  if (name === undefined || where === undefined) {
    throw new UserError('secret', '--identity takes the name of a variable or file, never the secret itself', {
      hint: '--identity alice=env:ALICE_TOKEN or --identity alice=file:alice.token',
    });
  }
  if (isDry) return { name, token: unused };
  if (kind === 'env') {
    const token = env[where];
    if (token !== undefined && token !== '') return { name, token };
    throw new UserError('secret', `--identity ${name}: that variable is not set`, {
      hint: `export it, or hand it to this job; a file is ${name}=file:path`,
    });
  }
  const file = path.resolve(cwd, where);
  const size = await stat(file).then(
    (found) => (found.isFile() ? found.size : Infinity),
    () => Infinity,
  );
  const token = size > secretBytesMax ? '' : (await readFile(file, 'utf8')).trim();
  if (token !== '') return { name, token };
  throw new UserError('secret', `--identity ${name}: that file cannot be read or holds no secret`);
}
