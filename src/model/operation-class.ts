import type { ApiModel, Body, Operation, Property, SchemaId } from './api.ts';
import { flatten } from './flatten.ts';
import { isCredentialFlow } from './credential-flow.ts';
import { isAdministrative, isInboundHook, isServiceInfo } from './function-class.ts';
import { isWrite, operationById } from './operation.ts';
import { literalsOf, pathWords, wordsOf } from './words.ts';

/**
 * What an operation is for, as its path, method, names and fields say. `money`: moves it; `card-secret`: shows or sets what
 * a card is used with; `credential`: made before there is one (login, token, reset); `costly`: work or cost out of
 * proportion to the request.
 */
export type OperationClass =
  | 'credential'
  | 'login'
  | 'reset'
  | 'mfa'
  | 'signup'
  | 'money'
  | 'card-secret'
  | 'account'
  | 'personal'
  | 'admin'
  | 'upload'
  | 'costly'
  | 'promotion'
  | 'hook'
  | 'service';

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

const moving = words(
  'transfer transfers payment payments payout payouts withdrawal withdrawals withdraw disbursement disbursements remittance remittances refund refunds pay topup topups charge charges deposit deposits',
);
/** Last words under which nothing moves: `/payments/methods`, `/transfers/{id}/status`, `/payments/search`. */
const aboutMoney = words(
  'balance balances method methods status search quote quotes estimate estimates fees settings config configuration link links report reports history details metadata template templates type types preview validate validation verify verification simulate simulations dispute disputes evidence receipt receipts note notes comment comments webhook webhooks',
);
const amounts = words('amount amounts value total');
const personal = words(
  'customer customers person persons individual individuals kyc profile patient patients cardholder cardholders',
);
const accounts = words('account accounts balance balances statement statements transaction transactions ledger');
const uploads = words('upload uploads import imports attachment attachments');
/** As the last word whatever the method; what was made before is only listed: `/reports`, `/exports/{id}`. */
const costlyWords = words('export render ocr screenshot pdf');
const madeByPost = words('export exports report reports');
/** Each one costs money; an address that is added or taken away (`POST /user/emails`) costs none. */
const messages = words('sms mms');
const mails = words('mail mails email emails');
const promotional = words(
  'gift promo promos promotion promotions coupon coupons voucher vouchers giftcard giftcards referral referrals redeem',
);
const cardWords = words('card cards');
const cardSecret = words('reveal pan pin cvv cvc unmask secrets sensitive secure credentials');

const known = new WeakMap<Operation, ReadonlySet<OperationClass>>();

/** The classes of one operation; several may hold, none is common. Cheap: worked out once. */
export function classesOf(operation: Operation, api: ApiModel): ReadonlySet<OperationClass> {
  const memo = known.get(operation);
  if (memo !== undefined) return memo;
  const found = new Set<OperationClass>();
  const names = namesOf(operation);
  credentialClasses(operation, names, found);
  if (isAdministrative(operation)) found.add('admin');
  if (isInboundHook(operation)) found.add('hook');
  if (isServiceInfo(operation)) found.add('service');
  if (movesMoney(operation, api)) found.add('money');
  if (names.path.some((word) => cardWords.has(word)) && names.all.some((word) => cardSecret.has(word)))
    found.add('card-secret');
  if (names.path.some((word) => accounts.has(word))) found.add('account');
  if (names.path.some((word) => personal.has(word))) found.add('personal');
  if (takesFiles(operation) || (isWrite(operation) && names.last.some((word) => uploads.has(word))))
    found.add('upload');
  if (isCostly(operation, names)) found.add('costly');
  if (names.path.some((word) => promotional.has(word))) found.add('promotion');
  known.set(operation, found);
  return found;
}

interface Names {
  readonly path: readonly string[];
  /** Of the last literal segment. */
  readonly last: readonly string[];
  readonly all: readonly string[];
}

function namesOf({ path, operationId }: Operation): Names {
  const literals = literalsOf(path);
  const own = pathWords(path);
  return { path: own, last: wordsOf(literals.at(-1) ?? ''), all: [...own, ...wordsOf(operationId ?? '')] };
}

function isCostly(operation: Operation, { path, last, all }: Names): boolean {
  // `/exports/{id}` gets what was made before.
  const isOne = operation.path.endsWith('}');
  if (!isOne && last.some((word) => costlyWords.has(word))) return true;
  if (operation.method !== 'POST' || isOne) return false;
  if (last.some((word) => madeByPost.has(word) || messages.has(word))) return true;
  const sends = all.includes('send') || all.includes('resend');
  return (sends && [...path, ...last].some((word) => messages.has(word) || mails.has(word))) || isOnlyMail(operation);
}

/** `POST /emails`, `POST /v1/mail`: nothing stands before it whose address it could be. */
function isOnlyMail({ path }: Operation): boolean {
  const literals = literalsOf(path).filter((segment) => !/^(api|v\d.*)$/i.test(segment));
  return literals.length === 1 && !path.includes('{') && mails.has(wordsOf(literals[0] ?? '').at(-1) ?? '');
}

function credentialClasses(operation: Operation, { all, last }: Names, found: Set<OperationClass>): void {
  if (!isCredentialFlow(operation)) return;
  found.add('credential');
  const says = (...some: readonly string[]): boolean => some.some((word) => all.includes(word) || last.includes(word));
  if (says('login', 'signin', 'logon', 'token', 'tokens', 'authenticate', 'session', 'sessions')) found.add('login');
  if (says('reset', 'forgot', 'forgotten', 'recover', 'recovery')) found.add('reset');
  if (says('otp', 'mfa', '2fa', 'verify', 'verification', 'confirm')) found.add('mfa');
  if (says('signup', 'register', 'registration')) found.add('signup');
}

/** A write on something that moves money, with an amount in its body, or a verb that says so. */
function movesMoney(operation: Operation, api: ApiModel): boolean {
  if (operation.method.toUpperCase() !== 'POST') return false;
  const last = wordsOf(literalsOf(operation.path).at(-1) ?? '');
  if (last.some((word) => aboutMoney.has(word)) || !pathWords(operation.path).some((word) => moving.has(word)))
    return false;
  if (changesWhatWasMade(operation, api)) return false;
  return operation.requestBodies.some((body) =>
    bodyNames(api, body).some((name) => wordsOf(name).some((word) => amounts.has(word))),
  );
}

/** `POST /payments/{id}` beside `POST /payments`: the money moved, or waits, before. */
function changesWhatWasMade({ path }: Operation, api: ApiModel): boolean {
  const list = /^(.*[^/])\/+\{[^{}]*\}$/.exec(path)?.[1];
  return list !== undefined && operationById(api, `POST ${list}`) !== undefined;
}

function bodyNames(api: ApiModel, { schema }: Body): readonly string[] {
  return fieldsOf(api, schema).map(({ name }) => name);
}

/** The fields of an object and of what its direct properties hold: an amount is often `{ amount: { value, currency } }`. */
function fieldsOf(api: ApiModel, id: SchemaId | undefined): readonly Property[] {
  const whole = id === undefined ? undefined : flatten(api, id);
  return whole?.properties ?? [];
}

function takesFiles({ requestBodies }: Operation): boolean {
  return requestBodies.some(
    ({ mediaType }) => mediaType === 'multipart/form-data' || mediaType === 'application/octet-stream',
  );
}
