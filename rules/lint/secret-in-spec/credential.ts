/** What a text holds. */
export interface Credential {
  readonly what: string;
  /** Its form is given by a provider to live keys alone; of the others nobody can tell whether they open anything. */
  readonly isLive: boolean;
}

/** Formats that providers give their live keys: a fixed prefix, an alphabet and a length. Test keys and placeholders are none. */
const formats: readonly { readonly what: string; readonly pattern: RegExp }[] = [
  { what: 'an AWS access key', pattern: /\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/g },
  { what: 'a GitHub token', pattern: /\bgh[pousr]_[A-Za-z0-9]{36}\b/g },
  { what: 'a GitHub token', pattern: /\bgithub_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}\b/g },
  { what: 'a GitLab token', pattern: /\bglpat-[A-Za-z0-9_-]{20}\b/g },
  { what: 'a Slack token', pattern: /\bxox[baprs]-[0-9]{10,13}-[0-9]{10,13}-[A-Za-z0-9]{24,34}\b/g },
  {
    what: 'a Slack webhook address',
    pattern: /\bhooks\.slack\.com\/services\/T[A-Z0-9]{8,12}\/B[A-Z0-9]{8,12}\/[A-Za-z0-9]{24}\b/g,
  },
  { what: 'a Stripe live key', pattern: /\b[sr]k_live_[A-Za-z0-9]{24,99}\b/g },
  { what: 'a Square token', pattern: /\bsq0(?:atp|csp)-[A-Za-z0-9_-]{22,43}\b/g },
  { what: 'a SendGrid key', pattern: /\bSG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}\b/g },
  { what: 'a Google API key', pattern: /\bAIza[A-Za-z0-9_-]{35}\b/g },
  { what: 'a Google client secret', pattern: /\bGOCSPX-[A-Za-z0-9_-]{28}\b/g },
  { what: 'an npm token', pattern: /\bnpm_[A-Za-z0-9]{36}\b/g },
  { what: 'a DigitalOcean token', pattern: /\bdo[opr]_v1_[0-9a-f]{64}\b/g },
  { what: 'a Shopify token', pattern: /\bshp(?:at|ca|pa|ss)_[0-9a-f]{32}\b/g },
  { what: 'an Anthropic key', pattern: /\bsk-ant-(?:api|admin)\d\d-[A-Za-z0-9_-]{80,120}AA\b/g },
  // The middle is OpenAI in base64.
  { what: 'an OpenAI key', pattern: /\bsk-[A-Za-z0-9_-]{20,80}T3BlbkFJ[A-Za-z0-9_-]{20,80}\b/g },
  {
    what: 'a Plaid access token',
    pattern: /\baccess-production-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g,
  },
];

/** An example of a PEM text must be a whole one, and most are made for it. */
const privateKey = /-----BEGIN (?:RSA |EC |DSA |OPENSSH )?PRIVATE KEY-----(?:\\n|\s)+[A-Za-z0-9+/=\s\\]{100,}/;

/** A signed token: header and claims are objects, and the signature is as long as one. */
const signedToken = /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{40,}/;
/** Of jwt.io's own example, which is copied everywhere. */
const sampleClaims = /eyJzdWIiOiIxMjM0NTY3ODkw|IkpvaG4gRG9l/;

const basic = /\bBasic ([A-Za-z0-9+/]{8,200}={0,2})(?![A-Za-z0-9+/=])/;
/** What stands for a name and a password in documents; Aladdin is of RFC 7617. */
const sampleNames =
  /user|name|pass|secret|test|example|client|demo|aladdin|foo|bar|key|your|token|sample|admin|api|x{3}/i;

/** One cheap look that nearly every text fails. */
const prefilter =
  /AKIA|ASIA|gh[pousr]_|github_pat_|glpat-|xox[baprs]-|hooks\.slack|k_live_|sq0|SG\.|AIza|GOCSPX-|npm_|_v1_|shp[acps]|sk-ant-|T3BlbkFJ|access-production-|PRIVATE KEY-----|eyJ|Basic /;

/** Length of the shortest credential, in characters: `Basic` with eight of base64. */
const credentialCharsMin = 14;

export function isWorthALook(text: string): boolean {
  return text.length >= credentialCharsMin && prefilter.test(text);
}

/** Longest text that is searched, in characters. */
const textMax = 200_000;

/** What credential a text holds; undefined for none and for keys that are made to look like one. */
export function credentialIn(text: string): Credential | undefined {
  if (!prefilter.test(text)) return undefined;
  const searched = text.slice(0, textMax);
  for (const { what, pattern } of formats) {
    // A text may show a placeholder first and the key behind it.
    for (const [found] of searched.matchAll(pattern))
      if (!isPlaceholder(found) && hasItsChecksum(found)) return { what, isLive: true };
  }
  return doubtfulIn(searched);
}

function doubtfulIn(text: string): Credential | undefined {
  const pem = privateKey.exec(text)?.[0];
  if (pem !== undefined && !isPlaceholder(pem)) return { what: 'a private key', isLive: false };
  const token = signedToken.exec(text)?.[0];
  if (token !== undefined && !sampleClaims.test(token)) return { what: 'a signed token', isLive: false };
  const encoded = basic.exec(text)?.[1];
  return encoded !== undefined && isNamedPassword(encoded)
    ? { what: 'a user with his password', isLive: false }
    : undefined;
}

function isNamedPassword(encoded: string): boolean {
  try {
    const decoded = atob(encoded);
    return /^[\x21-\x7e]{2,}:[\x21-\x7e]{6,}$/.test(decoded) && !sampleNames.test(decoded);
  } catch {
    return false;
  }
}

/** `AKIAIOSFODNN7EXAMPLE`, `ghp_xxxxxxxx`, `sk_live_1234567890`: fewer different characters than chance gives, a run, or a word that says so. */
function isPlaceholder(key: string): boolean {
  // The frame of a PEM block is dashes alone.
  const body = key.replace(/-----[A-Z ]+-----/g, '').replace(/^(?:[A-Za-z]+[_-](?:live_)?|hooks.*services)/, '');
  const distinct = new Set(body.toLowerCase()).size;
  return (
    distinct < 10 || /example|sample|dummy|fake|your|placeholder|xxxx|redacted|1234567|abcdef|(.)\1{4}/i.test(body)
  );
}

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/**
 * GitHub's and npm's tokens end with a CRC-32 of their 30 random characters, six digits of base 62, so that a real one can be
 * told from one that was typed (GitHub, "Behind GitHub's new authentication token formats", 2021).
 */
function hasItsChecksum(token: string): boolean {
  const body = /^(?:gh[pousr]|npm)_([A-Za-z0-9]{30})([A-Za-z0-9]{6})$/.exec(token);
  if (body === null) return true;
  let rest = crc32(body[1] ?? '');
  let digits = '';
  for (let place = 0; place < 6; place += 1) {
    digits = (base62[rest % 62] ?? '') + digits;
    rest = Math.floor(rest / 62);
  }
  return digits === body[2];
}

/** CRC-32 as in ISO 3309, of ASCII text. */
export function crc32(text: string): number {
  let crc = 0xffffffff;
  for (const character of text) {
    crc ^= character.charCodeAt(0);
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
