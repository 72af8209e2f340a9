import type { Palette } from '../report/text.ts';
import { plain } from '../report/text.ts';
import type { Io } from './io.ts';
import type { ColorMode } from './options.ts';

/** Asked for by flag or FORCE_COLOR; else on a terminal that NO_COLOR (no-color.org), CI and TERM=dumb do not speak against. */
export function usesColour(mode: ColorMode, { env, stdout }: Pick<Io, 'env' | 'stdout'>): boolean {
  if (mode !== 'auto') return mode === 'always';
  if (isSet(env['NO_COLOR'])) return false;
  if (isSet(env['FORCE_COLOR'])) return env['FORCE_COLOR'] !== '0' && env['FORCE_COLOR'] !== 'false';
  return stdout.isTTY && !isSet(env['CI']) && env['TERM'] !== 'dumb';
}

export function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== '';
}

export async function paletteFor(colours: boolean): Promise<Palette> {
  if (!colours) return plain;
  const { Chalk } = await import('chalk');
  // The sixteen colours that every terminal theme keeps readable.
  const chalk = new Chalk({ level: 1 });
  const bySeverity = {
    critical: chalk.bold.red,
    high: chalk.red,
    medium: chalk.yellow,
    low: chalk.cyan,
    info: chalk.dim,
  };
  const byVerdict = { passed: chalk.green, failed: chalk.red, incomplete: chalk.yellow };
  return {
    bold: (text) => chalk.bold(text),
    dim: (text) => chalk.dim(text),
    severity: (severity, text) => bySeverity[severity](text),
    verdict: (verdict, text) => byVerdict[verdict](text),
  };
}
