import {
  factRow,
  family,
  isUnprotected,
  wordsOf,
  type AnyRow,
  type FactKind,
  type FactRow,
  type HeaderFact,
  type Json,
  type KeywordFact,
  type ParameterFact,
  type PropertyFact,
  type ResponseFact,
} from '#rule';

type Row<K extends FactKind> = Pick<
  FactRow<K>,
  'id' | 'title' | 'severity' | 'owasp' | 'cwe' | 'why' | 'fix' | 'on' | 'when' | 'say'
> &
  Partial<Pick<FactRow<K>, 'also' | 'compat'>>;

/** Defences that the document promised: what is no longer promised is soon no longer there. */
function row<K extends FactKind>(each: Row<K>): AnyRow {
  return factRow<K>({ compat: 'no', controls: ['PCI DSS 6.2.4'], posture: 'widens', ...each });
}

/** Statuses that say the same of a range: `4XX` or `default` that came in its place, or stood there for it. */
function isGone({ response, operations: { before, after } }: ResponseFact, status: string): boolean {
  if (response.before?.status !== status || isUnprotected(before)) return false;
  const now = new Set(after.responses.map((each) => each.status));
  const was = new Set(before.responses.map((each) => each.status));
  return !now.has('4XX') && (!now.has('default') || was.has('default'));
}

const statuses: readonly AnyRow[] = [
  row<ResponseFact['kind']>({
    id: '401-removed',
    title: 'Refusal of anonymous calls no longer documented',
    severity: 'medium',
    owasp: ['API2:2023'],
    cwe: 306,
    why: 'Nothing says any more that a call without a credential is refused. Contract tests stop asking, and the day the check is lost nobody is told.',
    fix: "Say it again:\n\n```yaml\nresponses:\n  '401': { $ref: '#/components/responses/Unauthorized' }\n```",
    on: ['response/removed'],
    when: (fact) => isGone(fact, '401') && !isUnprotected(fact.operations.after),
    say: ({ operation }) => `${operation.id} no longer documents that it refuses anonymous calls (401).`,
  }),
  row<ResponseFact['kind']>({
    id: '403-removed',
    title: 'Refusal of callers without the right no longer documented',
    severity: 'low',
    owasp: ['API1:2023', 'API5:2023'],
    cwe: 285,
    why: 'Nothing says any more that a caller without the right is refused, so no contract test asks for it.',
    fix: "Say it again:\n\n```yaml\nresponses:\n  '403': { $ref: '#/components/responses/Forbidden' }\n```",
    on: ['response/removed'],
    when: (fact) => isGone(fact, '403') && !isUnprotected(fact.operations.after),
    say: ({ operation }) => `${operation.id} no longer documents that it refuses callers without the right (403).`,
  }),
  row<ResponseFact['kind']>({
    id: '429-removed',
    title: 'Throttling no longer documented',
    severity: 'medium',
    owasp: ['API4:2023'],
    cwe: 770,
    why: 'Nothing says any more that too many calls are refused: guessing of codes, scraping and floods meet no promised end.',
    fix: "Say it again:\n\n```yaml\nresponses:\n  '429': { $ref: '#/components/responses/TooManyRequests' }\n```",
    on: ['response/removed'],
    when: ({ response, operations: { after } }) =>
      response.before?.status === '429' && !after.responses.some(({ status }) => status === '4XX'),
    say: ({ operation }) => `${operation.id} no longer documents that it is throttled (429).`,
  }),
];

type Required = ParameterFact | PropertyFact;
const lossKinds = ['parameter/removed', 'parameter/optional', 'property/removed', 'property/optional'] as const;

/** What a caller had to send, and need not any more. */
function wasRequired(fact: Required): boolean {
  if ('parameter' in fact) return fact.parameter.before?.required === true;
  return fact.use.direction === 'request' && fact.property.before?.required === true;
}

function nameOf(fact: Required): string {
  return 'parameter' in fact ? (fact.parameter.before?.name ?? '') : fact.name;
}

function isNamed(fact: Required, pattern: RegExp): boolean {
  return pattern.test(wordsOf(nameOf(fact)).join(' '));
}

const where = (fact: Required): string => ('parameter' in fact ? fact.operation.id : 'A request');

/** A parameter of the same sense under another name is required in its place. */
function isReplaced(fact: Required, pattern: RegExp): boolean {
  if (!('parameter' in fact))
    return fact.owner.after.properties.some(
      ({ name, required }) => required && name !== fact.name && pattern.test(wordsOf(name).join(' ')),
    );
  return fact.operation.parameters.some(({ name, required }) => required && pattern.test(wordsOf(name).join(' ')));
}

const signatures = /\b(signature|sig|hmac|digest|jws)\b/;
const idempotency = /\bidempotency\b|\bidempotent\b|^(x )?request id$/;
const captchas = /captcha|turnstile|\bproof of work\b/;
const codes =
  /^(x )?(otp|totp|mfa|2fa|tan|sca|passcode)\b|\b(otp|totp|mfa|2fa|tan)( code| token| value)?$|\bone time (password|code|token)\b|\b(step up|second factor)\b|\b(sms|verification) code\b/;

const required: readonly AnyRow[] = [
  row<Required['kind']>({
    id: 'signature-header-dropped',
    title: 'Signature no longer required',
    severity: 'high',
    owasp: ['API2:2023'],
    cwe: 345,
    why: 'A signature proves that the request comes from who it says and was not changed on the way. Without it whoever holds the token decides over amounts and accounts.',
    fix: 'Require it:\n\n```yaml\n- { name: X-Signature, in: header, required: true, schema: { type: string } }\n```',
    on: [...lossKinds],
    when: (fact) => isNamedLoss(fact, signatures),
    say: (fact) => `${where(known(fact))} no longer needs the signature "${nameOf(known(fact))}".`,
  }),
  row<Required['kind']>({
    id: 'otp-not-required',
    title: 'One-time code no longer required',
    severity: 'high',
    owasp: ['API2:2023', 'API6:2023'],
    cwe: 308,
    why: 'The step that only the owner could take is left out: a stolen session is enough for what needed the second factor.',
    fix: 'Require it:\n\n```yaml\nrequired: [amount, otp]\n```',
    on: [...lossKinds],
    when: (fact) => isNamedLoss(fact, codes),
    say: (fact) => `${where(known(fact))} no longer needs the code "${nameOf(known(fact))}".`,
  }),
  row<Required['kind']>({
    id: 'captcha-not-required',
    title: 'Proof against automation no longer required',
    severity: 'medium',
    owasp: ['API6:2023'],
    cwe: 799,
    why: 'Scripts leave it out and go through: accounts by the thousand, lists of passwords, tickets bought up.',
    fix: 'Require it:\n\n```yaml\nrequired: [email, captchaToken]\n```',
    on: [...lossKinds],
    when: (fact) => isNamedLoss(fact, captchas),
    say: (fact) => `${where(known(fact))} no longer needs "${nameOf(known(fact))}", which kept scripts out.`,
  }),
  row<Required['kind']>({
    id: 'idempotency-optional',
    title: 'Idempotency key no longer required',
    severity: 'medium',
    owasp: ['API6:2023'],
    cwe: 837,
    why: 'A repeated request is carried out twice: replays and retries become double payments.',
    fix: 'Require it:\n\n```yaml\n- { name: Idempotency-Key, in: header, required: true, schema: { type: string, format: uuid } }\n```',
    on: [...lossKinds],
    when: (fact) => isNamedLoss(fact, idempotency),
    say: (fact) => `${where(known(fact))} no longer needs "${nameOf(known(fact))}": a replay is carried out twice.`,
  }),
];

function known(fact: unknown): Required {
  return fact as Required;
}

function isNamedLoss(fact: unknown, pattern: RegExp): boolean {
  const one = known(fact);
  return wasRequired(one) && isNamed(one, pattern) && !isReplaced(one, pattern);
}

const ratelimit = /^(x-)?rate-?limit(-|$)/i;

function isHeader({ header }: HeaderFact, pattern: RegExp): boolean {
  return pattern.test((header.before ?? header.after)?.name ?? '');
}

/** Values that the schema of a header closes in on. */
function valuesOf(value: Json | undefined): readonly string[] {
  const list = Array.isArray(value) ? (value as readonly Json[]) : [value];
  return list.filter((each): each is string => typeof each === 'string').map((each) => each.toLowerCase());
}

const headers: readonly AnyRow[] = [
  row<HeaderFact['kind']>({
    id: 'ratelimit-headers-removed',
    title: 'Rate limit headers gone',
    severity: 'medium',
    owasp: ['API4:2023'],
    cwe: 770,
    why: 'What is not told is often not counted any more. Without the headers nobody sees whether there is a limit left.',
    fix: 'Promise them:\n\n```yaml\nheaders:\n  RateLimit-Limit: { schema: { type: integer } }\n```',
    on: ['header/removed', 'header/optional'],
    when: (fact) =>
      isHeader(fact, ratelimit) &&
      !fact.response.headers.some(({ name }) => ratelimit.test(name) && fact.kind === 'header/removed'),
    say: ({ operation, response }) =>
      `The answer ${response.status} of ${operation.id} no longer promises rate limit headers.`,
    also: ({ response }) => ({ subject: `response/${response.status}/rate-limit` }),
  }),
  row<HeaderFact['kind']>({
    id: 'retry-after-removed',
    title: 'Retry-After gone',
    severity: 'low',
    owasp: ['API4:2023'],
    cwe: 770,
    why: 'Clients that are not told when to come back come back at once, all together.',
    fix: 'Promise it:\n\n```yaml\nheaders:\n  Retry-After: { schema: { type: integer } }\n```',
    on: ['header/removed', 'header/optional'],
    when: (fact) => isHeader(fact, /^retry-after$/i),
    say: ({ operation, response }) =>
      `The answer ${response.status} of ${operation.id} no longer promises Retry-After.`,
  }),
  row<HeaderFact['kind']>({
    id: 'hsts-removed',
    title: 'Strict-Transport-Security gone',
    severity: 'low',
    owasp: ['API8:2023'],
    cwe: 319,
    why: 'Browsers may be led back to http, where everybody on the way reads along.',
    fix: 'Promise it:\n\n```yaml\nheaders:\n  Strict-Transport-Security: { schema: { type: string } }\n```',
    on: ['header/removed', 'header/optional'],
    when: (fact) => isHeader(fact, /^strict-transport-security$/i),
    say: ({ operation, response }) =>
      `The answer ${response.status} of ${operation.id} no longer promises Strict-Transport-Security.`,
  }),
  row<HeaderFact['kind'] | 'enum/value-removed' | 'enum/removed' | 'const/changed' | 'const/removed'>({
    id: 'cache-control-removed',
    title: 'Cache-Control gone',
    severity: 'low',
    owasp: ['API8:2023'],
    cwe: 525,
    why: 'Proxies and browsers keep the answer and give it to the next who asks.',
    fix: 'Promise it:\n\n```yaml\nheaders:\n  Cache-Control: { schema: { type: string, enum: [no-store] } }\n```',
    on: ['header/removed', 'header/optional', 'enum/value-removed', 'enum/removed', 'const/changed', 'const/removed'],
    when: (fact) =>
      'header' in fact
        ? isHeader(fact, /^cache-control$/i)
        : fact.place === 'header' &&
          /^cache-control$/i.test(fact.name) &&
          valuesOf(fact.before).some((value) => value.includes('no-store')),
    say: (fact) =>
      `${fact.operation === undefined ? 'An answer' : `An answer of ${fact.operation.id}`} no longer promises not to be stored.`,
  }),
  row<HeaderFact['kind']>({
    id: 'set-cookie-added',
    title: 'Answer sets a cookie',
    severity: 'low',
    owasp: ['API2:2023'],
    cwe: 1004,
    why: 'Browsers send cookies along by themselves, also when another page asks them to: with the first cookie cross-site request forgery is a matter of this API.',
    fix: 'Use a token in a header, or set every protection:\n\n```yaml\nexample: sid=opaque; Path=/; Secure; HttpOnly; SameSite=Strict\n```',
    on: ['header/added'],
    when: (fact) => isHeader(fact, /^set-cookie$/i),
    say: ({ operation, response }) => `The answer ${response.status} of ${operation.id} sets a cookie now.`,
  }),
  row<KeywordFact['kind'] | 'header/added'>({
    id: 'cors-widened',
    title: 'Other origins may read the answers',
    severity: 'high',
    owasp: ['API8:2023'],
    cwe: 942,
    why: 'Any page that a customer opens may read what the API answers in the customer’s browser.',
    fix: 'Name the origins:\n\n```yaml\nAccess-Control-Allow-Origin: { schema: { type: string, enum: [https://app.example.com] } }\n```',
    on: [
      'enum/value-added',
      'enum/removed',
      'const/changed',
      'const/removed',
      'pattern/changed',
      'pattern/removed',
      'header/added',
    ],
    when: (fact, { after }) => {
      if ('header' in fact) {
        const schema = after.schemas.get(fact.header.after?.schema ?? '');
        return isHeader(fact, /^access-control-allow-origin$/i) && valuesOf([...(schema?.enum ?? [])]).includes('*');
      }
      if (fact.place !== 'header' || !/^access-control-allow-origin$/i.test(fact.name)) return false;
      return fact.growth === 'grows' || valuesOf(fact.after).includes('*');
    },
    say: () => 'Pages of more origins may read the answers than before.',
  }),
];

export default family([...statuses, ...required, ...headers]);
