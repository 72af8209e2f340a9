import {
  gravityOf,
  hasMisspeltSecurity,
  isAnonymousAlternative,
  isAsking,
  isMeantOpen,
  isSensitive,
  isUnprotected,
  isWrite,
  lintRule,
  requireScheme,
  withoutAnonymous,
  type ApiModel,
  type Operation,
  type Problem,
} from '#rule';

const require = `Require one of the document's schemes at the root, for all operations:

\`\`\`yaml
security:
  - bearerAuth: []
\`\`\``;

/** Why an operation is open: each cause is said by one rule, at the place that is to be changed. */
function openBy(api: ApiModel, from: Operation['authFrom']): readonly Operation[] {
  return api.operations.filter(
    (operation) => operation.authFrom === from && isUnprotected(operation) && !isMeantOpen(operation, api),
  );
}

const noScheme = lintRule({
  id: 'auth-no-scheme',
  title: 'Document without any security scheme',
  severity: 'medium',
  owasp: ['API2:2023'],
  cwe: 306,
  controls: ['PCI DSS 8.3.1', 'PCI DSS 7.3.3'],
  why: `Nothing says how callers prove who they are. Gateways and tests that are made from the document let everybody in, and no reviewer can tell an open operation from a forgotten one.`,
  fix: `Declare what the API asks for, and require it:

\`\`\`yaml
components:
  securitySchemes:
    bearerAuth: { type: http, scheme: bearer }
security:
  - bearerAuth: []
\`\`\`

In Swagger 2.0 they stand under \`securityDefinitions\`, where a bearer token is \`type: apiKey, in: header, name: Authorization\`.`,

  api(api) {
    if (api.authSchemes.size > 0 || api.dialect === 'capture') return undefined;
    const open = api.operations.filter((operation) => isUnprotected(operation) && !isMeantOpen(operation, api));
    if (open.length === 0) return undefined;
    return {
      at: api.at,
      subject: 'schemes',
      operations: open.map(({ id }) => id),
      message: 'The document declares no security scheme, so every operation is open.',
    };
  },
});

const globalEmpty = lintRule({
  id: 'auth-global-empty',
  title: 'Global security requires nothing',
  severity: 'high',
  owasp: ['API2:2023'],
  cwe: 306,
  controls: ['PCI DSS 8.3.1', 'PCI DSS 7.3.3'],
  why: `An empty list, or a list whose only entry is empty, switches authentication off for every operation that does not say otherwise, those of tomorrow included.`,
  fix: require,

  api(api) {
    if (api.authSchemes.size === 0) return undefined;
    const open = openBy(api, 'global');
    const [first] = open;
    if (first === undefined) return undefined;
    return {
      at: first.authAt,
      subject: 'security',
      operations: open.map(({ id }) => id),
      message: 'The security of the root requires nothing.',
    };
  },
});

const opEmpty = lintRule({
  id: 'auth-op-empty-array',
  title: 'Operation switches authentication off',
  severity: 'high',
  tiers: [
    { name: 'write', severity: 'high' },
    { name: 'sensitive', severity: 'high' },
    { name: 'personal', severity: 'medium' },
    { name: 'read', severity: 'info' },
  ],
  owasp: ['API2:2023', 'API5:2023'],
  cwe: 306,
  controls: ['PCI DSS 8.3.1', 'PCI DSS 6.2.4', 'PCI DSS 7.3.3'],
  why: `An empty \`security\` on an operation overrides the document's: anybody who reaches the host may call it. It is commonly left over from a test.`,
  fix: `Delete it, so that the document's own requirement holds, or require a scheme:

\`\`\`yaml
security:
  - bearerAuth: []
\`\`\`

If the operation is open on purpose, say so with \`x-sallyport-ignore\`, a reason and a last day.`,

  operation(operation, api) {
    if (operation.authFrom !== 'operation' || !isUnprotected(operation)) return undefined;
    if (isMeantOpen(operation, api) || isPreflight(operation)) return undefined;
    return {
      at: operation.authAt,
      subject: 'security',
      tier: isChanging(operation) ? 'write' : readTier(operation, api),
      message: `${operation.id} switches authentication off.`,
    };
  },
});

const unprotectedRead = lintRule({
  id: 'auth-op-unprotected-read',
  title: 'Read operation without authentication',
  severity: 'medium',
  tiers: [
    { name: 'sensitive', severity: 'high' },
    { name: 'personal', severity: 'medium' },
    { name: 'read', severity: 'low' },
  ],
  owasp: ['API2:2023', 'API5:2023'],
  cwe: 306,
  controls: ['PCI DSS 8.3.1', 'PCI DSS 7.2.1'],
  why: `Anybody who reaches the host reads what the operation returns, one record after the other, and no log says who it was.`,
  mends:
    "Requires the document's scheme where there is one without scopes that all guarded operations use, at least two and as many as are open. What shows nothing of anybody is left alone.",
  fix: require,

  operation(operation, api) {
    if (isChanging(operation) || operation.authFrom !== 'none' || !isUnprotected(operation)) return undefined;
    if (api.authSchemes.size === 0 || isMeantOpen(operation, api) || isPreflight(operation)) return undefined;
    if (hasMisspeltSecurity(operation, api)) return undefined;
    const tier = readTier(operation, api);
    return {
      at: operation.at,
      subject: 'security',
      tier,
      message: `${operation.id} asks for no credential.`,
      // What shows nothing of anybody may be open on purpose.
      ...(tier === 'read' ? {} : requireScheme(operation, api)),
    };
  },
});

/** An alternative that is much weaker than another is the one that an attacker takes. */
const optionalOnSensitive = lintRule({
  id: 'auth-optional-on-sensitive',
  title: 'Authentication is optional where money or card data is at stake',
  severity: 'critical',
  owasp: ['API2:2023'],
  cwe: 287,
  controls: ['PCI DSS 8.3.1', 'PCI DSS 7.2.1'],
  why: `An empty requirement (\`{}\`) beside others is an OR: a caller who sends no credential at all moves the money or reads the card.`,
  mends: 'Deletes the empty alternative, unless an operation that is meant to be open lives by the same list.',
  fix: `Delete the empty alternative:

\`\`\`yaml
security:
  - bearerAuth: []
  # - {}      <- delete
\`\`\``,

  operation(operation, api): Problem | undefined {
    const empty = operation.auth.find(isAnonymousAlternative);
    if (empty === undefined || isUnprotected(operation) || isMeantOpen(operation, api)) return undefined;
    if (!isSensitive(operation, api)) return undefined;
    return {
      at: empty.at,
      subject: 'security/anonymous',
      message: 'The empty alternative opens an operation that moves money or shows what nobody else may see.',
      ...withoutAnonymous(empty, api),
    };
  },
});

export default [noScheme, globalEmpty, opEmpty, unprotectedRead, optionalOnSensitive];

/** A search is POST as well. */
function isChanging(operation: Operation): boolean {
  return isWrite(operation) && !isAsking(operation);
}

function readTier(operation: Operation, api: ApiModel): string {
  return gravityOf(operation, api, 'response') ?? 'read';
}

/** Browsers ask beforehand without a credential, and HEAD shows no body. */
function isPreflight({ method }: Operation): boolean {
  return method === 'OPTIONS' || method === 'HEAD';
}
