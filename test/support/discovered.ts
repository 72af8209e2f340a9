/** Captured calls of a small API, and what discover makes of them. */
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { expect } from 'vitest';
import { cli } from './cli.ts';
import type { Call } from './har.ts';

export const api = 'https://api.example.com/v1';
export const token = 'canary-4f1c9d2e8b7a6350';
export const ids = ['ruby', 'opal', 'jade', 'onyx', 'topaz', 'pearl'];
const cards = ids.map((id, at) => ({
  id,
  limit: at === 0 ? null : at * 10,
  owner: { email: 'jane@realbank.co' },
}));
export const calls: readonly Call[] = [
  { url: `${api}/cards?limit=5`, token, body: { data: cards } },
  ...cards.map((card): Call => ({ url: `${api}/cards/${card.id}`, token, body: card })),
  { url: `${api}/cards/ruby`, status: 401, body: { error: 'no' } },
  { method: 'POST', url: `${api}/cards`, token: 'other-5e2d8c7b6a9f0413', status: 201, body: cards[0] },
];

export interface Shown {
  readonly operations: readonly {
    readonly service: string;
    readonly method: string;
    readonly path: string;
    readonly shadow?: boolean;
    readonly parameters: readonly { readonly name: string; readonly because?: string; readonly evidence?: string }[];
    readonly data: readonly object[];
  }[];
  readonly coverage: { readonly [key: string]: unknown };
  readonly changes?: { readonly appeared: string[]; readonly vanished: string[]; readonly changed: object[] };
}
export async function shown(args: readonly string[], cwd: string): Promise<Shown> {
  const { stdout } = await cli(['discover', ...args, '-f', 'json'], { cwd });
  return JSON.parse(stdout) as Shown;
}

/** The official schema, and every schema of the document as JSON Schema 2020-12. */
export function expectValid(document: unknown): void {
  // Ajv follows a dynamic reference to the wrong anchor; where nothing extends the schema it means this plain one.
  const text = readFileSync('test/report-schemas/openapi-3.1.schema.json', 'utf8');
  const schema = JSON.parse(text.replaceAll('"$dynamicRef": "#meta"', '"$ref": "#/$defs/schema"')) as object;
  const ajv = new Ajv2020({ strict: false, validateFormats: true });
  addFormats.default(ajv);
  const isValid = ajv.validate(schema, document);
  expect(ajv.errors ?? []).toEqual([]);
  expect(isValid).toBe(true);
  JSON.stringify(document, (key, value: unknown) => {
    if (key === 'schema') expect(ajv.validateSchema(value as object)).toBe(true);
    return value;
  });
}

export const document = `openapi: 3.1.0
# what stays
info: { title: Cards, version: '1' }
servers:
  - url: https://api.example.com/v1   # production
paths:
  /cards:
    get:
      responses:
        '200':
          description: ok   # the list
        '404':   { description: none }
  /gone:
    get:
      responses:
        '200': { description: ok }
`;
