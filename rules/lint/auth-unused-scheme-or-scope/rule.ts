import {
  child,
  isUnprotected,
  isWeakScheme,
  isWildcardScope,
  lintRule,
  operationsRequiring,
  type ApiModel,
  type AuthScheme,
  type Problem,
} from '#rule';

export default lintRule({
  id: 'auth-unused-scheme-or-scope',
  title: 'Scheme or scope that nothing requires',
  severity: 'info',
  owasp: ['API9:2023'],
  cwe: 1164,
  why: `What is declared and never required is either left over, and somebody still issues credentials for it, or it was meant to guard an operation and does not.`,
  fix: `Require it where it was meant, or delete it:

\`\`\`yaml
security:
  - oauth: ['cards:write']
\`\`\``,

  authScheme(scheme, api) {
    const users = operationsRequiring(api, scheme);
    if (users.length > 0) return unusedScopes(scheme, api);
    // A weak one is spoken of by its own rule, as it must not come into use.
    if (isWeakScheme(scheme) || api.operations.length === 0 || requiredByHook(scheme, api)) return undefined;
    // A root that requires nothing is why, and is said there.
    if (api.operations.some((operation) => operation.authFrom === 'global' && isUnprotected(operation)))
      return undefined;
    return { at: scheme.at, subject: 'scheme', message: `Scheme ${scheme.name} is required by no operation.` };
  },
});

function requiredByHook({ name }: AuthScheme, api: ApiModel): boolean {
  return api.hooks.some(({ auth }) => auth.some(({ schemes }) => schemes.some((scheme) => scheme.name === name)));
}

/** Only where the document does use scopes: else they are documentation of the authorisation server. */
function unusedScopes(scheme: AuthScheme, api: ApiModel): readonly Problem[] {
  const required = new Set(
    [...api.operations, ...api.hooks].flatMap(({ auth }) =>
      auth.flatMap(({ schemes }) => schemes.flatMap(({ name, scopes }) => (name === scheme.name ? scopes : []))),
    ),
  );
  if (required.size === 0) return [];
  return scheme.flows.flatMap((flow) => {
    // What grants everything should not be there at all, as its own rule says.
    const unused = flow.scopes.filter(
      (scope) =>
        !required.has(scope) && !isWildcardScope(scope) && !/^(openid|profile|email|offline_access)$/.test(scope),
    );
    return unused.map((scope) => ({
      at: child(flow.at, 'scopes', scope),
      // A scope is the same in whichever flows it is granted.
      subject: `scope/${scope}`,
      message: `No operation requires ${scope} of ${scheme.name}.`,
    }));
  });
}
