/** What a probe may do to a credential that it never sees. */
import type { Json } from '../../model/json.ts';

/** Closed set of what may be done to a credential. */
export type CredentialChange =
  | { readonly kind: 'garbage' }
  /** Its place is there and says nothing: `""`, `null`, `undefined`, or the prefix alone. */
  | { readonly kind: 'empty'; readonly spelling?: 'empty' | 'null' | 'undefined' | 'prefix' }
  /** The token as a field of the query (RFC 6750 section 2.3), as it is or broken. */
  | { readonly kind: 'query'; readonly name: string; readonly broken: boolean }
  /** A further credential of the caller: one of `Identity.others`. */
  | { readonly kind: 'other'; readonly name: string }
  | { readonly kind: 'jwt-none'; readonly spelling: 'none' | 'None' | 'NONE' | 'nOnE' }
  | JwtChange;

/** A forged token: the caller's own with other parts, signed as said (RFC 8725). */
export interface JwtChange {
  readonly kind: 'jwt';
  /** Merged over the token's header; `undefined` takes a member out. */
  readonly header?: Readonly<Record<string, Json | undefined>>;
  /** Merged over its claims. */
  readonly claims?: Readonly<Record<string, Json | undefined>>;
  /** `keep`: the old signature, which fits no longer; `without`: `h.p.`, `cut`: `h.p`; `flip`: the old one with one byte changed. */
  readonly signature: 'keep' | 'without' | 'cut' | 'flip' | HmacKey | OwnKey;
  /** The claims are no JSON any more. */
  readonly malformed?: boolean;
}
/** Signed with HS256 (HS384, HS512 where the token had it) by a key that is public, guessed, or wrong as a control. */
export interface HmacKey {
  readonly hmac:
    | 'jwks-pem'
    | 'jwks-pem-newline'
    | 'jwks-der'
    | 'jwks-x5c'
    | 'jwks-n'
    | 'guessed'
    | 'wrong'
    | { readonly text: string };
}
/** Signed with RS256 by a key pair of this run: `a`, or `b` as the control that the key is looked at. */
export interface OwnKey {
  readonly own: 'a' | 'b';
}
