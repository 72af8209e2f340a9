import type { AuthScheme } from '../../model/api.ts';
import { own } from '../../model/json.ts';
import { operationsRequiring } from '../predicates.ts';
import type { ProbeRule } from '../rule.ts';
import { NotTested, type Identity, type ProbeSubject, type Target } from '../target.ts';
import { isJwtHolder, judgeCredential, type ForgedCredential } from './credentials.ts';

export interface TokenQuestion {
  readonly target: Target;
  readonly scheme: AuthScheme;
  /** The caller whose credential is forged. */
  readonly user: Identity;
}
/** What one question about the credentials of a scheme says of itself. */
export interface TokenProbe
  extends
    Pick<ProbeRule, 'id' | 'title' | 'severity' | 'cwe' | 'requests' | 'why' | 'fix'>,
    Partial<Pick<ProbeRule, 'yieldsTo'>> {
  /** After the scheme's name: `accepts a token without its signature.` */
  readonly message: string;
  /** Schemes that the question makes sense of; all but mutual TLS and Basic where the token must be a JWT. */
  readonly schemes?: (scheme: AuthScheme) => boolean;
  /** True unless said otherwise: callers have a JWT. */
  readonly jwtOnly?: boolean;
  readonly holds?: (user: Identity) => boolean;
  readonly lacking?: string;
  /** `decided`: without a request, that it is not so. */
  forge(question: TokenQuestion): Forged | Promise<Forged>;
}
type Forged = Pick<ForgedCredential, 'attempts' | 'controls' | 'broken'> | 'decided';

/** A probe of a scheme: one forged credential that must not open what a valid one does (OWASP API2:2023). */
export function tokenProbe(asked: TokenProbe): ProbeRule {
  const { id, title, severity, cwe, requests, why, fix, message, jwtOnly = true } = asked;
  return {
    kind: 'probe',
    id,
    title,
    severity,
    cwe,
    requests,
    why,
    fix,
    owasp: ['API2:2023'],
    controls: ['PCI DSS 8.3.1', 'PCI DSS 6.2.4'],
    impact: 'read',
    per: 'scheme',
    identities: 1,
    yieldsTo: asked.yieldsTo ?? ['auth-missing', 'auth-garbage-ok', 'jwt-unverified'],
    applies: ({ scheme, operation }) =>
      scheme !== undefined &&
      scheme.kind !== 'mutualTLS' &&
      (!jwtOnly || scheme.httpScheme !== 'basic') &&
      (asked.schemes?.(scheme) ?? true) &&
      operation.method === 'GET',
    async *probe(subject, target) {
      const { operation, scheme } = subject;
      if (scheme === undefined) throw new NotTested('the document has no scheme');
      const { users, lacking } = holdersOf(asked, subject, target);
      const [user] = users;
      if (user === undefined) throw new NotTested(lacking);
      const forged = await asked.forge({ target, scheme, user });
      if (forged === 'decided') return forged;
      const verdict = await judgeCredential(target, subject, { ...forged, holds: (one) => one === user });
      if (typeof verdict === 'string' || 'undecided' in verdict) return verdict;
      yield {
        at: scheme.at,
        subject: `scheme/${scheme.name}`,
        message: `${scheme.name} ${message}`,
        operations: operationsRequiring(target.api, scheme).map((one) => one.id),
        related: [{ at: operation.at, message: 'tried on this operation' }],
        evidence: verdict.proven,
      };
      return 'decided';
    },
  };
}

function holdersOf(
  { jwtOnly = true, holds, lacking }: TokenProbe,
  subject: ProbeSubject,
  target: Target,
): { readonly users: readonly Identity[]; readonly lacking: string } {
  const { scheme } = subject;
  const isOfScheme = (user: Identity): boolean => (user.scheme ?? scheme?.name) === scheme?.name;
  const isHolder = jwtOnly ? isJwtHolder(subject) : isOfScheme;
  const fitting = target.users.filter(isHolder);
  const users = fitting.filter((user) => holds?.(user) ?? true);
  const none = `no identity has a ${jwtOnly ? 'JWT' : 'credential'} for ${scheme?.name ?? ''}`;
  return { users, lacking: fitting.length === 0 ? none : (lacking ?? none) };
}

/** The algorithm of the caller's token; empty where it is no JWT. */
export function algorithmOf({ jwt }: Identity): string {
  const alg = own(jwt?.header, 'alg');
  return typeof alg === 'string' ? alg : '';
}

/** The token's end a minute later: nobody but us has signed such a token. Empty where it has no end. */
export function laterEnd({ jwt }: Identity): { readonly exp?: number } {
  const exp = own(jwt?.claims, 'exp');
  return typeof exp === 'number' ? { exp: exp + 60 } : {};
}
