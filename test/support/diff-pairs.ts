/** The pairs below test/diff-pairs: read, loaded and compared with what the diff says of them. */
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Finding } from '../../src/finding/finding.ts';
import type { Posture, Severity } from '../../src/finding/rule-meta.ts';
import type { ApiModel } from '../../src/model/api.ts';
import { keysOf, type Pointer } from '../../src/model/source.ts';
import { loadFixture } from './fixture.ts';

export const pairsFolder = 'test/diff-pairs';

export interface ExpectedChange {
  readonly kind: string;
  readonly or?: readonly string[];
  readonly posture: Posture;
  readonly severity: Severity;
  readonly because?: string;
  readonly at: string;
  readonly in?: 'before';
  readonly near?: readonly string[];
  readonly operations: readonly string[];
}
export interface Expectation {
  readonly version: string;
  readonly description: string;
  readonly silent?: boolean;
  readonly tolerated?: readonly string[];
  readonly faults?: readonly string[];
  readonly changes: readonly ExpectedChange[];
}
export interface Pair {
  readonly name: string;
  readonly folder: string;
  readonly expected: Expectation;
  readonly before: ApiModel;
  readonly after: ApiModel;
}
/** What a kind of the README's lists says of itself. */
export interface Kind {
  readonly severity: string;
  readonly posture: string;
}

export async function readPairs(): Promise<readonly Pair[]> {
  const names = readdirSync(pairsFolder).filter((name) => /^\d{3}-/.test(name));
  return Promise.all(names.sort().map(readPair));
}

async function readPair(name: string): Promise<Pair> {
  const folder = realpathSync(join(pairsFolder, name));
  const expected = parse(readFileSync(join(folder, 'expect.yaml'), 'utf8')) as Expectation;
  const load = (side: string): Promise<ApiModel> =>
    loadFixture(existsSync(join(folder, `${side}.json`)) ? `${side}.json` : `${side}.yaml`, folder);
  const after = await load('after');
  // One name, one identity, as the command line has it.
  return { name, folder, expected, before: { ...(await load('before')), name: after.name }, after };
}

/** The rows of the README's lists. */
export function readKinds(): ReadonlyMap<string, Kind> {
  const text = readFileSync(join(pairsFolder, 'README.md'), 'utf8');
  const rows = [...text.matchAll(/^\| `([a-z0-9-]+)` +\| ([a-z]+) +\| ([a-z]+) +\|/gm)];
  return new Map(rows.map(([, kind = '', severity = '', posture = '']) => [kind, { severity, posture }]));
}

/** `at` and `near` of an expectation as pointers. */
export function placesOf(pair: Pair, { at, near = [], in: side }: ExpectedChange): readonly Pointer[] {
  return [
    pointerIn(side === 'before' ? pair.before : pair.after, at),
    ...near.map((one) => pointerIn(pair.after, one)),
  ];
}

function pointerIn(api: ApiModel, text: string): Pointer {
  const hash = text.indexOf('#');
  return hash === -1
    ? { source: api.at.source, path: text }
    : { source: text.slice(0, hash), path: text.slice(hash + 1) };
}

/** The value at a pointer, read from the file without the product's help. */
export function valueAt({ folder }: Pair, { source, path }: Pointer): unknown {
  // JSON is YAML, too.
  let here: unknown = parse(readFileSync(join(folder, source), 'utf8'));
  for (const key of keysOf(path)) here = (here as Record<string, unknown> | null | undefined)?.[key];
  return here;
}

/** Whether the finding points at the change: at one of its places or one step beside; of what is gone, at what held it. */
export function pointsAt(pair: Pair, finding: Finding, change: ExpectedChange): boolean {
  const [main, ...near] = placesOf(pair, change);
  if (main === undefined) return false;
  const places = [change.in === 'before' ? holderOf(pair, main) : main, ...near];
  if (places.some((place) => isBeside(place, finding.at))) return true;
  return finding.related.some(({ at }) => at.source === main.source && at.path === main.path);
}

function isBeside(a: Pointer, b: Pointer): boolean {
  if (a.source !== b.source) return false;
  return a.path === b.path || parentPath(a.path) === b.path || a.path === parentPath(b.path);
}

function parentPath(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** The nearest thing of the newer document that held what is gone. */
function holderOf(pair: Pair, gone: Pointer): Pointer {
  let path = gone.path;
  const source = pair.after.at.source;
  while (path !== '' && valueAt(pair, { source, path }) === undefined) path = parentPath(path);
  return { source, path };
}

/** Of all findings for one change: the operations that are named. */
export function operationsIn(findings: readonly Finding[]): readonly string[] {
  return [
    ...new Set(findings.flatMap(({ operation, reach }) => (operation === undefined ? reach.operations : [operation]))),
  ].sort();
}
