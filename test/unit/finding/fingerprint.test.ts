import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { findingsOf } from '../../../src/finding/standing.ts';
import { apiRun, flawed } from '../../support/run.ts';

const prints = async (text: string, file?: string): Promise<readonly string[]> =>
  findingsOf(await apiRun(text, file))
    .map(({ rule, fingerprint }) => `${rule} ${fingerprint}`)
    .sort();

describe('fingerprints', () => {
  it('survive reformatting, minifying, reordering, other words and the way between YAML and JSON', async () => {
    const expected = await prints(flawed);
    expect(expected.length).toBeGreaterThan(4);
    const value = parse(flawed) as Record<string, unknown>;
    const turned = Object.fromEntries(Object.entries(value).toReversed());
    for (const [text, file] of [
      [stringify(value, { indent: 4 }), 'openapi.yaml'],
      [JSON.stringify(value), 'openapi.json'],
      [JSON.stringify(turned, null, 2), 'openapi.json'],
      [`# a comment\n\n${flawed}`, 'openapi.yaml'],
      [flawed.replaceAll('\n', '\r\n'), 'openapi.yaml'],
      [flawed.replace('created', 'made as you wish'), 'openapi.yaml'],
      [flawed.replace('api.example.com', 'other.example.org'), 'openapi.yaml'],
    ] as const) {
      expect(await prints(text, file)).toEqual(expected);
    }
  });

  it('survive a renamed path parameter and a base path moved into the paths', async () => {
    const text = (server: string, path: string): string =>
      `openapi: 3.0.3\ninfo: { title: x, version: '1' }\nservers: [{ url: '${server}' }]\ncomponents: { securitySchemes: { b: { type: http, scheme: bearer } } }\npaths:\n  ${path}:\n    delete: { responses: { '204': { description: gone } } }\n`;
    const expected = await prints(text('https://a.example/v1', '/cards/{cardId}'));
    expect(expected.length).toBeGreaterThan(0);
    expect(await prints(text('https://a.example/v1', '/cards/{id}'))).toEqual(expected);
    expect(await prints(text('https://a.example', '/v1/cards/{id}'))).toEqual(expected);
    expect(await prints(text('https://a.example/v2', '/cards/{id}'))).not.toEqual(expected);
  });

  it('are never shared by two services with the same operation in one repository', async () => {
    const [a, b] = await Promise.all([prints(flawed, 'cards/openapi.yaml'), prints(flawed, 'loans/openapi.yaml')]);
    expect(a.length).toBe(b.length);
    expect(a.filter((print) => b.includes(print))).toEqual([]);
  });
});
