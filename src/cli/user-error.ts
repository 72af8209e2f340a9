import { LoadError, type LoadPlace } from '../load/load-error.ts';
import { BaselineError } from '../finding/baseline.ts';
import { forLine, forTerminal } from '../report/escape.ts';
import { version } from './version.ts';

export type UserErrorCode = 'flag' | 'config' | 'input' | 'output' | 'baseline' | 'secret' | 'target';

/** Something that the user can mend: exit 2. The message is one line without the place and without values of secrets. */
export class UserError extends Error {
  readonly code: UserErrorCode;
  readonly place?: LoadPlace;
  readonly hint?: string;

  constructor(code: UserErrorCode, message: string, more: { readonly place?: LoadPlace; readonly hint?: string } = {}) {
    super(message);
    this.name = 'UserError';
    this.code = code;
    if (more.place !== undefined) this.place = more.place;
    if (more.hint !== undefined) this.hint = more.hint;
  }
}

/** Several at once: all that is wrong in a config. */
export class UserErrors extends Error {
  readonly errors: readonly UserError[];

  constructor(errors: readonly UserError[]) {
    super(errors.map(({ message }) => message).join('; '));
    this.errors = errors;
  }
}

/** The user errors in `error`; undefined: it is a bug. */
export function userErrorsOf(error: unknown): readonly UserError[] | undefined {
  if (error instanceof UserErrors) return error.errors;
  if (error instanceof UserError) return [error];
  if (error instanceof LoadError) return [new UserError('input', error.message, error)];
  if (error instanceof BaselineError) return [new UserError('baseline', error.message)];
  return undefined;
}

/** `openapi.yaml:3:7: reason`, then the next step. */
export function errorLines(error: UserError): string {
  const lines = [
    `${placeText(error.place)}: ${error.message}`,
    ...(error.hint === undefined ? [] : [`  ${error.hint}`]),
  ];
  return `${lines.map(forLine).join('\n')}\n`;
}

/** `openapi.yaml:3:7`, or the program where no file is meant. */
export function placeText(place: LoadPlace | undefined): string {
  if (place === undefined) return 'sallyport';
  const { uri, line, column } = place;
  return [uri, line, column].filter((part) => part !== undefined).join(':');
}

/** Longest message of a bug that is printed. */
const bugMessageMax = 300;

/** A bug's message may quote what was read: what stands in quotes, and words that look like no words, are left out. */
function withoutValues(message: string): string {
  return message
    .slice(0, bugMessageMax)
    .replace(/"[^"]*("|$)|'[^']*('|$)|`[^`]*(`|$)/g, '"..."')
    .replace(/[^\s:,;()]*\d[^\s:,;()]*/g, (word) => (/^\d{1,5}$/.test(word) ? word : '...'));
}

/** The stack, and whose fault it is. */
export function bugLines(error: unknown): string {
  const text = error instanceof Error ? stackOf(error) : withoutValues(String(error));
  const about = `sallyport ${version}, Node ${process.version}, ${process.platform}`;
  return `${forTerminal(text)}\nThis is a bug in sallyport, not in your files. Please report the lines above with: ${about}\n`;
}

function stackOf(error: Error): string {
  const { message, stack = '' } = error;
  // The message may hold lines that look like frames.
  const start = stack.indexOf(message);
  const frames = start < 0 ? [] : stack.slice(start + message.length).split('\n');
  const places = frames.filter((line) => /^\s+at /.test(line));
  const cause = error.cause instanceof Error ? `\ncaused by ${stackOf(error.cause)}` : '';
  return `${error.name}: ${withoutValues(message)}\n${places.join('\n')}${cause}`;
}
