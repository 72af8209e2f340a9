import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Palette } from '../report/text.ts';
import { isSet } from './colour.ts';
import type { Io, Sink } from './io.ts';
import type { Flags } from './options.ts';
import type { ReportRequest } from './outputs.ts';

/**
 * Terminals that say of themselves that they follow OSC 8 (a link behind a text), and no others: one that does not know it
 * may print the address. FORCE_HYPERLINK asks for it or forbids it.
 */
export function usesLinks({ env, stdout }: Pick<Io, 'env' | 'stdout'>): boolean {
  const forced = env['FORCE_HYPERLINK'];
  if (isSet(forced)) return forced !== '0' && forced !== 'false';
  if (!stdout.isTTY || isSet(env['CI']) || env['TERM'] === 'dumb') return false;
  return (
    /^(?:iTerm\.app|WezTerm|vscode|ghostty|Hyper|Tabby|rio)$/.test(env['TERM_PROGRAM'] ?? '') ||
    /^(?:xterm-kitty|alacritty|foot|xterm-ghostty)/.test(env['TERM'] ?? '') ||
    // VTE 0.50, of GNOME's terminal and its kin; Windows Terminal; Konsole 20.12.
    Number(env['VTE_VERSION']) >= 5_000 ||
    isSet(env['WT_SESSION']) ||
    Number(env['KONSOLE_VERSION']) >= 201_200
  );
}

/** Links of findings; `root` is the repository. What stands in an address is encoded: no path can end the sequence. */
function linksBelow(root: string): NonNullable<Palette['link']> {
  return (text, to) => {
    const url = 'page' in to ? to.page : pathToFileURL(path.join(root, to.file)).href;
    return `\u001b]8;;${url}\u001b\\${text}\u001b]8;;\u001b\\`;
  };
}

/** The text of the screen; files have none. */
export function withLinks(report: ReportRequest, root: string): ReportRequest {
  const { text } = report;
  return { ...report, text: { ...text, palette: { ...text.palette, link: linksBelow(root) } } };
}

/** Asked for, or a terminal whose locale has another encoding than UTF-8 (POSIX: the first of the three that is set). */
function usesAscii(asked: boolean, { env, stdout }: Pick<Io, 'env' | 'stdout'>): boolean {
  const locale = [env['LC_ALL'], env['LC_CTYPE'], env['LANG']].find(isSet);
  return asked || (stdout.isTTY && locale !== undefined && !/utf-?8/i.test(locale));
}

/** What is not ASCII is written out, as all else that a terminal could not show. */
function inAscii(sink: Sink): Sink {
  const shown = (text: string): string =>
    text.replace(/[^\u0000-\u007f]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16) ?? ''}}`);
  return { ...sink, write: (text) => sink.write(shown(text)) };
}

/** Text alone is written in another way: files and formats for programs stay as they are. */
export function forScreen(
  { ascii = false, format, changelog }: Pick<Flags, 'ascii' | 'format' | 'changelog'>,
  io: Io,
): Io {
  if (!usesAscii(ascii, io)) return io;
  const isText = format === 'text' && changelog !== true;
  return { ...io, stderr: inAscii(io.stderr), ...(isText ? { stdout: inAscii(io.stdout) } : {}) };
}
