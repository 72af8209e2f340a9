/** Our findings on one case, through the product's own loader and engine. */
import { Readable } from 'node:stream';
import { diff } from '../../src/check/diff.ts';
import type { DiffRule, Versions } from '../../src/check/rule.ts';
import type { Finding } from '../../src/finding/finding.ts';
import { loadApi } from '../../src/load/document.ts';
import type { Input, LoadOptions } from '../../src/load/inputs.ts';
import type { ApiModel } from '../../src/model/api.ts';
import type { Case } from './cases.ts';

export interface Judged {
  readonly case: Case;
  readonly versions: Versions;
  readonly findings: readonly Finding[];
  /** Rules that threw, with why. */
  readonly crashes: readonly string[];
}

const options: LoadOptions = {
  cwd: process.cwd(),
  root: process.cwd(),
  remoteHosts: [],
  names: new Map(),
  stdin: Readable.from([]),
};

/** Their own tests were run about then: what ends in 2023 had ended, what ends in 9999 had not. */
const today = '2026-01-01';

export async function judge(one: Case, rules: readonly DiffRule[]): Promise<Judged> {
  const after = await load('revision', one.revision);
  // One name, one identity, as the command line has it.
  const before = { ...(await load('base', one.base)), name: after.name };
  const versions = { before, after, today };
  const outcomes = diff(versions, rules);
  return {
    case: one,
    versions,
    findings: outcomes.flatMap(({ findings }) => findings),
    crashes: outcomes
      .filter(({ result }) => result === 'crashed')
      .map(({ rule, reason }) => `${one.name}: ${rule}: ${reason}`),
  };
}

function load(side: string, document: object): Promise<ApiModel> {
  const bytes = Buffer.from(JSON.stringify(document));
  const id = `${side}.json`;
  const input: Input = {
    kind: 'document',
    id,
    uri: id,
    path: id,
    inTree: false,
    read: () => Promise.resolve(bytes),
    open: () => Readable.from([bytes]),
  };
  return loadApi(input, options);
}
