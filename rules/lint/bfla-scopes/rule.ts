import {
  hasMisspeltSecurity,
  insideOf,
  isAdministrative,
  isMeantOpen,
  isUnprotected,
  isWrite,
  lintRule,
  literalsOf,
  scopeRank,
  wordsOf,
  type ApiModel,
  type AuthRequirement,
  type Operation,
  type Pointer,
  type Problem,
} from '#rule';

const ownScope = `Give it a scope of its own and require it:

\`\`\`yaml
security:
  - oauth: ['cards:write']
\`\`\``;

const readScope = lintRule({
  id: 'bfla-write-with-read-scope',
  title: 'Write operation that a read scope opens',
  severity: 'high',
  owasp: ['API5:2023'],
  cwe: 863,
  controls: ['PCI DSS 7.2.1', 'PCI DSS 7.2.2'],
  why: `A token that was given to look at something changes it: the dashboard, the accountant's tool, whatever got read access only.`,
  fix: ownScope,

  operation(operation, api) {
    if (!isWrite(operation) || onlyAsks(operation) || hasMisspeltSecurity(operation, api)) return undefined;
    const weak = operation.auth.find((alternative) => isReadOnly(alternative, api));
    if (weak === undefined) return undefined;
    return {
      at: operation.authFrom === 'operation' ? weak.at : operation.at,
      subject: 'security/scope',
      message: `${operation.id} changes data and needs no more than a scope to read.`,
    };
  },
});

const noScope = lintRule({
  id: 'bfla-no-scope',
  title: 'Write operation without a scope',
  severity: 'medium',
  tiers: [
    { name: 'forgotten', severity: 'medium' },
    { name: 'everywhere', severity: 'low' },
  ],
  owasp: ['API5:2023'],
  cwe: 862,
  controls: ['PCI DSS 7.2.1'],
  why: `Any token of the authorisation server opens the operation, whatever its holder was granted. Where the other operations name scopes, this one was forgotten.`,
  fix: ownScope,

  operation(operation, api): Problem | undefined {
    if (!isWrite(operation) || isMeantOpen(operation, api) || onlyAsks(operation)) return undefined;
    if (!operation.auth.some((one) => canBeScoped(one, api) && isUnscoped(one))) return undefined;
    // The root's requirement is one line to change, whatever inherits it.
    if (operation.authFrom === 'global')
      return {
        at: operation.authAt,
        subject: 'security/scope',
        tier: namesScopes(api) ? 'forgotten' : 'everywhere',
        message: 'Write operations accept a token without any scope.',
      };
    return {
      at: operation.authAt,
      subject: 'security/scope',
      tier: namesScopes(api) ? 'forgotten' : 'everywhere',
      message: `${operation.id} accepts a token without any scope.`,
    };
  },
});

const adminSame = lintRule({
  id: 'bfla-admin-same-security',
  title: 'Administration is guarded as everything else',
  severity: 'medium',
  tiers: [
    { name: 'scopes', severity: 'medium' },
    { name: 'roles', severity: 'low' },
  ],
  owasp: ['API5:2023'],
  cwe: 285,
  controls: ['PCI DSS 7.2.1', 'PCI DSS 7.2.2'],
  why: `What the document asks of an administrator is what it asks of any customer. If the code forgets its role check in one place, nothing else stands between a customer and the operation.`,
  fix: `Ask for a scope or a scheme that customers do not get:

\`\`\`yaml
security:
  - oauth: ['admin']
\`\`\``,

  api(api) {
    const ordinary = new Set(
      api.operations.filter((operation) => !isAdministrative(operation) && !isUnprotected(operation)).map(guardOf),
    );
    if (ordinary.size === 0) return undefined;
    // What is not meant for callers from outside should not be here at all, as its own rule says.
    const administrative = api.operations.filter(
      (operation) => isAdministrative(operation) && !isUnprotected(operation) && insideOf(operation) === undefined,
    );
    return administrative
      .filter((operation) => ordinary.has(guardOf(operation)))
      .map((operation): Problem => ({
        at: placeOf(operation),
        subject: 'security/admin',
        message: `${operation.id} is administrative and guarded as ordinary operations are.`,
        // Where its own scheme tells rights apart by scopes, not doing so here is a fault; else roles do it elsewhere.
        ...(operation.auth.some((one) => canBeScoped(one, api))
          ? { tier: 'scopes' }
          : { tier: 'roles', certainty: 'tentative' }),
      }));
  },
});

export default [readScope, noScope, adminSame];

/** POST is also how long questions are asked. */
const asking = new Set(
  'search query retrieve get fetch filter lookup find list validate preview calculate simulate estimate quote export report graphql count match check compare'.split(
    ' ',
  ),
);

function onlyAsks(operation: Operation): boolean {
  if (operation.method !== 'POST') return false;
  const last = literalsOf(operation.path).at(-1) ?? '';
  return [...wordsOf(last), ...wordsOf(operation.operationId ?? '').slice(0, 1)].some((word) => asking.has(word));
}

const readWords = /(^|[^a-z])(read|readonly|read_only|view|viewer|list|get)([^a-z]|$)/i;

/** Some scheme has scopes, and all that are required say that they read. */
function isReadOnly({ schemes }: AuthRequirement, api: ApiModel): boolean {
  const scopes = schemes.flatMap((scheme) => scheme.scopes);
  return (
    scopes.length > 0 &&
    scopes.every((scope) => scopeRank(scope) === 0 && readWords.test(scope)) &&
    // A second factor beside the scope may be what grants the write.
    schemes.every(({ name }) => ['oauth2', 'openIdConnect'].includes(api.authSchemes.get(name)?.kind ?? ''))
  );
}

function canBeScoped({ schemes }: AuthRequirement, api: ApiModel): boolean {
  return (
    schemes.length > 0 &&
    schemes.every(({ name }) => {
      const scheme = api.authSchemes.get(name);
      return scheme?.kind === 'oauth2' && scheme.flows.some(({ scopes }) => scopes.length > 0);
    })
  );
}

const scoped = new WeakMap<ApiModel, boolean>();

/** Some operation names a scope. Where none does nothing was forgotten: it is one decision about the API. */
function namesScopes(api: ApiModel): boolean {
  let known = scoped.get(api);
  if (known === undefined) {
    known = api.operations.some(({ auth }) => auth.some((one) => canBeScoped(one, api) && !isUnscoped(one)));
    scoped.set(api, known);
  }
  return known;
}

function isUnscoped({ schemes }: AuthRequirement): boolean {
  return schemes.every(({ scopes }) => scopes.length === 0);
}

function guardOf({ auth }: Operation): string {
  const texts = auth.map(({ schemes }) =>
    schemes
      .map(({ name, scopes }) => `${name} ${[...scopes].sort().join(' ')}`)
      .sort()
      .join('&'),
  );
  return texts.sort().join('|');
}

function placeOf(operation: Operation): Pointer {
  return operation.authFrom === 'operation' ? operation.authAt : operation.at;
}
