import { factRow, family, type FactKind, type FactRow } from '#rule';

type Row<K extends FactKind> = Pick<FactRow<K>, 'id' | 'title' | 'compat' | 'on' | 'when' | 'say'> & {
  readonly posture?: 'tightens';
};

/** What the texts of the two documents say differently of security: neutral by itself, as effects are judged elsewhere. */
function row<K extends FactKind>(each: Row<K>): ReturnType<typeof factRow> {
  return factRow({
    ...each,
    severity: each.compat === 'no' ? 'info' : 'low',
    owasp: ['API2:2023'],
    cwe: 1059,
    posture: each.compat === 'no' ? 'neutral' : (each.posture ?? 'neutral'),
    why: 'Generated clients and gateways are configured from it, so whoever runs one needs to know. What it lets in or keeps out is judged by rules of its own.',
    fix: 'Nothing, if it is meant:\n\n```yaml\nsecurity:\n  - oauth: [cards:read]\n```',
  });
}

export default family([
  // Tokens that have the scope, or callers that hold the other credential, go on working.
  row({
    id: 'auth-tightened',
    posture: 'tightens',
    title: 'More is asked of callers',
    compat: 'maybe',
    on: ['auth/stronger'],
    say: ({ operation, cause }) =>
      `${cause.shared ? 'Operations that inherit the requirement' : operation?.id} ask more of a caller now.`,
  }),
  row({
    id: 'auth-changed',
    title: 'Another proof is asked of callers',
    compat: 'maybe',
    on: ['auth/different'],
    say: ({ operation, cause }) =>
      `${cause.shared ? 'Operations that inherit the requirement' : operation?.id} ask for another proof now; which is the stronger the documents do not say.`,
  }),
  row({
    id: 'auth-loosened',
    title: 'Less is asked of callers',
    compat: 'no',
    on: ['auth/weaker'],
    say: ({ operation, cause }) =>
      `${cause.shared ? 'Operations that inherit the requirement' : operation?.id} ask less of a caller now.`,
  }),
  row({
    id: 'global-requirement-added',
    title: 'Alternative added to the root requirement',
    compat: 'no',
    on: ['requirement/added'],
    when: ({ level }) => level === 'api',
    say: ({ name }) => `The root requirement names ${name} now.`,
  }),
  row({
    id: 'global-requirement-removed',
    title: 'Alternative removed from the root requirement',
    compat: 'no',
    on: ['requirement/removed'],
    when: ({ level }) => level === 'api',
    say: ({ name }) => `The root requirement no longer names ${name}.`,
  }),
  row({
    id: 'global-scope-added',
    title: 'Scope added to the root requirement',
    compat: 'no',
    on: ['requirement/scope-added'],
    when: ({ level }) => level === 'api',
    say: ({ name }) => `The root requirement names the scope ${name} now.`,
  }),
  row({
    id: 'global-scope-removed',
    title: 'Scope removed from the root requirement',
    compat: 'no',
    on: ['requirement/scope-removed'],
    when: ({ level }) => level === 'api',
    say: ({ name }) => `The root requirement no longer names the scope ${name}.`,
  }),
  row({
    id: 'requirement-added',
    title: 'Alternative added to a requirement',
    compat: 'no',
    on: ['requirement/added'],
    when: ({ level }) => level === 'operation',
    say: ({ name, operation }) => `The requirement of ${operation?.id} names ${name} now.`,
  }),
  row({
    id: 'requirement-removed',
    title: 'Alternative removed from a requirement',
    compat: 'no',
    on: ['requirement/removed'],
    say: ({ name, operation }) => `The requirement of ${operation?.id} no longer names ${name}.`,
  }),
  row({
    id: 'requirement-scope-added',
    title: 'Scope added to a requirement',
    compat: 'no',
    on: ['requirement/scope-added'],
    say: ({ name, operation }) => `The requirement of ${operation?.id} names the scope ${name} now.`,
  }),
  row({
    id: 'requirement-scope-removed',
    title: 'Scope removed from a requirement',
    compat: 'no',
    on: ['requirement/scope-removed'],
    say: ({ name, operation }) => `The requirement of ${operation?.id} no longer names the scope ${name}.`,
  }),
  row({
    id: 'scheme-added',
    title: 'Security scheme added',
    compat: 'no',
    on: ['scheme/added'],
    say: ({ scheme }) => `The security scheme ${scheme.after?.name} is new.`,
  }),
  row({
    id: 'scheme-removed',
    title: 'Security scheme removed',
    compat: 'no',
    on: ['scheme/removed'],
    say: ({ scheme }) => `The security scheme ${scheme.before?.name} is gone.`,
  }),
  row({
    id: 'scheme-type-changed',
    title: 'Security scheme is another one',
    compat: 'maybe',
    on: ['scheme/type'],
    say: ({ scheme }) => `The security scheme ${scheme.after?.name} asks for another proof now.`,
  }),
  row({
    id: 'scheme-issuer-changed',
    title: 'Discovery address changed',
    compat: 'maybe',
    on: ['scheme/issuer'],
    say: ({ scheme }) => `The discovery address of ${scheme.after?.name} has changed.`,
  }),
  row({
    id: 'scheme-bearer-format-changed',
    title: 'Bearer format changed',
    compat: 'no',
    on: ['scheme/bearer-format'],
    say: ({ scheme }) => `bearerFormat of ${scheme.after?.name} has changed.`,
  }),
  row({
    id: 'scheme-deprecated',
    title: 'Security scheme deprecated',
    compat: 'no',
    on: ['scheme/deprecated'],
    say: ({ scheme }) => `The security scheme ${scheme.after?.name} is deprecated.`,
  }),
  row({
    id: 'oauth-authorization-url-changed',
    title: 'Authorization URL changed',
    compat: 'no',
    on: ['flow/authorization-url'],
    say: ({ scheme }) => `authorizationUrl of ${scheme.after?.name} has changed.`,
  }),
  row({
    id: 'oauth-token-url-changed',
    title: 'Token URL changed',
    compat: 'no',
    on: ['flow/token-url'],
    say: ({ scheme }) => `tokenUrl of ${scheme.after?.name} has changed.`,
  }),
  row({
    id: 'oauth-refresh-url-changed',
    title: 'Refresh URL changed',
    compat: 'no',
    on: ['flow/refresh-url'],
    say: ({ scheme }) => `refreshUrl of ${scheme.after?.name} has changed.`,
  }),
  row({
    id: 'oauth-flow-added',
    title: 'OAuth flow added',
    compat: 'no',
    on: ['flow/added'],
    say: ({ scheme, flow }) => `${scheme.after?.name} has the flow ${flow.after?.kind} now.`,
  }),
  row({
    id: 'oauth-flow-removed',
    title: 'OAuth flow removed',
    compat: 'maybe',
    on: ['flow/removed'],
    say: ({ scheme, flow }) => `${scheme.after?.name} no longer has the flow ${flow.before?.kind}.`,
  }),
  row({
    id: 'oauth-scope-added',
    title: 'OAuth scope defined',
    compat: 'no',
    on: ['flow/scope-added'],
    say: ({ scheme, scope }) => `${scheme.after?.name} defines the scope ${scope} now.`,
  }),
  row({
    id: 'oauth-scope-removed',
    title: 'OAuth scope no longer defined',
    compat: 'no',
    on: ['flow/scope-removed'],
    say: ({ scheme, scope }) => `${scheme.after?.name} no longer defines the scope ${scope}.`,
  }),
]);
