import { expect, it } from 'vitest';
import { lint } from '../../../src/check/lint.ts';
import type { LintRule } from '../../../src/check/rule.ts';
import { folderOf, load } from '../load/workspace.ts';
import bodyOnGet from '../../../rules/lint/body-on-get-delete/rule.ts';
import mediaType from '../../../rules/lint/media-type-wildcard/rule.ts';
import paramDuplicate from '../../../rules/lint/param-duplicate/rule.ts';
import paramPath from '../../../rules/lint/param-path-undefined/rule.ts';
import pathAmbiguous from '../../../rules/lint/path-ambiguous/rule.ts';
import serverMissing from '../../../rules/lint/server-missing-or-relative/rule.ts';
import unknownKey from '../../../rules/lint/spec-unknown-key/rule.ts';
import successUndefined from '../../../rules/lint/success-undefined/rule.ts';
import unused from '../../../rules/lint/inv-unused-component/rule.ts';

/** `tier pointer` of what one rule says of one document. */
async function found(rule: LintRule, text: string): Promise<readonly string[]> {
  const api = await load(folderOf({ 'openapi.yaml': text }), 'openapi.yaml');
  const findings = lint(api, [rule]).flatMap((outcome) => outcome.findings);
  return findings.map(({ tier, at }) => `${tier ?? 'plain'} ${at.path}`);
}

const two = "swagger: '2.0'\ninfo: { title: x, version: '1' }\n";
const three = "openapi: 3.0.3\ninfo: { title: x, version: '1' }\n";

it('2.0: a body of GET is a parameter', async () => {
  const text = `${two}paths:
  /a:
    get: { parameters: [{ in: body, name: b, schema: { type: object } }], responses: {} }
    head: { parameters: [{ in: query, name: b, type: string }], responses: {} }
    delete: { parameters: [{ in: formData, name: b, type: string }], responses: {} }
`;
  expect(await found(bodyOnGet, text)).toEqual([
    'safe /paths/~1a/get/parameters/0',
    'delete /paths/~1a/delete/parameters/0',
  ]);
});

it('2.0: media types stand in consumes and produces, of the operation or of the root', async () => {
  const text = `${two}produces: ['*/*']
paths:
  /a:
    post:
      consumes: [json]
      parameters: [{ in: body, name: b, schema: { type: object } }]
      responses: { '200': { description: ok, schema: { type: object } } }
    put:
      consumes: [application/json]
      produces: [application/json]
      parameters: [{ in: body, name: b, schema: { type: object } }]
      responses: { '200': { description: ok, schema: { type: object } } }
`;
  expect(await found(mediaType, text)).toEqual(['unknown /paths/~1a/post/consumes', 'response /produces']);
});

it('2.0: two bodies, and one name twice', async () => {
  const text = `${two}paths:
  /a:
    post:
      parameters:
        - { in: body, name: a, schema: { type: object } }
        - { in: body, name: b, schema: { type: object } }
        - { in: formData, name: c, type: string }
        - { in: formData, name: c, type: string }
      responses: {}
`;
  expect(await found(paramDuplicate, text)).toEqual([
    'conflicting /paths/~1a/post/parameters/1',
    'repeated /paths/~1a/post/parameters/3',
  ]);
});

it('a parameter that could not be read proves nothing of the others', async () => {
  const text = (reference: string): string => `${three}paths:
  /a/{id}:
    parameters: [{ $ref: '${reference}' }]
    get: { responses: {} }
components: { parameters: { A: { $ref: '#/components/parameters/B' } } }
`;
  expect(await found(paramPath, text('#/components/parameters/Missing'))).toEqual([]);
  expect(await found(paramPath, text('#/components/parameters/A'))).toEqual([]);
  expect(await found(paramPath, `${three}paths: { '/a/{id}': { get: { responses: {} } } }`)).toEqual([
    'undeclared /paths/~1a~1{id}/get',
  ]);
});

it('2.0: no host, no server', async () => {
  const paths = 'paths: { /a: { get: { responses: {} } } }\n';
  expect(await found(serverMissing, two + paths)).toEqual(['missing ']);
  expect(await found(serverMissing, `${two}basePath: /v1\n${paths}`)).toEqual(['missing /basePath']);
  expect(await found(serverMissing, `${two}host: bank.test\n${paths}`)).toEqual([]);
  expect(await found(serverMissing, `${two}paths: {}\n`)).toEqual([]);
});

it('what a few operations lack is said of each', async () => {
  const text = `${three}paths: { /a: { get: { responses: {} }, put: { responses: { '400': { description: x } } } } }`;
  expect(await found(successUndefined, text)).toHaveLength(2);
});

it('a misspelt key is mended by a new name', async () => {
  const text = `${three}paths: { /a: { get: { securty: [], responses: {} } } }`;
  const api = await load(folderOf({ 'openapi.yaml': text }), 'openapi.yaml');
  const [finding] = lint(api, [unknownKey]).flatMap((outcome) => outcome.findings);
  expect(finding?.severity).toBe('high');
  expect(finding?.repairs?.[0]?.edits).toEqual([
    { kind: 'rename', at: { source: 'openapi.yaml', path: '/paths/~1a/get/securty' }, key: 'security' },
  ]);
});

it('unused components are one problem each', async () => {
  const text = `${three}paths: { /a: { get: { responses: {} } } }\ncomponents: { schemas: { A: {}, B: {}, C: {}, D: {}, E: {}, F: {} }, headers: { H: {} } }`;
  expect(await found(unused, text)).toEqual(
    [...'ABCDEF'].map((name) => `plain /components/schemas/${name}`).concat('plain /components/headers/H'),
  );
});

it('ten thousand paths that overlap are one problem', async () => {
  const names = Array.from(
    { length: 5_000 },
    (_, index) => `  /a/b${index}/{c}: { get: { responses: {} } }\n  /a/{c}/d${index}: { get: { responses: {} } }\n`,
  );
  const api = await load(folderOf({ 'openapi.yaml': `${three}paths:\n${names.join('')}` }), 'openapi.yaml');
  const findings = lint(api, [pathAmbiguous]).flatMap((outcome) => outcome.findings);
  expect(findings).toHaveLength(1);
});
