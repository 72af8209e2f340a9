import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import { proxyFrom, ProxyUrlError, type ProxyFor } from '../target/proxy.ts';
import type { Io } from './io.ts';
import type { Flags } from './options.ts';
import { UserError } from './user-error.ts';

/** How the target is reached: what the network between asks for. */
export interface Network {
  /** PEM, besides Node's own. */
  readonly ca?: string;
  readonly insecure?: boolean;
  readonly proxyFor?: ProxyFor;
}

/** Largest file of authorities, in bytes: all that browsers trust have 300 KB. */
const caBytesMax = 1024 * 1024;

export function networkFlags(command: Command): Command {
  return command
    .option('--ca <file>', 'trust the authorities of this PEM file too')
    .option('--insecure', "take the target's certificate as it is, and the target's alone; every report says so");
}

/** Throws UserError for a file that holds no certificate, and for a variable that names no proxy. */
export async function networkOf({ ca, insecure }: Flags, { env, cwd }: Io): Promise<Network> {
  const proxyFor = proxyOf(env);
  return {
    ...(ca === undefined ? {} : { ca: await authorities(path.resolve(cwd, ca), env) }),
    ...(insecure === true ? { insecure } : {}),
    ...(proxyFor === undefined ? {} : { proxyFor }),
  };
}

function proxyOf(env: Io['env']): ProxyFor | undefined {
  try {
    return proxyFrom(env);
  } catch (error) {
    if (error instanceof ProxyUrlError) throw new UserError('flag', error.message);
    throw error;
  }
}

/** Node reads NODE_EXTRA_CA_CERTS itself, but not where it is told of other authorities. */
async function authorities(file: string, env: Io['env']): Promise<string> {
  const own = await pemOf(file);
  if (own === undefined)
    throw new UserError('flag', '--ca names no file with a certificate', {
      hint: 'a PEM file begins with -----BEGIN CERTIFICATE-----',
    });
  const extra = env['NODE_EXTRA_CA_CERTS'] ?? '';
  return `${own}\n${extra === '' ? '' : ((await pemOf(extra)) ?? '')}`;
}

async function pemOf(file: string): Promise<string | undefined> {
  const found = await stat(file).catch(() => undefined);
  if (found?.isFile() !== true || found.size > caBytesMax) return undefined;
  const text = await readFile(file, 'utf8');
  return text.includes('-----BEGIN CERTIFICATE-----') ? text : undefined;
}

/** What every report of the run must say of its connections. */
export function networkNotes({ insecure, proxyFor }: Network, target: string): readonly string[] {
  const url = new URL(target);
  const isProxied = proxyFor?.(url) !== undefined;
  return [
    ...(insecure === true && url.protocol === 'https:'
      ? ['--insecure: the certificate of the target was not verified; whoever sits between may have answered.']
      : []),
    ...(isProxied
      ? ['A proxy of the environment led to the target and resolved its name: the address was not pinned.']
      : []),
  ];
}
