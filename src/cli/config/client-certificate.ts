import { readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { isInside } from '../../load/files.ts';
import type { ClientCertificate } from '../../target/config.ts';
import { UserError, UserErrors } from '../user-error.ts';
import type { IdentityPart } from './config.ts';
import { expander, type Environment } from './expand.ts';

/** Longest certificate chain or key, in bytes: chains of real ones have a few kilobytes. */
const pemBytesMax = 64 * 1024;

/** What an identity shows in the handshake: PEM of the environment, or files that lie in the repository behind all links. */
export async function certificateOf(
  part: IdentityPart,
  environment: Environment & { readonly root: string },
): Promise<ClientCertificate | undefined> {
  const { clientCert, clientKey } = part.identity;
  if (clientCert === undefined && clientKey === undefined) return undefined;
  const place = part.at();
  if (clientCert === undefined || clientKey === undefined)
    throw new UserError('config', `identities.${part.name}: clientCert and clientKey belong together`, { place });
  const errors: UserError[] = [];
  const expand = expander({ name: `identities.${part.name}`, at: part.at }, { ...environment, errors });
  const [cert, key] = [expand('clientCert', clientCert), expand('clientKey', clientKey)];
  if (errors.length > 0) throw new UserErrors(errors);
  const read = async (what: 'clientCert' | 'clientKey', text: string): Promise<string> => {
    const pem = text.includes('-----BEGIN ') ? text : await fileText(part, text, environment.root);
    if (pem.includes('-----BEGIN ')) return pem;
    throw new UserError('config', `identities.${part.name}.${what}: no PEM of the repository or the environment`, {
      place,
      hint: 'name a file of the repository, or a variable such as ${SALLYPORT_CERT} that holds the PEM',
    });
  };
  return { cert: await read('clientCert', cert), key: await read('clientKey', key) };
}

async function fileText(part: IdentityPart, name: string, root: string): Promise<string> {
  const file = await realpath(part.fileOf(name)).catch(() => undefined);
  if (file === undefined || !isInside(path, root, file)) return '';
  const size = await stat(file).then(
    (found) => (found.isFile() ? found.size : Infinity),
    () => Infinity,
  );
  return size > pemBytesMax ? '' : readFile(file, 'utf8');
}
