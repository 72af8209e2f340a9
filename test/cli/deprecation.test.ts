/** What is announced to end: judged by the day of the run, and by the days that the team asks for. */
import { describe, expect, test } from 'vitest';
import { cliJson, folder } from '../support/cli.ts';

interface Ends {
  /** Keys of the operation, of its parameter and of the property in its answer, as JSON without braces. */
  readonly operation?: string;
  readonly parameter?: string;
  readonly property?: string;
  readonly gone?: boolean;
}

function document({ operation = '', parameter = '', property = '', gone = false }: Ends): string {
  const more = (text: string): string => (text === '' ? '' : `, ${text}`);
  const old = `  /old: { get: { responses: { '200': { description: ok } }${more(operation)} } }\n`;
  return `openapi: 3.0.3
info: { title: Cards, version: 1.0.0 }
paths:
${gone ? '' : old}  /cards:
    get:
      parameters: [{ name: page, in: query, schema: { type: integer }${more(parameter)} }]
      responses:
        '200':
          description: ok
          content:
            application/json:
              schema: { type: object, properties: { id: { type: string${more(property)} } } }
`;
}

async function said(
  before: Ends,
  after: Ends,
  { config = '', now = '2026-11-24T12:00:00Z' } = {},
): Promise<readonly string[]> {
  const cwd = folder({
    'v1.yaml': document(before),
    'v2.yaml': document(after),
    ...(config === '' ? {} : { 'sallyport.yaml': `version: 1\n${config}\n` }),
  });
  const { apis } = await cliJson(['diff', 'v1.yaml', 'v2.yaml'], cwd, { now });
  return apis
    .flatMap(({ findings }) => findings.map(({ rule }) => rule))
    .filter((rule) => /sunset|deprecat|removed/.test(rule))
    .sort();
}

describe('an operation that is gone', () => {
  const announced = { operation: "deprecated: true, x-sunset: '2026-12-31'" };

  test('before its day breaks clients', async () => {
    expect(await said(announced, { gone: true })).toContain('operation-removed-before-sunset');
  });

  test('on its day is as announced', async () => {
    const rules = await said(announced, { gone: true }, { now: '2026-12-31T00:00:00Z' });
    expect(rules).toContain('operation-removed-deprecated');
    expect(rules).not.toContain('operation-removed-before-sunset');
  });
});

describe('days between a deprecation and its end', () => {
  const config = 'deprecation: { stable-days: 180, beta-days: 30 }';

  test('are asked for nowhere unless the team says so', async () => {
    const soon = "deprecated: true, x-sunset: '2026-11-25'";
    expect(await said({}, { operation: soon })).toEqual(['operation-deprecated']);
    expect(await said({}, { operation: 'deprecated: true' })).toEqual(['operation-deprecated']);
  });

  test('must be named where some are asked for', async () => {
    const deprecated = 'deprecated: true';
    const all = { operation: deprecated, parameter: deprecated, property: deprecated };
    expect(await said({}, all, { config })).toEqual([
      'deprecated-without-sunset',
      'parameter-deprecated-without-sunset',
      'response-property-deprecated-without-sunset',
    ]);
    expect(await said({}, { operation: 'deprecated: true, x-stability-level: alpha' }, { config })).toEqual([
      'operation-deprecated',
    ]);
  });

  test('are counted from the day of the run, by stability level', async () => {
    const ends = (day: string, level = 'stable'): string =>
      `deprecated: true, x-sunset: '${day}', x-stability-level: ${level}`;
    const all = (day: string, level?: string): Ends => ({
      operation: ends(day, level),
      parameter: ends(day, level),
      property: ends(day, level),
    });
    const early = ['parameter-sunset-too-soon', 'response-property-sunset-too-soon', 'sunset-too-soon'];
    const kept = ['operation-deprecated', 'parameter-deprecated', 'response-property-deprecated'];
    // 180 days from 2026-11-24 are 2027-05-23, 30 days 2026-12-24.
    expect(await said({}, all('2027-05-22'), { config })).toEqual(early);
    expect(await said({}, all('2027-05-23'), { config })).toEqual(kept);
    expect(await said({}, all('2026-12-23', 'beta'), { config })).toEqual(early);
    expect(await said({}, all('2026-12-24', 'beta'), { config })).toEqual(kept);
  });

  test('an end that moves closer breaks its promise whatever is left', async () => {
    const at = (day: string): Ends => ({ operation: `deprecated: true, x-sunset: '${day}'` });
    expect(await said(at('2029-01-01'), at('2026-12-01'), { config })).toEqual(['sunset-earlier']);
  });
});
