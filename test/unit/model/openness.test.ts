/** Which calls are open by nature, and which only look so: a table of paths, as the closed lists behind it need cases. */
import { describe, expect, it } from 'vitest';
import { isMeantOpen } from '../../../src/model/openness.ts';
import { isCredentialFlow } from '../../../src/model/credential-flow.ts';
import { isInboundHook, isServiceInfo } from '../../../src/model/function-class.ts';
import type { Operation } from '../../../src/model/api.ts';
import { apiRun } from '../../support/run.ts';

async function operationsOf(lines: readonly string[]): Promise<ReadonlyMap<string, readonly [Operation, boolean]>> {
  const paths = lines.map((line) => {
    const [method = '', path = '', operationId] = line.split(' ');
    const named = operationId === undefined ? '' : `operationId: ${operationId}, `;
    return `  ? "${path}"\n  : ${method.toLowerCase()}: { ${named}responses: { '200': { description: ok } } }`;
  });
  const { api } = await apiRun(`openapi: 3.0.3\ninfo: { title: x, version: '1' }\npaths:\n${paths.join('\n')}\n`);
  return new Map(api.operations.map((one) => [one.id, [one, isMeantOpen(one, api)] as const]));
}

const open = [
  'POST /login',
  'POST /oauth2',
  'POST /v1/auth/sso',
  'POST /saml/acs samlAcs',
  'POST /v1/anmeldung',
  'POST /oauth2/token',
  'POST /oauth/revoke',
  'POST /as/par',
  'POST /bc-authorize',
  'POST /realms/{realm}/protocol/openid-connect/token',
  'GET /oauth/{provider}/callback',
  'POST /admin/login',
  'POST /auth/register',
  'POST /users/register',
  'POST /verify/{token}',
  'POST /auth/confirm-email',
  'POST /password/reset/{token}',
  'POST /sessions createSession',
  'POST /auth/refresh',
  'POST /logout',
  'POST /refresh',
  'POST /password/recover',
  'GET /.well-known/openid-configuration',
  'GET /health/live',
  'GET /actuator/health',
  'GET /api/v2/status',
  'GET /v1/jwks.json',
  'GET /branches/nearby',
  'GET /exchange-rates/{currency}',
  'POST /products/search',
  'POST /contact',
  'POST /newsletter/subscribe',
  'POST /webhooks/card-network',
  'POST /payments/callback',
];
const closed = [
  'POST /checkout/sessions',
  'POST /settings/sso',
  'PATCH /anything/oauth2',
  'POST /files/upload_sessions',
  'POST /confirmPayout',
  'POST /payments/authorize',
  'POST /transfers/{id}/confirm',
  'POST /apple-pay/domains registerDomain',
  'POST /runners/registration-token',
  'PUT /users/{id}/password',
  'DELETE /users/{id}/otp',
  'POST /users/{userId}/mfa',
  'POST /users/register-admin',
  'POST /admin/reset',
  'POST /cache/refresh',
  'POST /database/reset',
  'POST /admin/login-as/{userId}',
  'POST /accounts/{account}/login_links',
  'DELETE /sso/users/{id}',
  'POST /verify verifyLocation',
  'POST /cards/{cardId}/tokens',
  'POST /payment-tokens',
  'POST /webhooks',
  'PUT /webhooks/{id}',
  'POST /webhooks/subscriptions',
  'POST /notifications createWebhook',
  'GET /account-status',
  'GET /payments/status',
  'POST /payments/status',
  'GET /admin/status',
  'GET /cards/{id}/status',
  'POST /branches',
  'POST /cards/{cardId}/report',
];

describe('open by nature', () => {
  it.each(open)('%s', async (line) => {
    const [found] = (await operationsOf([line])).values();
    expect(found?.[1]).toBe(true);
  });
  it.each(closed)('not %s', async (line) => {
    const [found] = (await operationsOf([line])).values();
    expect(found?.[1]).toBe(false);
  });
});

it('takes nothing for published that shows accounts or secrets', async () => {
  const schema = '{ type: object, properties: { iban: { type: string } } }';
  const { api } = await apiRun(`openapi: 3.0.3
info: { title: x, version: '1' }
paths:
  /customers/banks: { get: { responses: { '200': { description: ok, content: { application/json: { schema: ${schema} } } } } } }
  /banks: { get: { responses: { '200': { description: ok, content: { application/json: { schema: { type: object, properties: { sortCode: { type: string } } } } } } } } }
`);
  expect(api.operations.map((one) => isMeantOpen(one, api))).toEqual([false, true]);
});

it('says why it is open', async () => {
  const all = await operationsOf(['POST /login', 'POST /webhooks/psp', 'GET /healthz']);
  const kinds = [...all.values()].map(([one]) => [isCredentialFlow(one), isInboundHook(one), isServiceInfo(one)]);
  expect(kinds).toEqual([
    [true, false, false],
    [false, true, false],
    [false, false, true],
  ]);
});
