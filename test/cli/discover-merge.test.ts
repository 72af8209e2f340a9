import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { cli, folder } from '../support/cli.ts';
import { api, calls, document, expectValid, token } from '../support/discovered.ts';
import { har, type Call } from '../support/har.ts';

describe('discover --merge', () => {
  test('--merge adds what is missing and leaves every other line as it was', async () => {
    const cwd = folder({ 'a.har': har(calls), 'cards.yaml': document });
    const { stderr, code } = await cli(['discover', 'a.har', '--merge', 'cards.yaml'], { cwd });
    expect(stderr).toBe('cards.yaml: 4 additions merged\n');
    expect(code).toBe(0);
    const merged = readFileSync(path.join(cwd, 'cards.yaml'), 'utf8');
    expectValid(parse(merged));
    const lines = merged.split('\n');
    let at = 0;
    for (const line of document.split('\n')) {
      at = lines.indexOf(line, at) + 1;
      expect(at, line).toBeGreaterThan(0);
    }
    const { paths } = parse(merged) as { paths: { [path: string]: object } };
    expect(Object.keys(paths)).toEqual(['/cards', '/gone', '/cards/{cardId}']);
    expect(paths['/cards']).toHaveProperty('post');
    // Once more there is nothing left to add.
    expect((await cli(['discover', 'a.har', '--merge', 'cards.yaml'], { cwd })).stderr).toBe(
      'cards.yaml: 0 additions merged\n',
    );
    expect(readFileSync(path.join(cwd, 'cards.yaml'), 'utf8')).toBe(merged);
  });

  test('--merge adds query fields, media types and properties to operations that are there', async () => {
    const known = `openapi: 3.1.0
info: { title: Cards, version: '1' }
servers: [{ url: https://api.example.com/v1 }]
paths:
  /cards:
    get:
      parameters:
        - { name: after, in: query, schema: { type: string } } # cursor
      responses:
        '200':
          description: ok
          content:
            application/json:
              schema:
                type: object
                properties:
                  data: { type: array, items: { $ref: '#/components/schemas/Card' } }
    post:
      requestBody:
        content:
          application/json: { schema: { $ref: '#/components/schemas/Card' } }
      responses:
        '201':
          description: made
          content:
            application/json: { schema: { $ref: '#/components/schemas/Card' } }
components:
  schemas:
    Card:
      type: object
      properties:
        id: { type: string }
        owner:
          type: object
          additionalProperties: true
`;
    const sent: readonly Call[] = [
      ...calls.filter(({ url }) => !url.includes('/cards/')),
      { url: `${api}/cards?after=x&api_key=${token}&page[size]=5`, token, body: { data: [] } },
    ];
    const cwd = folder({ 'a.har': har(sent), 'cards.yaml': known });
    const { stderr } = await cli(['discover', 'a.har', '--merge', 'cards.yaml'], { cwd });
    expect(stderr).toBe('cards.yaml: 3 additions merged\n');
    const merged = readFileSync(path.join(cwd, 'cards.yaml'), 'utf8');
    expectValid(parse(merged));
    expect(merged).not.toContain('api_key');
    const lines = new Set(merged.split('\n'));
    expect(known.split('\n').filter((line) => !lines.has(line))).toEqual([]);
    const { paths, components } = parse(merged) as {
      paths: { '/cards': { get: { parameters: { name: string }[] } } };
      components: { schemas: { Card: { properties: object } } };
    };
    expect(paths['/cards'].get.parameters.map(({ name }) => name)).toEqual(['after', 'limit', 'page[size]']);
    expect(components.schemas.Card.properties).toEqual({
      id: { type: 'string' },
      limit: { type: ['integer', 'null'], 'x-observed': { seen: 6, of: 6 } },
      owner: { type: 'object', additionalProperties: true },
    });
    expect((await cli(['discover', 'a.har', '--merge', 'cards.yaml'], { cwd })).stderr).toBe(
      'cards.yaml: 0 additions merged\n',
    );
  });

  test('--merge writes OpenAPI 3.0 as that has it', async () => {
    const cwd = folder({ 'a.har': har(calls), 'cards.yaml': document.replace('3.1.0', '3.0.3') });
    await cli(['discover', 'a.har', '--merge', 'cards.yaml'], { cwd });
    const merged = readFileSync(path.join(cwd, 'cards.yaml'), 'utf8');
    expect(merged).toContain('nullable: true');
    expect(merged).not.toMatch(/type:\s*\n\s*-/);
  });
});
