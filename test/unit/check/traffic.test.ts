import { describe, expect, it } from 'vitest';
import { trafficRule, type Seen, type TrafficRule } from '../../../src/check/rule.ts';
import { watch } from '../../../src/check/traffic.ts';
import type { Outcome } from '../../../src/finding/finding.ts';
import type { ApiModel, Operation } from '../../../src/model/api.ts';
import type { Exchange } from '../../../src/model/exchange.ts';
import { createRedactor, redactExchange, type RawExchange } from '../../../src/model/redact.ts';

const at = { source: 'a.yaml', path: '' };

function operation(id: string): Operation {
  const [method = '', path = ''] = id.split(' ');
  const url = 'https://api.bank.test';
  const server = { url, resolvedUrl: url, at, level: 'api' as const, variables: [] };
  const key = path.replaceAll('~', '~0').replaceAll('/', '~1');
  return {
    id,
    kind: 'path',
    method,
    path,
    at: { source: 'a.yaml', path: `/paths/${key}/${method.toLowerCase()}` },
    tags: [],
    parameters: [],
    requestBodies: [],
    responses: [],
    auth: [{ at, schemes: [] }],
    authFrom: 'none',
    authAt: at,
    servers: [server],
    deprecated: false,
    raw: {},
  };
}
const api: ApiModel = {
  name: 'bank',
  title: '',
  version: '',
  dialect: '3.0',
  at,
  operations: ['GET /cards', 'GET /cards/{id}', 'POST /cards'].map(operation),
  hooks: [],
  schemas: new Map(),
  authSchemes: new Map(),
  servers: [],
  sources: new Map(),
  extensions: {},
  unread: [],
  faults: [],
};

const meta = { title: 't', severity: 'high', owasp: ['API9:2023'], cwe: 1, why: 'w', fix: 'f' } as const;
/** Finds every exchange bad. */
const strict: TrafficRule = trafficRule({
  ...meta,
  id: 'strict',
  exchange: (_exchange, found) => ({
    at: found?.at ?? { source: 'a.yaml', path: '/paths' },
    message: 'bad',
    subject: found === undefined ? 'unknown' : 'known',
    assumes: 'credentials',
  }),
});
let seen: Seen | undefined;
/** Keeps what it is shown at the end. */
const looker: TrafficRule = trafficRule({ ...meta, id: 'looker', end: (all) => void (seen = all) });

let index = 0;
function call(
  id: string,
  more: Partial<RawExchange> & { readonly host?: string; readonly type?: string; readonly text?: string } = {},
): Exchange {
  const [method = '', path = ''] = id.split(' ');
  const { host = 'https://api.bank.test', type = 'application/json', text = '{"id":1}', ...raw } = more;
  return redactExchange(
    {
      method,
      url: host + path,
      headers: [],
      response: { status: 200, headers: [], body: { mediaType: type, text, bytes: text.length, truncated: false } },
      identity: 'captured',
      durationMs: 1,
      at: { source: 'c.har', path: `/log/entries/${index++}` },
      ...raw,
    },
    createRedactor(),
  );
}
const auth = { headers: [['authorization', 'Bearer a8Kd93kLm2Qp']] } as const;

function run(
  exchanges: readonly Exchange[],
  rules: readonly TrafficRule[] = [strict],
  captured = true,
): readonly Outcome[] {
  const watching = watch(api, rules);
  for (const exchange of exchanges) watching.see(exchange);
  return watching.end({ captured });
}
const lines = (outcomes: readonly Outcome[]): readonly string[] =>
  outcomes.map(({ rule, subject, result, reason }) =>
    [rule, subject, result, ...(reason === undefined ? [] : [reason])].join(' | '),
  );

describe('exchanges', () => {
  it('of one problem become one finding with three pieces of evidence', () => {
    const outcomes = run([1, 2, 3, 4, 5].map((id) => call(`GET /cards/${id}`, auth)));
    const [finding, ...others] = outcomes.flatMap(({ findings }) => findings);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ rule: 'strict', operation: 'GET /cards/{id}', certainty: 'firm' });
    expect(finding?.evidence.map(({ note }) => note)).toEqual(['1 of 5 alike', '2 of 5 alike', '3 of 5 alike']);
    expect(finding?.related.map(({ at: { source } }) => source)).toEqual(['c.har', 'c.har', 'c.har']);
    const [evidence] = finding?.evidence ?? [];
    expect(evidence?.kind === 'exchange' ? evidence.curl : '').toBe(
      `curl -sS -X GET "$TARGET"'/cards/1' -H "Authorization: $CREDENTIAL"`,
    );
  });

  it('have the same fingerprint in every run and order', () => {
    const fingerprints = (exchanges: readonly Exchange[]): readonly string[] =>
      run(exchanges)
        .flatMap(({ findings }) => findings.map(({ fingerprint }) => fingerprint))
        .sort();
    const calls = [call('GET /cards'), call('GET /cards/7'), call('GET /cards/8')];
    expect(fingerprints(calls)).toEqual(fingerprints(calls.toReversed()));
  });

  it('leave operations that were never called skipped, with the reason', () => {
    const silent = trafficRule({ ...meta, id: 'silent', exchange: () => undefined });
    expect(lines(run([call('GET /cards')], [silent]))).toEqual([
      'silent | GET /cards | passed',
      'silent | GET /cards/{id} | skipped | not called in the captured traffic',
      'silent | POST /cards | skipped | not called in the captured traffic',
    ]);
  });

  it('of probes say nothing of the whole', () => {
    expect(lines(run([call('GET /cards')], [looker], false))).toEqual([
      'looker | api | skipped | needs a capture of real traffic',
    ]);
    expect(lines(run([], [looker]))).toEqual(['looker | api | skipped | no call of this API in the capture']);
    expect(lines(run([call('GET /cards')], [looker]))).toEqual(['looker | api | passed']);
  });

  it('without any credential in the capture make what assumes them tentative', () => {
    const certainties = (exchanges: readonly Exchange[]): readonly string[] =>
      run(exchanges).flatMap(({ findings }) => findings.map(({ certainty }) => certainty));
    expect(certainties([call('GET /cards')])).toEqual(['tentative']);
    expect(certainties([call('GET /cards'), call('GET /cards/1', auth)])).toEqual(['firm', 'firm']);
  });

  it('that a rule can tell nothing of leave the operation undecided, with the reason', () => {
    const blind = trafficRule({
      ...meta,
      id: 'blind',
      blind: ({ request }) => (request.path === '/cards' ? 'it is dark' : undefined),
      exchange: () => undefined,
    });
    expect(lines(run([call('GET /cards'), call('GET /cards/7')], [blind]))).toEqual([
      'blind | GET /cards | undecided | it is dark',
      'blind | GET /cards/{id} | passed',
      'blind | POST /cards | skipped | not called in the captured traffic',
    ]);
  });

  it('of probes are not asked about by a rule of what clients do', () => {
    const own = trafficRule({ ...strict, id: 'own', only: 'captured' });
    expect(lines(run([call('GET /cards', { identity: 'alice' })], [own], false))[0]).toBe(
      'own | GET /cards | skipped | needs a capture of real traffic',
    );
  });

  it('of several operations with one shared place become one finding of all of them', () => {
    const shared = trafficRule({
      ...meta,
      id: 'shared',
      exchange: () => ({ at: { source: 'a.yaml', path: '/components/schemas/Card' }, message: 'bad', detail: 'pan' }),
    });
    const findings = run([call('GET /cards'), call('GET /cards/7'), call('GET /cards/8')], [shared]).flatMap(
      (outcome) => outcome.findings,
    );
    expect(findings).toHaveLength(1);
    expect(findings[0]?.operation).toBeUndefined();
    expect(findings[0]?.reach.operations).toEqual(['GET /cards', 'GET /cards/{id}']);
    expect(findings[0]?.evidence.map(({ note }) => note)).toEqual(['1 of 3 alike', '2 of 3 alike', '3 of 3 alike']);
  });

  it('with ever new names fill no memory, and what is left out is said', () => {
    const naming = trafficRule({
      ...meta,
      id: 'naming',
      exchange: ({ request }, found) => ({ at: found?.at ?? at, message: 'bad', subject: request.query.join() }),
    });
    const outcomes = run(
      Array.from({ length: 1_100 }, (_, name) => call(`GET /cards?n${name}=1`)),
      [naming],
    );
    expect(outcomes.flatMap(({ findings }) => findings)).toHaveLength(1_000);
    expect(lines(outcomes)).toContain('naming | api | undecided | more than 1000 findings: the rest were left out');
  });

  it("of a host that is not the API's count for nothing", () => {
    const stranger = { host: 'https://other.example' };
    const found = (exchanges: readonly Exchange[]): number => run(exchanges).flatMap(({ findings }) => findings).length;
    expect(found([call('GET /cards', stranger)])).toBe(0);
    expect(found([call('GET /cards', stranger), call('GET /cards/7', stranger)])).toBe(2);
  });

  it('are shown with bodies cut', () => {
    const [finding] = run([call('GET /cards', { text: JSON.stringify(['x'.repeat(50_000)]) })]).flatMap(
      ({ findings }) => findings,
    );
    expect(JSON.stringify(finding).length).toBeLessThan(5_000);
  });
});

describe('a rule that throws', () => {
  it('is crashed, not asked again, and ends nothing', () => {
    let asked = 0;
    const broken = trafficRule({
      ...meta,
      id: 'broken',
      exchange: () => {
        asked += 1;
        throw new TypeError('x is no y\n    at secret.ts:1:1');
      },
    });
    const outcomes = run([call('GET /cards'), call('GET /cards/1')], [broken, strict]);
    expect(asked).toBe(1);
    expect(lines(outcomes)[0]).toMatch(
      /^broken \| GET \/cards \| crashed \| rule broken crashed: TypeError at traffic\.test\.ts:\d+:\d+$/,
    );
    expect(outcomes.filter(({ rule, result }) => rule === 'strict' && result === 'failed')).toHaveLength(2);
  });
});

describe('what is seen at the end', () => {
  it('groups calls without an operation by template', () => {
    run(
      [
        call('GET /cards'),
        call('GET /v2/cards/c_1', auth),
        call('GET /v2/cards/c_2', { response: { status: 404, headers: [] } }),
        call('PUT /cards'),
      ],
      [looker],
    );
    expect(seen?.operations).toEqual(new Map([['GET /cards', 1]]));
    expect(
      seen?.unmatched.map(({ method, path, count, statuses, credentials, knownPath, served }) => ({
        method,
        path,
        count,
        statuses,
        credentials,
        knownPath,
        served,
      })),
    ).toEqual([
      {
        method: 'GET',
        path: '/v2/cards/{}',
        count: 2,
        statuses: [200, 404],
        credentials: ['present', 'absent'],
        knownPath: false,
        served: 1,
      },
      { method: 'PUT', path: '/cards', count: 1, statuses: [200], credentials: ['absent'], knownPath: true, served: 1 },
    ]);
  });

  it('names no value of a path, also where only one call shows it', () => {
    run(
      [
        call('GET /v2/wallets/w7'),
        call('GET /oauth2/clients/4-shop/keys'),
        call('GET /people/ann%20b'),
        call(`GET /notes/${'abc-'.repeat(12)}`),
        call('GET /reports/weekly-total'),
      ],
      [looker],
    );
    expect(seen?.unmatched.map(({ path }) => path)).toEqual([
      '/v2/wallets/{}',
      '/oauth2/clients/{}/keys',
      '/people/{}',
      '/notes/{}',
      '/reports/weekly-total',
    ]);
  });

  it("is the API alone: no pages, preflights, or other people's hosts", () => {
    const noise = [
      call('GET /', { type: 'text/html', text: '<html>' }),
      call('GET /app.js', { type: 'text/javascript', text: '1' }),
      call('GET /logo', { type: 'image/png' }),
      call('OPTIONS /cards'),
      call('OPTIONS /v9/x'),
      call('GET /socket.io/?sid=1'),
      call('GET /page', { headers: [['sec-fetch-dest', 'document']] }),
      call('GET /x', { host: 'https://other.example' }),
      call('POST /collect', { host: 'https://www.google-analytics.com' }),
      { ...call('GET /gone'), response: undefined as never },
    ];
    const outcomes = run([...noise, call('GET /cards')], [looker, strict]);
    expect(seen?.unmatched).toEqual([]);
    expect(outcomes.flatMap(({ findings }) => findings.map(({ operation: id }) => id))).toEqual(['GET /cards']);
  });

  it("counts a host as the API's when two of its operations answer there", () => {
    const staging = { host: 'http://localhost:3000' };
    const groups = (exchanges: readonly Exchange[]): readonly string[] => {
      run(exchanges, [looker]);
      return seen?.unmatched.map(({ path }) => path) ?? [];
    };
    expect(groups([call('GET /debug', staging), call('GET /cards', staging), call('GET /cards/1', staging)])).toEqual([
      '/debug',
    ]);
    expect(groups([call('GET /debug', staging), call('GET /cards', staging)])).toEqual([]);
  });
});
