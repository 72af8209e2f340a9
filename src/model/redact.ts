import type { Credentials, Exchange, Field, HttpBody, HttpRequest, HttpResponse, Sighting } from './exchange.ts';
import type { Pointer } from './source.ts';
import { redactBody, type RawBody } from './redact/body.ts';
import { redactHeaders, saysWhoCalls } from './redact/headers.ts';
import { redactString } from './redact/json.ts';
import { Pass, type Where } from './redact/pass.ts';
import { leaks, swept } from './redact/sweep.ts';
import { maskInText } from './redact/text.ts';
import { redactUrl } from './redact/url.ts';
import { leftOutPath } from './redact/tag.ts';
import { createVault, holdsValue, sweep, type Vault, type VaultLimits } from './vault.ts';

export type { RawBody } from './redact/body.ts';

/** A request and its answer as they went over the wire: it lives only until `redactExchange` returns. */
export interface RawExchange {
  readonly method: string;
  /** Whole, with query; userinfo and fragment may be in it. */
  readonly url: string;
  readonly headers: readonly Field[];
  readonly body?: RawBody;
  readonly response?: { readonly status: number; readonly headers: readonly Field[]; readonly body?: RawBody };
  readonly failure?: string;
  readonly identity: string;
  /** What the sender knows. Left out, it is `present` or `absent` by what the request carries. */
  readonly credentials?: Credentials;
  /** The capture lost credentials, so that a request without any says nothing: `unknown` instead of `absent`. */
  readonly credentialsLost?: boolean;
  readonly durationMs: number;
  readonly startedAt?: string;
  readonly at: Pointer;
}

/** One a run: the same value has the same tag in every capture and answer. */
export interface Redactor {
  readonly vault: Vault;
  /** Headers, cookies and query fields that hold credentials, as documents name them; lower case. */
  readonly secretNames: ReadonlySet<string>;
  /** Parts that were left out, because a known value could not be replaced in them. */
  dropped(): number;
}

export interface RedactorOptions extends Partial<VaultLimits> {
  readonly secretNames?: readonly string[];
}

const drops = new WeakMap<Redactor, number>();

export function createRedactor({ secretNames = [], ...limits }: RedactorOptions = {}): Redactor {
  const redactor: Redactor = {
    vault: createVault(limits),
    secretNames: new Set(secretNames.map((name) => name.toLowerCase())),
    dropped: () => drops.get(redactor) ?? 0,
  };
  return redactor;
}

/** Every part classified, sensitive values replaced by tags, and the whole looked through again for what is known. */
export function redactExchange(raw: RawExchange, redactor: Redactor): Exchange {
  const pass = new Pass(redactor.vault, redactor.secretNames);
  const address = redactUrl(raw.url, pass);
  const request: HttpRequest = {
    method: raw.method.toUpperCase(),
    ...address,
    headers: redactHeaders(raw.headers, pass, 'request'),
    ...(raw.body === undefined ? {} : { body: redactBody(raw.body, pass, 'request') }),
  };
  const response: HttpResponse | undefined = raw.response && {
    status: raw.response.status,
    headers: redactHeaders(raw.response.headers, pass, 'response'),
    ...(raw.response.body === undefined ? {} : { body: redactBody(raw.response.body, pass, 'response') }),
  };
  // What the answer names may stand unnamed in the request: only now is everything known.
  const named = { request, ...(response === undefined ? {} : { response }) };
  const parts = swept(named, pass);
  const safe = leaks(parts, named, pass) ? withoutContent(parts, redactor) : parts;
  pass.loose.clear();
  return {
    ...safe,
    ...(raw.failure === undefined ? {} : { failure: maskText(raw.failure, redactor) }),
    identity: raw.identity,
    credentials: raw.credentials ?? credentialsOf(raw, pass),
    sightings: sweptSightings(pass.sightings, redactor),
    durationMs: raw.durationMs,
    ...(raw.startedAt === undefined ? {} : { startedAt: raw.startedAt }),
    at: raw.at,
  };
}

/** A name may hold a value, too. Of a list all have the same few. */
function sweptSightings(sightings: readonly Sighting[], { vault }: Redactor): readonly Sighting[] {
  const names = new Map<string, string>();
  return sightings.map((sighting) => {
    const known = names.get(sighting.name);
    const name = known ?? sweep(vault, sighting.name);
    if (known === undefined) names.set(sighting.name, name);
    return name === sighting.name ? sighting : { ...sighting, name };
  });
}

/** Is a value that was replaced anywhere in this text, as it stands? For a last look at what was written. */
export function holdsKnown(redactor: Redactor, text: string): boolean {
  return holdsValue(redactor.vault, text);
}

/** One value by its name, such as an object's id before it is written down: itself, or its tag. */
export function maskValue(name: string, value: string, redactor: Redactor): string {
  const pass = new Pass(redactor.vault, redactor.secretNames);
  const where: Where = { in: 'request', place: 'body', name };
  return sweep(redactor.vault, redactString(value, pass, { where, name, parent: '', nesting: 0 }));
}

/** Free text such as an error's message: sensitive values of a clear form or name, and all that are known. */
export function maskText(text: string, redactor: Redactor): string {
  const pass = new Pass(redactor.vault, redactor.secretNames);
  return sweep(redactor.vault, maskInText(text, pass, { in: 'response', place: 'body', name: '' }));
}

function credentialsOf({ headers, credentialsLost }: RawExchange, { sightings, secretNames }: Pass): Credentials {
  const inHeaders = headers.some(
    ([name, value]) => saysWhoCalls(name, value) || (value !== '' && secretNames.has(name.toLowerCase())),
  );
  const elsewhere = sightings.some(
    (sighting) => sighting.in === 'request' && sighting.place !== 'body' && sighting.dataClass.startsWith('sec.'),
  );
  if (inHeaders || elsewhere) return 'present';
  return credentialsLost === true ? 'unknown' : 'absent';
}

interface Parts {
  readonly request: HttpRequest;
  readonly response?: HttpResponse;
}

/** Fails closed: a value that is known and still there takes everything with it that could hold it. */
function withoutContent({ request, response }: Parts, redactor: Redactor): Parts {
  drops.set(redactor, redactor.dropped() + 1);
  const { origin, method } = request;
  return {
    request: { method, origin, path: leftOutPath, query: [], headers: [], ...emptied(request.body) },
    ...(response === undefined
      ? {}
      : { response: { status: response.status, headers: [], ...emptied(response.body) } }),
  };
}

function emptied(body: HttpBody | undefined): { readonly body?: HttpBody } {
  return body === undefined ? {} : { body: { mediaType: body.mediaType, bytes: body.bytes, truncated: true } };
}
