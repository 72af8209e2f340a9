/** The pairs of oasdiff's checker tests, as captured: see scripts/conformance-sources.md. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

export const levels = ['ERR', 'WARN', 'INFO'] as const;
export type Level = (typeof levels)[number];

/** One line that oasdiff prints. */
export interface TheirFinding {
  readonly id: string;
  readonly level: Level;
  /** Absent where components or the root's security are meant. */
  readonly operation?: string;
  readonly path?: string;
  readonly text: string;
}
export interface Case {
  readonly name: string;
  readonly base: object;
  readonly revision: object;
  readonly oracle: readonly TheirFinding[];
}

interface Written {
  readonly name: string;
  readonly base: object;
  readonly revision: object;
  readonly oracleAll: readonly (Omit<TheirFinding, 'level'> & { readonly level: 1 | 2 | 3 })[];
}

const words = { 3: 'ERR', 2: 'WARN', 1: 'INFO' } as const;

export async function readCases(file: string, only: RegExp): Promise<readonly Case[]> {
  const cases: Case[] = [];
  for await (const line of createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity })) {
    if (line.trim() === '') continue;
    const { name, base, revision, oracleAll } = JSON.parse(line) as Written;
    const oracle = oracleAll.map(({ level, ...rest }) => ({ ...rest, level: words[level] }));
    if ([name, ...oracle.map(({ id }) => id)].some((text) => only.test(text)))
      cases.push({ name, base, revision, oracle });
  }
  return cases;
}
