import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rules } from '../../../../rules/diff/index.ts';
import { diff } from '../../../../src/check/diff.ts';
import { diffRule, type ApiModel, type DiffRule, type Fact, type Versions } from '../../../../src/check/rule.ts';
import { loadFixture } from '../../../support/fixture.ts';

/** The model of a document that a test wrote down. */
export async function apiOf(text: string, file = 'openapi.yaml'): Promise<ApiModel> {
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-diff-'));
  try {
    await writeFile(join(folder, file), text);
    return await loadFixture(file, folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

export async function versionsOf(before: string, after: string): Promise<Versions> {
  return { before: await apiOf(before), after: await apiOf(after) };
}

const meta = {
  title: 'spy',
  severity: 'info',
  owasp: ['API9:2023'],
  cwe: 1,
  why: '',
  fix: '',
  posture: 'unknown',
  compat: 'no',
} as const;

/** All kinds that some rule asks for, but for the one that is no change: it asks what the others said. */
const kinds = [...new Set(rules.flatMap(({ facts }) => facts))].filter((kind) => kind !== 'api/version');

/** Every fact that the engine offers, as `kind path`, with the direction where it has one. */
export function offered(versions: Versions): readonly string[] {
  const seen: string[] = [];
  const note = (fact: Fact): undefined => {
    const side = 'use' in fact ? `(${fact.use.direction})` : '';
    seen.push(`${fact.kind}${side} ${fact.operation?.kind === 'path' ? `${fact.operation.id} ` : ''}${fact.path}`);
  };
  diff(versions, [diffRule({ ...meta, id: 'spy', facts: kinds, fact: note })]);
  return seen.sort();
}

/** A rule that says every property that came, went or changed. */
export const everyProperty: DiffRule = diffRule({
  ...meta,
  id: 'every-property',
  facts: kinds.filter((kind) => kind.startsWith('property/')),
  fact: ({ at, path, kind }) => ({ at, subject: path, message: `${kind} ${path}` }),
});
