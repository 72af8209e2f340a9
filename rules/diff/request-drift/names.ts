import { wordsOf } from '#rule';

/** What a value is, as its name says; each list is of whole words. */
const said =
  (pattern: RegExp) =>
  (name: string): boolean =>
    pattern.test(wordsOf(name).join(' '));

export const isPassword = said(/\b(password|passwd|pwd|passphrase|passcode|secret|pin)\b/);
export const isAmount = said(
  /\b(amount|amounts|total|subtotal|sum|price|quantity|qty|fee|balance|limit amount|transfer limit|daily limit)\b/,
);
export const isPageSize = said(
  /^(page )?(limit|size|count|top|first|last|take|rows)$|\b(page size|per page|page limit|max results|max items|results per page|batch size|limit)$/,
);
/** Parameters that make a list come in parts. */
export const isPaging = said(
  /^(x )?(page|limit|offset|cursor|size|per page|page (size|number|token|cursor|limit|index)|top|skip|take|first|last|after|before|start|next|next token|continuation token|starting after|ending before|max results)$/,
);
export const isAddress = said(
  /\b(url|urls|uri|uris|href|webhook|callback|endpoint)$|^(redirect|target|source|host|domain|link)$|\b(redirect|callback|return|webhook|target) (to|uri|url|host|link)$/,
);
export const isDebug = said(
  /\b(debug|trace|verbose|dry run|test mode|simulate|bypass|skip (auth|checks?|validation)|no ?validate|explain|profiling)\b/,
);
export const isWidening = said(
  /^(x )?(expand|include|includes|fields|embed|embedded|with|select|projection|populate|include (deleted|hidden|all|inactive|private|sensitive|details)|show (all|deleted|hidden)|all|view|detail|details|full)$/,
);
export const isSession = said(/\b(session|session id|sid|sess|jsessionid|phpsessid|auth|token|jwt|remember me)\b/);
export const isIdName = said(/(^|\b)(id|ids|uuid|guid|identifier|ref|reference|number)$/);

const flags =
  /^(is )?(admin|administrator|staff|superuser|super user|root|owner|privileged|verified|approved|internal|trusted|premium)$|^(kyc|aml|email|phone|identity) (verified|approved)$|\b(permission|permissions|privilege|privileges|entitlement|entitlements|access level|authorities)\b|^(kyc|aml) (status|level|state)$/;
const roles = /^(user )?(role|roles)$/;
const owned =
  /^((credit|overdraft|spending|account|current|available|ledger) (limit|balance)|balance|owner id|tenant id|account status|risk (level|score))$/;
const guarded = said(/^(risk level|risk score|owner id|tenant id|account status)$/);

/** Whoever sets it has more rights, more money or another owner. */
export function isPrivileged(name: string): boolean {
  const words = wordsOf(name).join(' ');
  return flags.test(words) || roles.test(words) || owned.test(words) || guarded(name);
}

export const isRole = said(
  /\b(role|roles|permission|permissions|privilege|privileges|scope|scopes|type|level|group|groups|grant|grants|access)$/,
);
const privileges =
  /^(?:.*[-_:. ])?(admin|admins|administrator|superuser|super[-_ ]?user|super[-_ ]?admin|root|staff|owner|sysadmin|operator|god|internal|system)(?:[-_:. ].*)?$/i;

export function isPrivilegedValue(value: unknown): boolean {
  return typeof value === 'string' && privileges.test(value.replace(/([a-z])([A-Z])/g, '$1_$2'));
}
