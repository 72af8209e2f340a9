import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { diff } from '../../../../src/check/diff.ts';
import {
  diffRule,
  type ApiModel,
  type Change,
  type DiffRule,
  type SchemaUse,
  type Versions,
} from '../../../../src/check/rule.ts';
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

/** Everything that the engine offers, as `hook kind what`. */
export function offered(versions: Versions): readonly string[] {
  const seen: string[] = [];
  const note = <T>(hook: string, change: Change<T>, nameOf: (thing: T) => string): undefined => {
    seen.push(`${hook} ${change.kind} ${nameOf(change.kind === 'removed' ? change.before : change.after)}`);
  };
  const side = (use: SchemaUse): string => use.direction;
  diff(versions, [
    diffRule({
      ...meta,
      id: 'spy',
      api: (change) => note('api', change, ({ name }) => name && 'api'),
      server: (change) => note('server', change, ({ url }) => url),
      authScheme: (change) => note('scheme', change, ({ name }) => name),
      operation: (change) => note('operation', change, ({ id }) => id),
      hook: (change) => note('hook', change, ({ id }) => id),
      parameter: (change, operation) => note('parameter', change, ({ name }) => `${name} of ${operation.id}`),
      response: (change, operation) => note('response', change, ({ status }) => `${status} of ${operation.id}`),
      schema: ({ change, path }, use) =>
        note(`schema(${side(use)})`, change, ({ name }) => `${path} ${name ?? ''}`.trim()),
      property: ({ change, path }, use) => note(`property(${side(use)})`, change, () => path),
    }),
  ]);
  return seen.sort();
}

/** A rule that says every offered property and schema. */
export const everyProperty: DiffRule = diffRule({
  ...meta,
  id: 'every-property',
  property: ({ at, path, change }) => ({ at, subject: path, message: `${change.kind} ${path}` }),
});
