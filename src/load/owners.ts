import { readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import ignore from 'ignore';

/** Where GitHub and GitLab look, the first that is there. */
const files = ['.github/CODEOWNERS', '.gitlab/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'];
/** GitHub reads no larger one. */
const fileBytesMax = 3 * 1024 * 1024;
/** Of a pattern's owners together, in characters. */
const ownersCharsMax = 200;

export type OwnerOf = (file: string) => string | undefined;

interface Line {
  readonly pattern: string;
  readonly owners: string;
  matcher?: ReturnType<typeof ignore>;
}

/**
 * Whose a file is, as CODEOWNERS says: the last pattern that fits counts, and one without owners gives the file to nobody.
 * https://docs.github.com/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
 */
export async function codeOwners(root: string): Promise<OwnerOf> {
  const lines = linesOf(await textOf(root)).toReversed();
  return (file) => {
    if (file === '' || file.startsWith('/') || file.split('/').includes('..')) return undefined;
    const found = lines.find((line) => (line.matcher ??= ignore().add(line.pattern)).ignores(file));
    return found === undefined || found.owners === '' ? undefined : found.owners;
  };
}

/** A file of the repository itself: what lies behind a link may be any file of the machine. */
async function textOf(root: string): Promise<string> {
  for (const name of files) {
    const file = path.join(root, name);
    const real = await realpath(file).catch(() => undefined);
    if (real !== file) continue;
    const found = await stat(file);
    return found.isFile() && found.size <= fileBytesMax ? readFile(file, 'utf8') : '';
  }
  return '';
}

function linesOf(text: string): Line[] {
  return text.split('\n').flatMap((line): Line[] => {
    const trimmed = line.trim();
    // Headings of GitLab's sections; GitHub knows no negation.
    if (trimmed === '' || /^(?:#|!|\^?\[)/.test(trimmed)) return [];
    const [pattern = '', ...rest] = trimmed.split(/(?<!\\)\s+/);
    const end = rest.findIndex((word) => word.startsWith('#'));
    const owners = (end < 0 ? rest : rest.slice(0, end)).join(' ');
    return [{ pattern, owners: owners.slice(0, ownersCharsMax) }];
  });
}
