/** Exchanges with a small API, and a rule that finds each of them bad. */
import { trafficRule, type Seen, type TrafficRule } from '../../../src/check/rule.ts';
import { watch } from '../../../src/check/traffic.ts';
import type { Outcome } from '../../../src/finding/finding.ts';
import type { ApiModel, Operation } from '../../../src/model/api.ts';
import type { Exchange } from '../../../src/model/exchange.ts';
import { createRedactor, redactExchange, type RawExchange } from '../../../src/model/redact.ts';

export const at = { source: 'a.yaml', path: '' };

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

export const meta = { title: 't', severity: 'high', owasp: ['API9:2023'], cwe: 1, why: 'w', fix: 'f' } as const;
/** Finds every exchange bad. */
export const strict: TrafficRule = trafficRule({
  ...meta,
  id: 'strict',
  exchange: (_exchange, found) => ({
    at: found?.at ?? { source: 'a.yaml', path: '/paths' },
    message: 'bad',
    subject: found === undefined ? 'unknown' : 'known',
    assumes: 'credentials',
  }),
});

/** What the looker was shown last. */
export const atEnd: { seen?: Seen } = {};
/** Keeps what it is shown at the end. */
export const looker: TrafficRule = trafficRule({ ...meta, id: 'looker', end: (all) => void (atEnd.seen = all) });

let index = 0;
export function call(
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
export const auth = { headers: [['authorization', 'Bearer a8Kd93kLm2Qp']] } as const;

export function run(
  exchanges: readonly Exchange[],
  rules: readonly TrafficRule[] = [strict],
  captured = true,
): readonly Outcome[] {
  const watching = watch(api, rules);
  for (const exchange of exchanges) watching.see(exchange);
  return watching.end({ captured });
}
export const lines = (outcomes: readonly Outcome[]): readonly string[] =>
  outcomes.map(({ rule, subject, result, reason }) =>
    [rule, subject, result, ...(reason === undefined ? [] : [reason])].join(' | '),
  );
