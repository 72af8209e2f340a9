import {
  child,
  isUnprotected,
  isWeakScheme,
  isWildcardScope,
  lintRule,
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

  api(api) {
    const required = requiredScopes(api);
    return [...api.authSchemes.values()].flatMap((scheme) => judge(scheme, api, required.get(scheme.name)));
  },
});

/** Scopes by scheme, of operations and hooks; a scheme that is not in it is required by none. */
function requiredScopes({ operations, hooks }: ApiModel): ReadonlyMap<string, ReadonlySet<string>> {
  const required = new Map<string, Set<string>>();
  for (const { auth } of [...operations, ...hooks]) {
    for (const { name, scopes } of auth.flatMap(({ schemes }) => schemes)) {
      const known = required.get(name) ?? new Set();
      for (const scope of scopes) known.add(scope);
      required.set(name, known);
    }
  }
  return required;
}

function judge(scheme: AuthScheme, api: ApiModel, required: ReadonlySet<string> | undefined): readonly Problem[] {
  if (required !== undefined) return unusedScopes(scheme, required);
  // A weak one is spoken of by its own rule, as it must not come into use.
  if (isWeakScheme(scheme) || api.operations.length === 0) return [];
  // A root that requires nothing is why, and is said there.
  if (api.operations.some((operation) => operation.authFrom === 'global' && isUnprotected(operation))) return [];
  return [{ at: scheme.at, subject: 'scheme', message: `Scheme ${scheme.name} is required by no operation.` }];
}

/** Only where the document does use scopes: else they are documentation of the authorisation server. */
function unusedScopes(scheme: AuthScheme, required: ReadonlySet<string>): readonly Problem[] {
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
      subject: `scope/${scheme.name}/${scope}`,
      message: `No operation requires ${scope} of ${scheme.name}.`,
    }));
  });
}
