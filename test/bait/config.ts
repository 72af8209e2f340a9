/** What a team would tell of the bait (trap 20): identities of two tenants and four kinds, flows, what is public, what is never called. */
import { randomBytes } from 'node:crypto';
import type { FlowConfig } from '../../src/check/target.ts';
import type { CallerConfig, PolicyConfig, SeedConfig } from '../../src/target/config.ts';

const secret = (): string => randomBytes(15).toString('base64url');

/** People who are there from the start: nobody may be locked out of these. */
export const inUse = {
  'ana@nord.example': { role: 'customer', tenant: 'nord' },
  'ben@sued.example': { role: 'customer', tenant: 'sued' },
  'ada@nord.example': { role: 'admin', tenant: 'nord' },
  'sven@sued.example': { role: 'admin', tenant: 'sued' },
  'pia@nord.example': { role: 'portal', tenant: 'nord' },
} as const;
export const passwords: Readonly<Record<string, string>> = Object.fromEntries(
  Object.keys(inUse).map((name) => [name, secret()]),
);
export const partnerKey = `pk_${secret()}`;
export const serviceAuth = Buffer.from(`batch:${secret()}`).toString('base64');
export const eventSecret = secret();

const credentials = (email: string): { readonly email: string; readonly password: string } => ({
  email,
  password: passwords[email] ?? '',
});
const customer = (name: string, tenant: string): CallerConfig => ({
  name,
  role: 'customer',
  tenant,
  scheme: 'tokenAuth',
  register: { call: 'POST /auth/register', body: credentials(`${name}@${tenant}.example`) },
  login: {
    call: 'POST /auth/login',
    body: credentials(`${name}@${tenant}.example`),
    token: { header: 'X-Auth-Token', prefix: 'Token ' },
  },
  logout: { call: 'POST /auth/logout' },
  owns: { userId: `${name}@${tenant}.example`, slug: 'fees' },
});
const staff = (name: string, tenant: string): CallerConfig => ({
  name,
  role: 'admin',
  tenant,
  scheme: 'adminAuth',
  login: {
    call: 'POST /auth/staff',
    form: true,
    body: credentials(`${name}@${tenant}.example`),
    token: { body: '$.data.session.token' },
  },
});

export const identities: readonly CallerConfig[] = [
  customer('ana', 'nord'),
  customer('ben', 'sued'),
  staff('ada', 'nord'),
  staff('sven', 'sued'),
  { name: 'till', role: 'partner', tenant: 'nord', scheme: 'partnerKey', apiKey: partnerKey },
  { name: 'batch', role: 'partner', tenant: 'nord', scheme: 'batchAuth', headers: [['X-Service-Auth', serviceAuth]] },
  {
    name: 'pia',
    role: 'portal',
    tenant: 'nord',
    scheme: 'portalSession',
    login: { call: 'POST /portal/login', body: credentials('pia@nord.example'), token: { cookie: 'portal' } },
  },
];

export const seeds: readonly SeedConfig[] = [
  // Trap 17: the id stands in an object of another name, and there is no list to take it from.
  { call: 'POST /cards', body: { holder: 'Somebody' }, id: { cardId: '$.card_details.id' } },
  { call: 'POST /notes', body: { name: 'note-${seed}', text: 'something' }, id: { noteId: '$.name' } },
];

export const policy: PolicyConfig = {
  public: ['GET /rates', 'GET /offers*', 'GET /articles/*', 'GET /profiles/*'],
  shared: [],
  privileged: ['* /admin/*'],
  sensitive: ['POST /transfers'],
  never: ['GET /maintenance/wipe'],
};

export const flows: Readonly<Record<string, FlowConfig>> = {
  otp: {
    steps: { start: { call: 'POST /auth/otp' }, verify: { call: 'POST /auth/otp/verify', body: { code: '${code}' } } },
    values: { code: '48213' },
    effect: { call: 'GET /auth/otp', at: '$.stepUp' },
  },
  'password-change': {
    steps: { change: { call: 'PUT /users/me/password', body: { old: '${old}', new: '${new}' } } },
  },
  'single-use': {
    steps: {
      prepare: { call: 'POST /vouchers/claim' },
      use: { call: 'POST /vouchers/redeem', body: { code: '${code}' } },
    },
    values: { code: 'WELCOME-5' },
    effect: { call: 'GET /wallet', at: '$.balanceCents' },
  },
  webhook: {
    steps: { deliver: { call: 'POST /events', body: { wallet: 'ana@nord.example', cents: 250 } } },
    sign: {
      header: 'X-Event-Signature',
      algorithm: 'hmac-sha256',
      secret: eventSecret,
      timestamp: 'X-Event-Time',
    },
    effect: { call: 'GET /wallet', at: '$.balanceCents' },
  },
  checkout: {
    steps: {
      quote: { call: 'POST /payouts/quote' },
      confirm: { call: 'POST /payouts/confirm' },
      execute: { call: 'POST /payouts/execute' },
    },
    effect: { call: 'GET /payouts', at: '$.paidCents' },
  },
  transfer: {
    steps: { send: { call: 'POST /transfers', body: { to: 'ben@sued.example', amountCents: '${amount}' } } },
    effect: { call: 'GET /wallet', at: '$.balanceCents' },
  },
};
