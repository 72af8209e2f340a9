import type { Operation } from './api.ts';
import { isAdministrative } from './function-class.ts';
import { literalsOf, pathWords, wordsOf } from './words.ts';

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** They speak of logging in wherever they stand; also in the languages that banks' paths are written in. */
const strong = words(
  'login signin logon signup register registration password passwords otp mfa forgot forgotten magiclink anmelden anmeldung einloggen registrieren registrierung passwort kennwort connexion inscription motdepasse entrar senha contrasena accesso accedi inloggen aanmelden wachtwoord',
);
/** They also name things of the business: `POST /transfers/{id}/confirm` is no registration, a payment is authorised as well. */
const ambiguous = words(
  'auth authorize authorization authenticate authentication token tokens verify verification confirm confirmation activate activation reset recover recovery refresh session sessions invitation invitations',
);
/** Protocols: an endpoint of theirs stands at the top, `/settings/sso` is a thing of somebody who is logged in. */
const protocols = words('oauth oauth2 sso saml');
const top = words('api rest public auth identity idp login account accounts user users oauth oauth2 sso saml connect');
const pairs = ['sign in', 'sign up', 'log in', 'magic link', 'one time'];

/** Beside `login` or `password` they make it a thing to be looked at or set. */
const about = words('as history attempts attempt links events audit log logs policy policies settings admin admins');
/** What is sold, paid, sent and stored: who confirms, verifies or registers one of these is somebody already. */
const business = words(
  'payment payments pay paypal transfer transfers payout payouts withdrawal withdrawals deposit deposits refund refunds charge charges order orders checkout checkouts cart basket booking bookings reservation reservations invoice invoices subscription subscriptions transaction transactions card cards wallet wallets loan loans mandate mandates beneficiary beneficiaries payee payees iban document documents file files upload uploads location locations address addresses domain domains webhook webhooks hook hooks endpoint endpoints runner runners terminal terminals certificate certificates dispute disputes claim claims ticket tickets chat chats statement statements report reports offer offers quote quotes message messages issuing threeds 3ds realtime',
);
/** What stands beside a verb that proves a person: `/confirm-email`, `verifyOtpCode`, `AuthController_activate`. */
const proving = words(
  'email mail phone mobile sms code codes otp totp mfa 2fa account user users customer client member me my password passwords token tokens registration signup login identity device link magic number new request resend send create get issue post by via with and controller handler api do submit start complete finish auth oauth access refresh challenge',
);
const tokenWords = words(
  'access refresh auth oauth oauth2 id bearer device create get issue revoke introspect exchange request client api v1 v2 new',
);

/** RFC 6749, 7009, 7662, 8628, 9126 and CIBA: an authorisation server's own calls, open or with the client's own proof. */
const oauthEndpoints = words(
  'token authorize auth callback revoke revocation introspect introspection par register device code bc ciba jwks certs userinfo',
);
const oauthOnly = /^(par|bc-authorize|introspect|device[-_]authorization|token_exchange)$/i;

/** What is reset, recovered or refreshed is a credential where one of these is named: `/cache/refresh` is none. */
const ofPersons = words(
  'password passwords passcode pin account user users auth login credential credentials identity email token tokens session sessions jwt oauth',
);

/** A call of an OAuth server, as its path says. */
export function isOauthEndpoint({ path }: Operation): boolean {
  const literals = literalsOf(path);
  const last = literals.at(-1) ?? '';
  if (oauthOnly.test(last)) return true;
  const isBelow = literals.some((segment) => /^(oauth2?|openid-connect|connect|oidc)$/i.test(segment));
  return isBelow && wordsOf(last).every((word) => oauthEndpoints.has(word));
}

/** A shared schema asks it for every operation that reaches it. */
const known = new WeakMap<Operation, boolean>();

/**
 * Calls that a client makes before it has a credential: login, registration, token, reset, confirmation by a code.
 * They are anonymous by nature. The last literal segment or the operationId decides, so `/auth/users/{id}` is none;
 * ambiguous words count only where neither an object nor a thing of the business is named.
 */
export function isCredentialFlow(operation: Operation): boolean {
  const memo = known.get(operation);
  if (memo !== undefined) return memo;
  const answer = isCredentialCall(operation);
  known.set(operation, answer);
  return answer;
}

function isCredentialCall(operation: Operation): boolean {
  const { path, method } = operation;
  // A webhook's signature is verified by whoever got it.
  if (/signature|webhook/i.test(path)) return false;
  if (isOauthEndpoint(operation) || isProtocol(operation)) return true;
  const names = [wordsOf(literalsOf(path).at(-1) ?? ''), wordsOf(operation.operationId ?? '')];
  if (namesPerson(path) && !/forgot|reset|recover/i.test(path)) return false;
  if (method === 'DELETE' && path.includes('{')) return false;
  const isBusiness = [...pathWords(path), ...names.flat()].some((word) => business.has(word));
  const mayBeVague = !isBusiness && !isAdministrative(operation) && variablesOf(path).every(isProof);
  const all = [...pathWords(path), ...names.flat()];
  const isOfPerson = all.some((word) => ofPersons.has(word)) || literalsOf(path).length === 1;
  return names.some((own) => saysStrongly(own, isBusiness) || (mayBeVague && saysVaguely(own, isOfPerson)));
}

function isProtocol({ path, operationId = '' }: Operation): boolean {
  const literals = literalsOf(path);
  return (
    [...wordsOf(literals.at(-1) ?? ''), ...wordsOf(operationId)].some((word) => protocols.has(word)) &&
    literals.slice(0, -1).every((segment) => /^v\d/i.test(segment) || wordsOf(segment).every((word) => top.has(word)))
  );
}

function saysStrongly(own: readonly string[], isBusiness: boolean): boolean {
  if (own.some((word) => about.has(word))) return false;
  const found = own.find((word) => strong.has(word));
  if (found !== undefined) return !(isBusiness && /^(regist|inscription)/.test(found));
  return pairs.some((pair) => own.join(' ').includes(pair));
}

function saysVaguely(own: readonly string[], isOfPerson: boolean): boolean {
  return own.some((word) => {
    if (!ambiguous.has(word) || (!isOfPerson && /^(reset|recover|recovery|refresh)$/.test(word))) return false;
    // `payment-tokens` are cards of the business, `access-token` is not.
    if (word.startsWith('token')) return own.every((one) => one.startsWith('token') || tokenWords.has(one));
    return own.every((one) => ambiguous.has(one) || proving.has(one));
  });
}

function variablesOf(path: string): readonly string[] {
  return [...path.matchAll(/\{([^{}]{1,100})\}/g)].map((match) => match[1] ?? '');
}

/** `/verify/{token}`, `/{tenant}/token`: what the caller was sent, or whose server it is; `{card_token}` is an object. */
function isProof(variable: string): boolean {
  const own = wordsOf(variable);
  if (own.length > 2 || own.some((word) => business.has(word))) return false;
  return own.some((word) =>
    /^(token|code|otp|key|hash|secret|uidb64|signature|tenant|realm|provider|connector|region|locale|lang|version|challenge|flow|invitation)$/.test(
      word,
    ),
  );
}

const people = /^(user|customer|account|member|client|person|employee|profile|admin|username|holder|owner)s?$/;

/** `/users/{id}/password`: of somebody who is there already, so the caller is to prove that it is he. */
function namesPerson(path: string): boolean {
  const segments = path.split('/');
  return segments.some((segment, index) => {
    if (!/^\{[^{}]*\}$/.test(segment) || isProof(segment)) return false;
    return [...wordsOf(segment), ...wordsOf(segments[index - 1] ?? '').slice(-1)].some((word) => people.test(word));
  });
}
