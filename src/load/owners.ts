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
  /** Of GitLab: what fits is of nobody in this section, whatever else its lines say. */
  readonly isExclusion: boolean;
  matcher?: ReturnType<typeof ignore>;
}

/** GitHub knows one alone, which has no name. */
interface Section {
  /** Of lines without owners. */
  defaults: string;
  readonly lines: Line[];
}

/**
 * Whose a file is, as CODEOWNERS says: the last pattern that fits counts, and one without owners gives the file to nobody. In
 * a file with GitLab's sections each of them says so for itself, and all of them together are meant.
 * https://docs.github.com/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
 * https://docs.gitlab.com/user/project/codeowners/reference
 */
export async function codeOwners(root: string): Promise<OwnerOf> {
  const sections = sectionsOf(await textOf(root));
  return (file) => {
    if (file === '' || file.startsWith('/') || file.split('/').includes('..')) return undefined;
    const owners = [...new Set(sections.flatMap((section) => ownersIn(section, file)))].join(' ');
    return owners === '' ? undefined : owners.slice(0, ownersCharsMax);
  };
}

function ownersIn({ defaults, lines }: Section, file: string): readonly string[] {
  if (lines.some((line) => line.isExclusion && fits(line, file))) return [];
  const last = lines.findLast((line) => fits(line, file));
  if (last === undefined) return [];
  const owners = last.owners === '' ? defaults : last.owners;
  return owners === '' ? [] : owners.split(' ');
}

/** As git's ignore patterns, but that `docs/*` means what lies in that folder itself. */
function fits(line: Line, file: string): boolean {
  const matcher = (line.matcher ??= ignore({ ignorecase: false }).add(line.pattern));
  if (!matcher.ignores(file)) return false;
  const folder = path.posix.dirname(file);
  return !line.pattern.endsWith('/*') || folder === '.' || !matcher.ignores(folder);
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

/** `[Name]`, `^[Optional name][2] @default/owner`: a section of GitLab. */
const heading = /^\^?\[([^\]]+)\](?:\[\d+\])?(?:\s+(.*))?$/;

function sectionsOf(text: string): readonly Section[] {
  const first: Section = { defaults: '', lines: [] };
  // Sections of one name are one, in whatever letters it is written.
  const named = new Map<string, Section>();
  let section = first;
  for (const line of text.replace(/^\uFEFF/, '').split('\n')) {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#')) continue;
    const [, name, defaults = ''] = heading.exec(trimmed) ?? [];
    if (name === undefined) {
      section.lines.push(lineOf(trimmed));
      continue;
    }
    section = named.get(name.toLowerCase()) ?? { defaults: '', lines: [] };
    named.set(name.toLowerCase(), section);
    section.defaults ||= ownersOf(defaults.split(/\s+/));
  }
  const isGitLab = named.size > 0;
  // GitHub knows no exclusion, and reads on behind such a line.
  if (!isGitLab) return [{ ...first, lines: first.lines.filter(({ isExclusion }) => !isExclusion) }];
  return [first, ...named.values()];
}

function lineOf(text: string): Line {
  const [written = '', ...rest] = text.split(/(?<!\\)\s+/);
  const isExclusion = written.startsWith('!');
  return { pattern: isExclusion ? written.slice(1) : written, owners: ownersOf(rest), isExclusion };
}

/** What stands before a comment. */
function ownersOf(words: readonly string[]): string {
  const end = words.findIndex((word) => word.startsWith('#'));
  return (end < 0 ? words : words.slice(0, end)).join(' ').trim();
}
