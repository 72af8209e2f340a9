import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Run } from '../finding/run.ts';
import { forLine, forTerminal } from '../report/escape.ts';
import type { SarifOptions } from '../report/sarif/sarif.ts';
import { plain, type TextOptions } from '../report/text.ts';
import { Veil } from '../report/veil.ts';
import type { allRules } from './all-rules.ts';
import { paletteFor, usesColour } from './colour.ts';
import type { Io } from './io.ts';
import { suggestion } from './nearest.ts';
import { formats, type Flags, type Format } from './options.ts';
import type { Journal } from './stages/subject.ts';
import { errorLines, UserError } from './user-error.ts';
import { writeWhole } from './write-whole.ts';

/** Where the reports of a run go. */
export interface ReportRequest {
  readonly stdout: Format;
  readonly text: TextOptions & SarifOptions;
  readonly files: readonly OutputFile[];
  /** Where the evidence of each finding goes. */
  readonly evidence?: EvidenceFolder;
}
export interface OutputFile {
  readonly format: Format;
  /** Absolute. */
  readonly file: string;
  /** As the user wrote it. */
  readonly shown: string;
}
export interface EvidenceFolder {
  /** Absolute. */
  readonly folder: string;
  /** As the user wrote it. */
  readonly shown: string;
}

const byExtension: ReadonlyMap<string, Format> = new Map([
  ['.sarif', 'sarif'],
  ['.xml', 'junit'],
  ['.json', 'json'],
  ['.md', 'markdown'],
  ['.html', 'html'],
  ['.csv', 'csv'],
  ['.txt', 'text'],
]);

type ReportFlags = Pick<
  Flags,
  'output' | 'format' | 'color' | 'by' | 'minSeverity' | 'verbose' | 'changelog' | 'sarifFull' | 'evidence'
>;

/** Checked before the run: nobody waits for an hour to hear of a typo. */
export async function outputsOf(flags: ReportFlags, io: Io): Promise<ReportRequest> {
  const files = flags.output.map((text) => outputOf(text, io.cwd));
  const twice = files.find(({ file }, index) => files.findIndex((other) => other.file === file) !== index);
  if (twice !== undefined)
    throw new UserError('flag', '--output names one file twice', { place: { uri: twice.shown } });
  for (const { file, shown } of files) {
    if ((await stat(file).catch(() => undefined))?.isDirectory() === true) {
      throw new UserError('output', '--output names a folder', { place: { uri: shown } });
    }
  }
  const width = Math.min(Math.max(io.stdout.columns ?? 100, 60), 140);
  const palette = await paletteFor(flags.format === 'text' && usesColour(flags.color, io));
  const by = flags.by ?? 'change';
  const full = flags.sarifFull === true;
  const text = { palette, width, by, full, minSeverity: flags.minSeverity, verbose: flags.verbose === true };
  const evidence =
    flags.evidence === undefined
      ? {}
      : { evidence: { folder: path.resolve(io.cwd, flags.evidence), shown: flags.evidence } };
  return { stdout: flags.changelog === true ? 'changelog' : flags.format, text, files, ...evidence };
}

/** `results.sarif`, or `sarif=results.json` where the extension says something else. */
function outputOf(text: string, cwd: string): OutputFile {
  const [, named, rest] = /^([a-z-]+)=(.+)$/s.exec(text) ?? [];
  if (named !== undefined && rest !== undefined) {
    const format = formats.find((each) => each === named);
    if (format === undefined) {
      throw new UserError('flag', `--output knows no format ${named}`, { hint: suggestion(named, formats) });
    }
    return { format, file: path.resolve(cwd, rest), shown: rest };
  }
  const format = byExtension.get(path.extname(text).toLowerCase());
  if (format === undefined) {
    throw new UserError('flag', '--output cannot tell the format by the extension', {
      place: { uri: text },
      hint: `write one of ${[...byExtension.keys()].join(', ')} or format=file, such as sarif=${text}`,
    });
  }
  return { format, file: path.resolve(cwd, text), shown: text };
}

/** What is told beside the reports: inputs that could not be read, and the requests that a dry run would send. */
export function announce({ unreadable, planned, explained }: Journal, { stdout }: ReportRequest, io: Io): void {
  for (const error of unreadable) io.stderr.write(errorLines(error));
  const sink = stdout === 'text' ? io.stdout : io.stderr;
  const veil = new Veil();
  for (const line of [...planned, ...explained]) sink.write(`${forLine(veil.text(line))}\n`);
}

/**
 * What a dry run would write: byte for byte, as `git apply` reads it, unless it goes where its bytes are obeyed. What is to be
 * said beside it goes to standard error.
 */
export function showDiff(diff: string, { notes, gate }: Run, io: Io): void {
  const isObeyed = io.stdout.isTTY || io.env['GITHUB_ACTIONS'] !== undefined;
  const shown = (line: string): string => forTerminal(line.replace(/\r$/, '')) + (line.endsWith('\r') ? '\r' : '');
  io.stdout.write(isObeyed ? diff.split('\n').map(shown).join('\n') : diff);
  for (const line of [...notes, gate.sentence]) io.stderr.write(`${forLine(line)}\n`);
}

/** The chosen format on standard output, every file beside it. The run is one that `veiledRun` looked through. */
export async function writeReports(run: Run, { stdout, text, files }: ReportRequest, io: Io): Promise<void> {
  for (const { format, file, shown } of files) {
    const parts = await render(run, format, { ...text, palette: plain, minSeverity: 'info' });
    for (const [index, part] of parts.entries()) await write(numbered(file, index), part, shown);
  }
  const [first = '', ...more] = await render(run, stdout, text);
  io.stdout.write(first);
  if (more.length > 0) {
    io.stderr.write(`sallyport: ${more.length} more parts of the report do not fit: use --output results.sarif\n`);
  }
}

/** A report in as many parts as its readers take: GitHub takes twenty documents a SARIF file. */
async function render(run: Run, format: Format, text: ReportRequest['text']): Promise<readonly string[]> {
  switch (format) {
    case 'json':
      return [(await import('../report/json.ts')).renderJson(run)];
    case 'sarif':
      return (await import('../report/sarif/sarif.ts')).renderSarif(run, text);
    case 'junit':
      return [inXml((await import('../report/junit.ts')).renderJUnit(run))];
    case 'markdown':
      return [(await import('../report/markdown.ts')).renderMarkdown(run, text)];
    case 'changelog':
      return [(await import('../report/changelog.ts')).renderChangelog(run, text)];
    case 'github':
      return [(await import('../report/github.ts')).renderGithub(run)];
    case 'gitlab':
      return [(await import('../report/gitlab.ts')).renderGitlab(run)];
    case 'evidence':
      return [(await import('../report/evidence/evidence.ts')).renderEvidence(run, await everyRule())];
    case 'evidence-csv':
      return [(await import('../report/evidence/evidence.ts')).renderEvidenceCsv(run, await everyRule())];
    case 'gitlab-dast':
      return [(await import('../report/gitlab-dast.ts')).renderGitlabDast(run)];
    case 'csv':
      return [(await import('../report/csv.ts')).renderCsv(run)];
    case 'html':
      return [(await import('../report/html/html.ts')).renderHtml(run, text)];
    default:
      return [(await import('../report/text.ts')).renderText(run, text)];
  }
}

async function everyRule(): ReturnType<typeof allRules> {
  return (await import('./all-rules.ts')).allRules();
}

/**
 * What a terminal acts upon although JSON and XML allow it: C1 controls and bidirectional overrides. Written in the
 * format's own way they mean the same. So does `##[` in JSON, with which a command of GitHub's runner may begin.
 */
function escaped(text: string, spelled: (hex: string) => string): string {
  return text.replace(/[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, (character) =>
    spelled(character.charCodeAt(0).toString(16).padStart(4, '0')),
  );
}
export const inJson = (text: string): string => escaped(text, (hex) => `\\u${hex}`).replaceAll('##[', '#\\u0023[');
const inXml = (text: string): string => escaped(text, (hex) => `&#x${hex};`);

/** `results.sarif`, then `results-2.sarif`. */
export function numbered(file: string, index: number): string {
  if (index === 0) return file;
  const { dir, name, ext } = path.parse(file);
  return path.join(dir, `${name}-${index + 1}${ext}`);
}

export async function write(file: string, text: string, shown: string): Promise<void> {
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await writeWhole(file, text);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new UserError('output', `cannot be written (${code})`, { place: { uri: shown } });
  }
}
