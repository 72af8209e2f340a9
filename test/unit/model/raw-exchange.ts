/** Exchanges with planted values, for the tests of the redactor. */
import type { Exchange } from '../../../src/model/exchange.ts';
import { createRedactor, redactExchange, type RawExchange } from '../../../src/model/redact.ts';

const at = { source: 'c.har', path: '/log/entries/0' };
const base: RawExchange = {
  method: 'GET',
  url: 'https://api.bank.test/v1/me',
  headers: [],
  identity: 'captured',
  durationMs: 1,
  at,
};
export const redacted = (raw: Partial<RawExchange>, redactor = createRedactor()): Exchange =>
  redactExchange({ ...base, ...raw }, redactor);
export const json = (value: unknown): NonNullable<RawExchange['body']> => {
  const text = JSON.stringify(value);
  return { mediaType: 'application/json', text, bytes: text.length, truncated: false };
};
export const answer = (value: unknown): NonNullable<RawExchange['response']> => ({
  status: 200,
  headers: [],
  body: json(value),
});
export const b64 = (text: string): string => btoa(text);
const b64url = (text: string): string => btoa(text).replace(/=/g, '').replaceAll('+', '-').replaceAll('/', '_');

export const canary = {
  pan: '4929103381772047',
  cvv: '731',
  password: 'hunter2-Canary',
  iban: 'GB54BUKB20201599887766',
  ssn: '536-22-1844',
  email: 'canary.person@realbank.co',
  bearer: 'c4n4ry-bearer-Token-0001',
  apiKey: 'c4n4ryApiKey00000002',
  session: 'c4n4rysession00000003',
  jwt: `${b64url('{"alg":"HS256"}')}.${b64url('{"sub":"canary-subject"}')}.Q2FuYXJ5U2ln`,
  refresh: 'c4n4ryrefresh-0000000004',
  basic: 'c4n4ry:basicPassw0rd',
  otp: '884213',
};
