import { describe, expect, it } from 'vitest';
import { dataFlowsOf } from '../../../src/finding/data-flows.ts';
import type { Finding } from '../../../src/finding/finding.ts';
import { risksOf, type Risk } from '../../../src/finding/risk.ts';
import type { ApiRun } from '../../../src/finding/run.ts';
import { failedBy, findingOf, hexOf } from '../../support/finding.ts';
import { apiRun, runOf } from '../../support/run.ts';

const document = `openapi: 3.0.3
info: { title: Cards, version: '1' }
servers: [{ url: https://api.example.com }]
security: [{ key: [] }]
components:
  securitySchemes: { key: { type: apiKey, in: header, name: X-Key } }
paths:
  /rates: { get: { responses: { '200': { description: ok } } } }
  /news: { get: { security: [], responses: { '200': { description: ok } } } }
  /cards:
    get:
      responses:
        '200':
          description: ok
          content: { application/json: { schema: { type: object, properties: { pan: { type: string }, cvv: { type: string } } } } }
  /transfers:
    post:
      requestBody: { content: { application/json: { schema: { type: object, properties: { iban: { type: string } } } } } }
      responses: { '201': { description: made } }
`;

async function withFindings(...findings: readonly Partial<Finding>[]): Promise<ReadonlyMap<string, Risk>> {
  const api = await apiRun(document);
  const outcomes = findings.map((one, index) => failedBy(findingOf({ fingerprint: hexOf(`${index}`), ...one })));
  const probed: ApiRun = { ...api, outcomes };
  return new Map(risksOf(await runOf([probed]), probed).map((risk) => [risk.operation, risk]));
}

const on = (operation: string, more: Partial<Finding> = {}): Partial<Finding> => ({
  operation,
  reach: { operations: [operation], anonymous: 0, dataClasses: [] },
  ...more,
});

describe('risk of an operation', () => {
  it('is nothing where nothing speaks for it, and comes with reasons where something does', async () => {
    const risks = await withFindings(
      on('GET /cards', { rule: 'auth-missing', severity: 'critical', certainty: 'proven' }),
    );
    expect([...risks.keys()]).toEqual(['GET /cards', 'GET /news']);
    expect(risks.get('GET /cards')?.reasons).toEqual([
      '1 critical finding, proven: auth-missing',
      'it answers with a card security code, a card number (PAN)',
    ]);
    expect(risks.get('GET /news')?.reasons).toEqual(['callable without a credential, as the document says']);
  });

  it('orders: proven before suspected, worse before better, card data before none, more before fewer', async () => {
    const scoreOf = async (operation: string, ...findings: readonly Partial<Finding>[]): Promise<number> =>
      (await withFindings(...findings.map((one) => on(operation, one)))).get(operation)?.score ?? 0;
    const [proven, firm, tentative] = (['proven', 'firm', 'tentative'] as const).map((certainty) => ({
      severity: 'high' as const,
      certainty,
    }));
    const pairs: readonly (readonly [number, number])[] = [
      [await scoreOf('GET /cards', proven ?? {}), await scoreOf('GET /cards', firm ?? {})],
      [await scoreOf('GET /cards', firm ?? {}), await scoreOf('GET /cards', tentative ?? {})],
      [await scoreOf('GET /cards', firm ?? {}), await scoreOf('GET /cards', { severity: 'medium' })],
      [await scoreOf('GET /cards', firm ?? {}), await scoreOf('GET /rates', firm ?? {})],
      [await scoreOf('POST /transfers', firm ?? {}), await scoreOf('GET /rates', firm ?? {})],
      [
        await scoreOf('GET /rates', { ...firm, rule: 'a' }, { ...firm, rule: 'b' }),
        await scoreOf('GET /rates', firm ?? {}),
      ],
    ];
    for (const [more, less] of pairs) expect(more).toBeGreaterThan(less);
    // The same again is no other way in.
    expect(await scoreOf('GET /rates', firm ?? {}, firm ?? {})).toBe(await scoreOf('GET /rates', firm ?? {}));
    expect(
      await scoreOf('GET /cards', ...Array.from({ length: 50 }, (_, index) => ({ ...proven, rule: `r-${index}` }))),
    ).toBeLessThanOrEqual(100);
  });

  it('of what is shared is as much as each operation has to give', async () => {
    const operations = ['GET /cards', 'GET /rates'];
    const { operation: _, ...shared } = findingOf({
      severity: 'critical',
      certainty: 'proven',
      reach: { operations, anonymous: 0, dataClasses: [] },
    });
    const api = { ...(await apiRun(document)), outcomes: [failedBy(shared)] };
    const risks = new Map(risksOf(await runOf([api]), api).map((risk) => [risk.operation, risk]));
    expect(risks.get('GET /cards')?.score).toBeGreaterThan(60);
    expect(risks.get('GET /rates')?.score).toBeLessThan(40);
  });
});

it('says which data each operation carries, by class and direction', async () => {
  const flows = dataFlowsOf(await apiRun(document));
  expect(flows.map(({ dataClass, direction, operations }) => [dataClass, direction, operations])).toEqual([
    ['fin.iban', 'request', ['POST /transfers']],
    ['pci.cvv', 'response', ['GET /cards']],
    ['pci.pan', 'response', ['GET /cards']],
  ]);
});
