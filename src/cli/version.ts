import { readFileSync } from 'node:fs';

/** Put in place by the build; a run from source reads package.json instead. */
declare const SALLYPORT_VERSION: string | undefined;

export const version: string = typeof SALLYPORT_VERSION === 'string' ? SALLYPORT_VERSION : fromPackage();

function fromPackage(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return /"version": "([^"]+)"/.exec(text)?.[1] ?? 'unknown';
}
