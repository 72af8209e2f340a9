import { describe, expect, it } from 'vitest';
import { trafficRule } from '../../../src/check/rule.ts';
import type { Exchange } from '../../../src/model/exchange.ts';
import { atEnd, auth, call, lines, looker, meta, run, strict } from './traffic-fixture.ts';

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
      /^broken \| GET \/cards \| crashed \| rule broken crashed: TypeError at traffic-end\.test\.ts:\d+:\d+$/,
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
    expect(atEnd.seen?.operations).toEqual(new Map([['GET /cards', 1]]));
    expect(
      atEnd.seen?.unmatched.map(({ method, path, count, statuses, credentials, knownPath, served }) => ({
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
    expect(atEnd.seen?.unmatched.map(({ path }) => path)).toEqual([
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
    expect(atEnd.seen?.unmatched).toEqual([]);
    expect(outcomes.flatMap(({ findings }) => findings.map(({ operation: id }) => id))).toEqual(['GET /cards']);
  });

  it("counts a host as the API's when two of its operations answer there", () => {
    const staging = { host: 'http://localhost:3000' };
    const groups = (exchanges: readonly Exchange[]): readonly string[] => {
      run(exchanges, [looker]);
      return atEnd.seen?.unmatched.map(({ path }) => path) ?? [];
    };
    expect(groups([call('GET /debug', staging), call('GET /cards', staging), call('GET /cards/1', staging)])).toEqual([
      '/debug',
    ]);
    expect(groups([call('GET /debug', staging), call('GET /cards', staging)])).toEqual([]);
  });
});
