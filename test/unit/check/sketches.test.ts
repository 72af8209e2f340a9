/**
 * Rules that are not part of the product yet, written to see that the contracts carry them: ambiguous routes, unknown
 * keys, effective limits, global changes, captures as a whole, forged credentials, races and callbacks. The rest of the
 * fifteen that the contracts were tried on have become rules (auth-http-basic, server-http-added, resp-sensitive-prop-added,
 * shadow-endpoint, bola-update, inv-removed-alive).
 */
import { describe, expect, it } from 'vitest';
import { diff } from '../../../src/check/diff.ts';
import { lint } from '../../../src/check/lint.ts';
import { apiRun } from '../../support/run.ts';
import { child, diffRule, flatten, lintRule, probeRule, trafficRule, type Operation, type ProbeRule } from '#rule';

const prose = { why: 'A sketch.', fix: 'A sketch.' };

const pathAmbiguousSecurity = lintRule({
  id: 'path-ambiguous-security',
  title: 'Two routes match one URL with different security',
  severity: 'high',
  owasp: ['API5:2023'],
  cwe: 863,
  ...prose,
  api(api) {
    const literal = (operation: Operation): RegExp =>
      new RegExp(`^${operation.method} ${operation.path.replace(/\{[^{}]+\}/g, '[^/]+')}$`);
    const demands = (operation: Operation): string => JSON.stringify(operation.auth.map(({ schemes }) => schemes));
    return api.operations.flatMap((general) =>
      api.operations
        .filter(
          (special) =>
            special !== general &&
            literal(general).test(`${special.method} ${special.path}`) &&
            demands(special) !== demands(general),
        )
        .map((special) => ({
          at: special.at,
          message: `${special.id} is also matched by ${general.id}.`,
          related: [{ at: general.at, message: 'the other route' }],
        })),
    );
  },
});

const specUnknownKey = lintRule({
  id: 'spec-unknown-key',
  title: 'Unknown key',
  severity: 'low',
  owasp: ['API8:2023'],
  cwe: 1173,
  ...prose,
  operation(operation) {
    const known = new Set(
      'tags summary description externalDocs operationId parameters requestBody responses callbacks deprecated security servers'.split(
        ' ',
      ),
    );
    return Object.keys(operation.raw)
      .filter((key) => !known.has(key) && !key.startsWith('x-'))
      .map((key) => ({ at: child(operation.at, key), message: `Key ${key} means nothing here.` }));
  },
});

const limitStringLength = lintRule({
  id: 'limit-string-length',
  title: 'Request text without a maximum',
  severity: 'low',
  owasp: ['API4:2023'],
  cwe: 770,
  ...prose,
  schema(schema, use, api) {
    if (use.direction !== 'request' || !schema.types.includes('string')) return undefined;
    const whole = flatten(api, schema.id);
    const bounded =
      whole?.maxLength !== undefined ||
      whole?.enum !== undefined ||
      ['uuid', 'date', 'date-time', 'ipv4'].includes(whole?.format ?? '');
    return bounded ? undefined : { at: schema.at, message: 'This text may be of any length.' };
  },
});

const globalSecurityRemoved = diffRule({
  id: 'global-security-removed',
  title: 'Global security removed',
  severity: 'critical',
  owasp: ['API2:2023'],
  cwe: 306,
  posture: 'widens',
  compat: 'no',
  ...prose,
  facts: ['auth/weaker'],
  fact(fact, { after }) {
    if (!('auth' in fact) || !fact.cause.shared) return undefined;
    return { at: after.at, subject: 'security', message: 'The root no longer asks for a credential.' };
  },
});

const oauthTokenUrlHost = diffRule({
  id: 'oauth-token-url-host',
  title: 'Token address moved to another origin',
  severity: 'high',
  owasp: ['API2:2023'],
  cwe: 522,
  posture: 'widens',
  compat: 'breaking',
  ...prose,
  facts: ['flow/token-url'],
  fact(fact, { after }) {
    if (!('flow' in fact)) return undefined;
    const originOf = (url = ''): string => (URL.canParse(url) ? new URL(url).origin : url);
    if (originOf(fact.flow.before?.tokenUrl) === originOf(fact.flow.after?.tokenUrl)) return undefined;
    return {
      at: fact.scheme.after?.at ?? after.at,
      message: 'Credentials are sent to another origin.',
      related: [{ at: fact.scheme.before?.at ?? after.at, message: 'before' }],
    };
  },
});

const orphan = trafficRule({
  id: 'orphan-operation',
  title: 'Documented and never seen',
  severity: 'low',
  owasp: ['API9:2023'],
  cwe: 1059,
  ...prose,
  end(seen, api) {
    return api.operations
      .filter(({ id }) => (seen.operations.get(id) ?? 0) === 0)
      .map((operation) => ({
        at: operation.at,
        message: `${operation.id} was never called.`,
        certainty: 'tentative' as const,
      }));
  },
});

const probe: Pick<ProbeRule, 'severity' | 'owasp' | 'cwe' | 'why' | 'fix'> = {
  severity: 'critical',
  owasp: ['API2:2023'],
  cwe: 347,
  ...prose,
};

const jwtAlgConfusion = probeRule({
  ...probe,
  id: 'jwt-alg-confusion',
  title: 'Public key accepted as an HMAC secret',
  impact: 'read',
  per: 'scheme',
  requests: 8,
  identities: 1,
  applies: ({ scheme }) => scheme?.httpScheme === 'bearer',
  async *probe({ operation, scheme }, target) {
    const [owner] = target.users;
    if (owner.jwt === undefined || scheme === undefined) return { undecided: 'the credential is no JWT' };
    const wrong = await target.call(operation, owner, { credential: { kind: 'jwt', signature: { hmac: 'wrong' } } });
    const forged = await target.call(operation, owner, {
      credential: { kind: 'jwt', signature: { hmac: 'jwks-pem' } },
      fresh: true,
    });
    if (wrong.response?.status === 401 && forged.response?.status === 200) {
      yield {
        at: scheme.at,
        message: 'A token signed with the public key is accepted.',
        evidence: [{ kind: 'exchange', note: 'forged', exchange: forged, curl: target.curl(forged) }],
      };
    }
    return 'decided';
  },
});

const flowRace = probeRule({
  ...probe,
  id: 'flow-race',
  title: 'Single-use resource used several times at once',
  impact: 'load',
  per: 'operation',
  requests: 24,
  identities: 1,
  applies: ({ operation }) => operation.method === 'POST',
  async *probe({ operation }, target) {
    const [owner] = target.users;
    const answers = await target.together(Array.from({ length: 8 }, () => () => target.call(operation, owner)));
    const effects = answers.filter(({ response }) => response !== undefined && response.status < 300).length;
    if (effects > 1) yield { at: operation.at, message: `${operation.id} took effect more than once.` };
    return 'decided';
  },
});

const ssrfStored = probeRule({
  ...probe,
  id: 'ssrf-stored',
  title: 'Stored address is called later',
  impact: 'create',
  per: 'field',
  requests: 5,
  identities: 1,
  applies: ({ field }) => field !== undefined,
  async *probe({ operation, field }, target) {
    const listener = await target.listen();
    if (field === undefined) return { undecided: 'no field' };
    const question = target.random(16);
    await target.call(operation, target.users[0], { body: { [field.slice(2)]: listener.url(question) } });
    if ((await listener.hits(question, 2_000)).length > 0)
      yield { at: operation.at, message: 'The server called the address it was given.' };
    return 'decided';
  },
});

describe('the sketches', () => {
  const text = `openapi: 3.0.3
info: { title: x, version: '1' }
security: [{ b: [] }]
components: { securitySchemes: { b: { type: http, scheme: bearer } } }
paths:
  /cards/{id}:
    parameters: [{ name: id, in: path, required: true, schema: { type: string, format: uuid } }]
    get: { responses: { '200': { description: ok } } }
  /cards/batch:
    get:
      securty: []
      security: []
      parameters: [{ name: text, in: query, schema: { type: string } }]
      responses: { '200': { description: ok } }
`;

  it('read straight against the lint contract', async () => {
    const { api } = await apiRun(text);
    const found = lint(api, [pathAmbiguousSecurity, specUnknownKey, limitStringLength]).flatMap(
      ({ findings }) => findings,
    );
    expect(found.map(({ rule, at }) => `${rule} ${at.path}`)).toEqual([
      'path-ambiguous-security /paths/~1cards~1batch/get',
      'spec-unknown-key /paths/~1cards~1batch/get/securty',
      'limit-string-length /paths/~1cards~1batch/get/parameters/0/schema',
    ]);
  });

  it('and against those of diffs', async () => {
    const [{ api: before }, { api: after }] = await Promise.all([
      apiRun(text),
      apiRun(text.replace('security: [{ b: [] }]\n', '')),
    ]);
    const found = diff({ before, after }, [globalSecurityRemoved, oauthTokenUrlHost]).flatMap(
      ({ findings }) => findings,
    );
    expect(found.map(({ rule, reach }) => [rule, reach.operations])).toEqual([
      ['global-security-removed', ['GET /cards/{id}']],
    ]);
  });

  it('say of themselves what every rule says', () => {
    for (const rule of [orphan, jwtAlgConfusion, flowRace, ssrfStored]) expect(rule.cwe).toBeGreaterThan(0);
  });
});
