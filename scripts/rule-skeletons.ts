/** The files of a new rule, by kind: they compile, and their tests fail until they are filled in. */
type Files = Readonly<Record<string, string>>;

const meta = (id: string): string => `  id: '${id}',
  title: 'TITLE: the problem in one line without a full stop',
  severity: 'medium',
  owasp: ['API8:2023'],
  cwe: 16,
  why: \`WHY: what an attacker gains, in two or three sentences of plain English.\`,
  fix: \`FIX: what to change, with a snippet:

\\\`\\\`\\\`yaml
\\\`\\\`\\\`\`,
`;

const document = (note: string): string => `openapi: 3.1.0
info: { title: Cards, version: '1' }
servers: [{ url: https://api.example.com }]
security: [{ bearerAuth: [] }]
components:
  securitySchemes:
    bearerAuth: { type: http, scheme: bearer }
paths:
  /cards:
    get:${note}
      responses: { '200': { description: ok } }
`;

const capture = `{"log":{"version":"1.2","creator":{"name":"by hand","version":"1"},"entries":[
{"startedDateTime":"2026-01-01T00:00:00Z","time":5,"request":{"method":"GET","url":"https://api.example.com/cards","httpVersion":"HTTP/1.1","headers":[{"name":"Authorization","value":"Bearer made-up"}],"queryString":[],"cookies":[],"headersSize":-1,"bodySize":0},"response":{"status":200,"statusText":"OK","httpVersion":"HTTP/1.1","headers":[],"cookies":[],"content":{"size":2,"mimeType":"application/json","text":"[]"},"redirectURL":"","headersSize":-1,"bodySize":2},"cache":{},"timings":{"send":1,"wait":3,"receive":1}}
]}}
`;

export const skeletons = {
  lint: (id: string): Files => ({
    'rule.ts': `import { lintRule } from '#rule';

export default lintRule({
${meta(id)}
  operation(operation) {
    return operation.deprecated ? { at: operation.at, message: \`\${operation.id} MESSAGE: what is wrong here.\` } : undefined;
  },
});
`,
    'bad.yaml': document(` # expect: ${id}`),
    'good.yaml': document(''),
  }),
  diff: (id: string): Files => ({
    'rule.ts': `import { diffRule } from '#rule';

export default diffRule({
${meta(id)}  posture: 'widens',
  compat: 'no',

  facts: ['operation/deprecated'],
  fact({ at, path, operation }) {
    return { at, subject: path, message: \`\${operation?.id} MESSAGE: what changed here.\` };
  },
});
`,
    'cases/plain/before.yaml': document(''),
    'cases/plain/after.yaml': document(` # expect: ${id}`),
    'cases/harmless-same/before.yaml': document(''),
    'cases/harmless-same/after.yaml': document(''),
  }),
  traffic: (id: string): Files => ({
    'rule.ts': `import { trafficRule } from '#rule';

export default trafficRule({
${meta(id)}
  exchange(exchange, operation) {
    if (operation === undefined || exchange.response?.status !== 599) return undefined;
    return { at: operation.at, message: \`\${operation.id} MESSAGE: what was seen.\` };
  },
});
`,
    'api.yaml': document(` # expect: ${id}`),
    'bad.har': capture,
    'good.har': capture,
  }),
  probe: (id: string): Files => ({
    'rule.ts': `import { compared, probeRule, shown } from '#rule';

export default probeRule({
${meta(id)}  impact: 'read',
  per: 'operation',
  requests: 4,
  identities: 1,

  applies: ({ operation }) => operation.method === 'GET',

  async *probe({ operation }, target) {
    const exchange = await target.call(operation, target.anonymous);
    if (exchange.response === undefined) return { undecided: 'no answer' };
    if (exchange.response.status === 599) {
      yield {
        at: operation.at,
        message: \`\${operation.id} MESSAGE: what was proven.\`,
        evidence: [shown(target, 'NOTE: the control', exchange), compared('NOTE', 'as it should be', 'as it is')],
      };
    }
    return 'decided';
  },
});
`,
    'api.yaml': document(` # expect: ${id}`),
    'target.ts': `import type { ProbeTwins } from '#rule';

type Handler = ReturnType<ProbeTwins['vulnerable']>;

/** The one line in which the twins differ is the use of \`flawed\`. */
function server(flawed: boolean): Handler {
  return (_request, response) => {
    response.writeHead(flawed ? 200 : 401, { 'content-type': 'application/json' }).end('[]');
  };
}

export const twins: ProbeTwins = {
  identities: [{ name: 'alice', token: 'alice-token' }],
  vulnerable: () => server(true),
  hardened: () => server(false),
};
`,
  }),
} as const;
