import { allowsAnonymous, type AnyRow } from '#rule';
import { row } from './row.ts';

export const operations: readonly AnyRow[] = [
  // The others are told with what they ask of a caller.
  row({
    id: 'operation-added',
    title: 'Operation added',
    compat: 'no',
    on: ['operation/added'],
    when: ({ change }) => change.after !== undefined && allowsAnonymous(change.after),
    say: ({ change }) => `${change.after?.id} is new.`,
  }),
  row({
    id: 'hook-added',
    title: 'Webhook or callback added',
    compat: 'no',
    on: ['webhook/added', 'callback/added'],
    say: ({ change }) => `${change.after?.id} is new.`,
  }),
  row({
    id: 'hook-removed',
    title: 'Webhook or callback removed',
    compat: 'breaking',
    on: ['webhook/removed', 'callback/removed'],
    say: ({ change }) => `${change.before?.id} is gone: who waits for these calls gets none.`,
  }),
  row({
    id: 'operation-id-changed',
    title: 'operationId changed',
    compat: 'no',
    on: ['operation/id'],
    say: ({ before, after, operation }) =>
      `operationId of ${operation?.id}: ${before ?? 'none'} became ${after ?? 'none'}.`,
  }),
  row({
    id: 'tag-added',
    title: 'Tag added',
    compat: 'no',
    on: ['operation/tag-added'],
    say: ({ after, operation }) => `${operation?.id} has the tag "${after}" now.`,
  }),
  row({
    id: 'tag-removed',
    title: 'Tag removed',
    compat: 'no',
    on: ['operation/tag-removed'],
    say: ({ before, operation }) => `${operation?.id} no longer has the tag "${before}".`,
  }),
  row({
    id: 'link-added',
    title: 'Link added to an answer',
    compat: 'no',
    on: ['operation/link-added'],
    say: ({ after, operation }) => `Answers of ${operation?.id} link to "${after}" now.`,
  }),
  row({
    id: 'component-removed',
    title: 'Shared schema removed',
    compat: 'no',
    on: ['component/removed'],
    say: ({ name }) => `The shared schema ${name} is gone.`,
  }),
  row({
    id: 'server-removed',
    title: 'Server removed',
    compat: 'maybe',
    on: ['server/removed'],
    say: () => 'A server is no longer named: clients that use it may find nobody there.',
    snippet: 'servers:\n  - url: https://api.example.com   # until its sunset',
  }),
  row({
    id: 'server-added',
    title: 'Server added',
    compat: 'no',
    on: ['server/added'],
    say: () => 'A server is named that was not before.',
  }),
  row({
    id: 'server-changed',
    title: 'Server changed',
    compat: 'maybe',
    on: ['server/changed'],
    say: () => 'Variables of a server have changed.',
  }),
  row({
    id: 'version-decreased',
    title: 'Version went down',
    compat: 'no',
    on: ['api/version'],
    when: ({ api }) => isLower(api.after.version, api.before.version),
    say: () => 'The newer document has a lower version than the older one.',
    snippet: 'info:\n  version: 2.0.0',
  }),
  row({
    id: 'version-major-unchanged',
    title: 'Clients break under the same major version',
    compat: 'no',
    on: ['api/version'],
    when: ({ api, breaks }) => breaks && numbersOf(api.before.version)[0] === numbersOf(api.after.version)[0],
    say: () => 'Something breaks clients, and the major version is what it was.',
    snippet: 'info:\n  version: 2.0.0',
  }),
];

/** `2.1.0`, also `v2`; what is no number counts as none. */
function numbersOf(version: string): readonly number[] {
  return version.replace(/^v/i, '').split(/[.+-]/).map(Number);
}

function isLower(version: string, than: string): boolean {
  const [a, b] = [numbersOf(version), numbersOf(than)];
  const at = a.findIndex((number, index) => number !== b[index]);
  return at !== -1 && (a[at] ?? 0) < (b[at] ?? 0);
}
