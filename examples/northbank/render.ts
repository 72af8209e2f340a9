/** Writes the four documents from one template: `npx tsx examples/northbank/render.ts`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export type Version = 'v1' | 'v2';
const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

/**
 * A line that ends with `#! <conditions>` is kept where all of them hold: `v1` or `v2` for the version, `on:<switch>` and
 * `off:<switch>` for a flaw. The marker itself is dropped.
 */
export function renderSpec(version: Version, isOn: (flaw: string) => boolean): string {
  const holds = (condition: string): boolean => {
    const [kind = '', flaw] = condition.split(':');
    return flaw === undefined ? kind === version : isOn(flaw) === (kind === 'on');
  };
  return readFileSync(here('specs/northbank.template.yaml'), 'utf8')
    .split('\n')
    .flatMap((line) => {
      const [text = '', conditions] = line.split(/ #! /);
      if (conditions === undefined) return [line];
      return conditions.split(' ').every(holds) ? [text] : [];
    })
    .join('\n');
}

/** File and text of every rendering. */
export function renderAll(): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const build of ['leaky', 'hardened'] as const) {
    files.set(
      `${build}/openapi-v1.yaml`,
      renderSpec('v1', () => build === 'leaky'),
    );
    files.set(
      `${build}/openapi.yaml`,
      renderSpec('v2', () => build === 'leaky'),
    );
  }
  return files;
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  for (const [file, text] of renderAll()) writeFileSync(here(file), text);
