import {
  allowsAnonymous,
  authText,
  factRow,
  family,
  isUnprotected,
  type AnyRow,
  type AuthFact,
  type FactRow,
  type Problem,
  type RequirementFact,
  type Versions,
} from '#rule';

type Kind = AuthFact['kind'];
type Row = Pick<FactRow<Kind>, 'id' | 'title' | 'severity' | 'owasp' | 'cwe' | 'why' | 'fix'> & {
  readonly when: (fact: AuthFact, versions: Versions) => boolean;
  readonly say: (fact: AuthFact) => string;
  readonly posture?: 'unknown';
};

const controls = ['PCI DSS 7.2.1', 'PCI DSS 8.3.1'];

/** What callers must show, by effect: an alternative of the newer version contains no whole alternative of the older. */
function row({ posture, ...each }: Row): AnyRow {
  return factRow<Kind>({
    ...each,
    controls,
    posture: posture ?? 'widens',
    compat: 'no',
    on: ['auth/weaker', 'auth/different'],
    also: (fact) => ({
      related: [{ at: fact.beforeAt, message: 'the requirement before' }],
      evidence: comparison(fact),
    }),
  });
}

function comparison({ operations: { before, after } }: AuthFact): NonNullable<Problem['evidence']> {
  return [{ kind: 'comparison', note: 'security', before: authText(before), after: authText(after) }];
}

/** The gravest of what was lost. */
function lost({ auth }: AuthFact): AuthFact['auth']['losses'][number] | undefined {
  return auth.losses[0];
}

function who({ cause, operations }: AuthFact): string {
  return cause.shared ? 'The requirement that operations inherit' : operations.after.id;
}

function isAnonymous(fact: AuthFact): boolean {
  return lost(fact)?.why === 'anonymous';
}

function needsCertificate(schemes: readonly { readonly name: string }[], api: Versions['before']): boolean {
  return schemes.some(({ name }) => api.authSchemes.get(name)?.kind === 'mutualTLS');
}

/** The factors that had to be shown together are each enough by themselves. */
function isSplit({ auth, operations }: AuthFact): boolean {
  const [first] = auth.losses;
  if (first === undefined || first.before.schemes.length < 2) return false;
  const names = first.before.schemes.map(({ name }) => name);
  const parts = operations.after.auth.filter(
    ({ schemes }) =>
      schemes.length > 0 && schemes.length < names.length && schemes.every(({ name }) => names.includes(name)),
  );
  return parts.length > 1;
}

const requirement = '```yaml\nsecurity:\n  - bearerAuth: []\n```';

/** Of webhooks: the receiver asks, the API shows. */
const ofHooks: readonly AnyRow[] = [
  row({
    id: 'webhook-security-weakened',
    title: 'Receivers of a webhook ask less of the caller',
    severity: 'high',
    owasp: ['API2:2023'],
    cwe: 290,
    why: 'A receiver that cannot tell who calls believes anybody: forged events credit accounts, close disputes and release goods.',
    fix: `Ask for what proved the caller before:\n\n${requirement}`,
    when: ({ operation }) => operation !== undefined && operation.kind !== 'path',
    say: ({ operations }) => `${operations.after.id} asks less of who calls it.`,
  }),
];

const emptied: readonly AnyRow[] = [
  row({
    id: 'global-security-removed',
    title: 'Authentication removed from everything that inherits it',
    severity: 'critical',
    owasp: ['API2:2023'],
    cwe: 306,
    why: 'Every operation without a requirement of its own answers anybody now. No client breaks, so no test fails; gateways and generated servers that follow the document stop checking tokens the day it is deployed.',
    fix: `Give the root its requirement back:\n\n${requirement}`,
    when: (fact) => isAnonymous(fact) && fact.cause.shared && isUnprotected(fact.operations.after),
    say: () => 'The requirement that operations inherit is gone: they no longer ask for a credential.',
  }),
  row({
    id: 'op-security-emptied',
    title: 'Authentication removed',
    severity: 'critical',
    owasp: ['API2:2023', 'API5:2023'],
    cwe: 306,
    why: 'The operation asked for a credential and now answers anybody. No client breaks, so no test fails; gateways and generated servers that follow the document stop checking tokens the day it is deployed.',
    fix: `Give the operation its requirement back:\n\n${requirement}`,
    when: (fact) => isAnonymous(fact) && isUnprotected(fact.operations.after),
    say: ({ operations }) => `${operations.after.id} no longer asks for a credential.`,
  }),
  row({
    id: 'global-security-anon-alt',
    title: 'Authentication made optional for everything that inherits it',
    severity: 'critical',
    owasp: ['API2:2023'],
    cwe: 306,
    why: 'An empty alternative (`{}`) at the root lets a request without any credential through, wherever an operation has no requirement of its own. The schemes still stand there, so a reader sees a protected API.',
    fix: 'Take the empty alternative out of the root:\n\n```yaml\nsecurity:\n  - bearerAuth: []   # no "- {}" beside it\n```',
    when: (fact) => isAnonymous(fact) && fact.cause.shared,
    say: () => 'The requirement that operations inherit has an empty alternative now: a credential is optional.',
  }),
  row({
    id: 'op-anon-alternative',
    title: 'Authentication made optional',
    severity: 'critical',
    owasp: ['API2:2023'],
    cwe: 306,
    why: 'An empty alternative (`{}`) beside the schemes lets a request without any credential through. The schemes still stand there, so a reader sees a protected operation; an attacker leaves the header out.',
    fix: 'Take the empty alternative out of the list:\n\n```yaml\nsecurity:\n  - bearerAuth: []   # no "- {}" beside it\n```',
    when: (fact) => isAnonymous(fact) && allowsAnonymous(fact.operations.after),
    say: ({ operations }) => `${operations.after.id} has an empty alternative now: a credential is optional.`,
  }),
];

const factors: readonly AnyRow[] = [
  row({
    id: 'mtls-dropped',
    title: 'Client certificate no longer asked for',
    severity: 'high',
    owasp: ['API2:2023'],
    cwe: 308,
    why: 'A certificate binds the call to a key that never leaves the client. Without it a token that leaked from a log or a browser is enough, from anywhere.',
    fix: 'Ask for both again:\n\n```yaml\nsecurity:\n  - mtls: []\n    oauth: [payments:write]\n```',
    when: (fact, { before, after }) => {
      const loss = lost(fact);
      if (loss === undefined) return false;
      return needsCertificate(loss.before.schemes, before) && !needsCertificate(loss.after.schemes, after);
    },
    say: (fact) => `${who(fact)} no longer asks for a client certificate.`,
  }),
  row({
    id: 'op-override-removed-to-weaker-global',
    title: 'Own requirement given up for a weaker inherited one',
    severity: 'high',
    owasp: ['API5:2023'],
    cwe: 285,
    why: 'The operation had a requirement of its own because it does more than the others. Deleting those lines looks like tidying up; what is left is what the most harmless operation asks.',
    fix: 'Keep the requirement at the operation:\n\n```yaml\nsecurity:\n  - oauth: [cards:admin]\n```',
    when: ({ auth, operations: { before, after } }) =>
      auth.kind === 'weaker' && before.authFrom === 'operation' && after.authFrom !== 'operation',
    say: ({ operations }) => `${operations.after.id} gave up its own requirement; the inherited one is weaker.`,
  }),
  row({
    id: 'and-to-or',
    title: 'All factors became any factor',
    severity: 'high',
    owasp: ['API2:2023'],
    cwe: 308,
    why: 'Two proofs were needed together; now each is enough by itself, so the weaker one decides. In YAML the difference is one dash.',
    fix: 'One entry with both keys, not two entries:\n\n```yaml\nsecurity:\n  - oauth: [cards:pan]\n    mfa: []\n```',
    when: isSplit,
    say: (fact) => `${who(fact)} takes any of the factors now that were needed together.`,
  }),
  row({
    id: 'and-factor-dropped',
    title: 'Second factor dropped',
    severity: 'high',
    owasp: ['API2:2023'],
    cwe: 308,
    why: 'One stolen credential is enough now, where two different ones were needed. Every client keeps working, so nobody notices.',
    fix: 'Ask for both in one entry:\n\n```yaml\nsecurity:\n  - oauth: [cards:pan]\n    mfa: []\n```',
    when: (fact) => lost(fact)?.why === 'factor-lost',
    say: (fact) => `${who(fact)} no longer asks for ${(lost(fact)?.factors ?? []).join(', ') || 'one of the factors'}.`,
  }),
];

const schemes: readonly AnyRow[] = [
  row({
    id: 'or-alternative-added',
    title: 'Another way in added',
    severity: 'high',
    owasp: ['API2:2023'],
    cwe: 287,
    why: 'Alternatives are as strong as the weakest. A static key beside OAuth has no user, no scope and no end; whoever finds one needs nothing else.',
    fix: `Leave the one requirement that fits the operation:\n\n${requirement}`,
    when: (fact) => lost(fact)?.why === 'alternative-added',
    say: (fact) =>
      `${who(fact)} takes ${(lost(fact)?.after.schemes ?? []).map(({ name }) => name).join(' with ')} as well now.`,
  }),
  row({
    id: 'req-scheme-swapped-weaker',
    title: 'Weaker scheme in the place of a stronger one',
    severity: 'high',
    owasp: ['API2:2023'],
    cwe: 287,
    why: 'The proof that is asked for now is easier to steal, to guess or to replay than the one before. Tokens that expire became keys that do not, or headers became URLs.',
    fix: `Ask for the scheme that was there:\n\n${requirement}`,
    when: (fact) => lost(fact)?.why === 'weaker-scheme',
    say: (fact) =>
      `${who(fact)} asks for a weaker scheme now: ${(lost(fact)?.after.schemes ?? []).map(({ name }) => name).join(' with ')}.`,
  }),
  row({
    id: 'req-scheme-replaced',
    title: 'Another scheme of unknown strength',
    severity: 'high',
    owasp: ['API2:2023'],
    cwe: 287,
    posture: 'unknown',
    why: 'Callers that were let in before are others than those that are let in now. Whether the new proof is as good as the old one cannot be read from the two documents.',
    fix: `Have somebody look at what issues the new credential, and who holds one:\n\n${requirement}`,
    when: (fact) => lost(fact)?.why === 'replaced',
    say: (fact) => `${who(fact)} asks for another scheme now; nothing says which is the stronger.`,
  }),
];

const scopes: readonly AnyRow[] = [
  row({
    id: 'scopes-all-removed',
    title: 'No scope required any more',
    severity: 'high',
    owasp: ['API5:2023', 'API1:2023'],
    cwe: 285,
    why: 'Any token of the issuer is accepted now, whatever it was given out for: the one of a read-only integration, of another product, of a customer.',
    fix: 'Require the scope again:\n\n```yaml\nsecurity:\n  - oauth: [cards:write]\n```',
    when: (fact) =>
      lost(fact)?.why === 'scope-lost' && (lost(fact)?.after.schemes ?? []).every((each) => each.scopes.length === 0),
    say: (fact) => `${who(fact)} asks for no scope any more: any token is accepted.`,
  }),
  row({
    id: 'scope-swapped-weaker',
    title: 'Lesser scope in the place of a greater one',
    severity: 'high',
    owasp: ['API5:2023', 'API1:2023'],
    cwe: 285,
    why: 'What needed the right to write needs the right to read now, which nearly every token has. Every client keeps working, so nobody notices.',
    fix: 'Require the greater scope again:\n\n```yaml\nsecurity:\n  - oauth: [cards:write]\n```',
    when: (fact) => lost(fact)?.why === 'scope-lost' && (lost(fact)?.scopesGained.length ?? 0) > 0,
    say: (fact) =>
      `${who(fact)} asks for ${named(lost(fact)?.scopesGained)} instead of ${named(lost(fact)?.scopesLost)} now.`,
  }),
  row({
    id: 'scope-removed',
    title: 'Scope no longer required',
    severity: 'high',
    owasp: ['API5:2023', 'API1:2023'],
    cwe: 285,
    why: "Tokens that were refused for the lack of a scope are accepted now: a read-only integration can write, a customer's token reaches what was kept for staff. Every client keeps working, so nobody notices.",
    fix: 'Require the scope again:\n\n```yaml\nsecurity:\n  - oauth: [cards:write]\n```',
    when: (fact) => lost(fact)?.why === 'scope-lost',
    say: (fact) => `${who(fact)} no longer asks for ${named(lost(fact)?.scopesLost)}.`,
  }),
  row({
    id: 'scope-swapped',
    title: 'Another scope required',
    severity: 'high',
    owasp: ['API5:2023', 'API1:2023'],
    cwe: 285,
    posture: 'unknown',
    why: 'Tokens that were refused are accepted now and the other way round. Which scope is given out more freely stands in no document.',
    fix: 'Look up at the issuer who holds the new scope:\n\n```yaml\nsecurity:\n  - oauth: [cards:write]\n```',
    when: (fact) => lost(fact)?.why === 'scope-swapped',
    say: (fact) =>
      `${who(fact)} asks for ${named(lost(fact)?.scopesGained)} instead of ${named(lost(fact)?.scopesLost)} now; nothing says which may do more.`,
  }),
];

function named(names: readonly string[] = []): string {
  return [...names].sort().join(', ');
}

const deprecated: AnyRow = factRow<RequirementFact['kind']>({
  id: 'deprecated-scheme-used',
  title: 'Deprecated scheme newly asked for',
  severity: 'medium',
  owasp: ['API2:2023'],
  cwe: 477,
  controls,
  posture: 'widens',
  compat: 'no',
  why: 'A scheme that is marked as deprecated is on its way out because of what is wrong with it. Every operation that begins to use it keeps it alive.',
  fix: `Use the scheme that takes its place:\n\n${requirement}`,
  on: ['requirement/added'],
  when: ({ name }, { after }) =>
    name.split(' and ').some((one) => after.authSchemes.get(one)?.raw['deprecated'] === true),
  say: ({ name, operation }) => `${operation?.id ?? 'The root requirement'} asks for ${name} now, which is deprecated.`,
  also: ({ level, operation, at }) => ({ at: level === 'new operation' ? (operation?.at ?? at) : at }),
});

export default family([...ofHooks, ...emptied, ...factors, ...schemes, ...scopes, deprecated]);
