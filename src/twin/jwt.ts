/** Tokens as a twin signs and reads them (RFC 7519, RFC 7515): each twin decides itself what it checks. */
import { createHmac } from 'node:crypto';
import { isObject, type Json, type JsonObject } from '../model/json.ts';

export interface JwtParts {
  readonly header: JsonObject;
  readonly claims: JsonObject;
  /** `header.claims` as it was signed. */
  readonly signed: string;
  /** Base64url; empty where there is none. */
  readonly signature: string;
}

/** The parts of a token without any check; undefined where it is none. `h.p` has an empty signature. */
export function jwtOf(token: string): JwtParts | undefined {
  const [header = '', claims = '', signature = ''] = token.split('.');
  const parts = { header: read(header), claims: read(claims) };
  if (!isObject(parts.header) || !isObject(parts.claims)) return undefined;
  return { header: parts.header, claims: parts.claims, signed: `${header}.${claims}`, signature };
}

/** A token signed with HMAC. */
export function fakeJwt(
  claims: JsonObject,
  key: string | Buffer,
  header: JsonObject = { alg: 'HS256', typ: 'JWT' },
): string {
  const signed = `${encoded(header)}.${encoded(claims)}`;
  return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`;
}

function encoded(json: Json): string {
  return Buffer.from(JSON.stringify(json)).toString('base64url');
}

function read(part: string): Json | undefined {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as Json;
  } catch {
    return undefined;
  }
}
