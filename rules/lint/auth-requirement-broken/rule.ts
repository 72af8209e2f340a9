import {
  child,
  lintRule,
  type ApiModel,
  type AuthRequirement,
  type LintRule,
  type Operation,
  type Problem,
} from '#rule';

interface Row {
  readonly meta: Omit<LintRule, 'kind'>;
  readonly judge: (requirement: AuthRequirement, known: Known) => readonly Problem[];
}

/** What one document declares, worked out once. */
interface Known {
  readonly api: ApiModel;
  readonly scopes: ReadonlyMap<string, ReadonlySet<string>>;
}

const declare = `Declare it, or name one that is declared:

\`\`\`yaml
components:
  securitySchemes:
    bearerAuth: { type: http, scheme: bearer }
\`\`\`

In Swagger 2.0 they stand under \`securityDefinitions\`.`;

const rows: readonly Row[] = [
  {
    meta: {
      id: 'auth-undefined-scheme',
      title: 'Required scheme is not declared',
      severity: 'high',
      owasp: ['API2:2023'],
      cwe: 1188,
      controls: ['PCI DSS 8.3.1'],
      why: `Nothing says what a caller must show. Gateways and servers that are generated from the document drop a requirement that they cannot resolve, and the operation is open.`,
      fix: declare,
    },
    judge: (requirement, { api }) =>
      requirement.schemes.flatMap(({ name }) =>
        // 3.2 lets a requirement name a scheme by its URI.
        api.authSchemes.has(name) || (api.dialect === '3.2' && /[/#]/.test(name))
          ? []
          : {
              at: child(requirement.at, name),
              subject: `scheme/${name}`,
              wide: true,
              message: `Scheme ${name} is required and declared nowhere.`,
            },
      ),
  },
  {
    meta: {
      id: 'auth-undefined-scope',
      title: 'Required scope is not declared',
      severity: 'medium',
      owasp: ['API5:2023', 'API2:2023'],
      cwe: 285,
      controls: ['PCI DSS 7.2.2'],
      why: `No client can ask for the scope, so either nobody can call the operation or, far more often, the server does not check it: the document promises a right that is not in force.`,
      fix: `Declare the scope in the flow, or require the one that was meant:

\`\`\`yaml
scopes:
  'cards:write': Issue and freeze cards
\`\`\``,
    },
    judge: (requirement, known) =>
      requirement.schemes.flatMap(({ name, scopes }) => {
        const declared = known.scopes.get(name);
        // OpenID Connect declares its scopes elsewhere, and a flow without any says nothing about them.
        if (declared === undefined || declared.size === 0) return [];
        return scopes.flatMap((scope, index) =>
          declared.has(scope)
            ? []
            : {
                at: child(requirement.at, name, index),
                subject: `scope/${name}/${scope}`,
                wide: true,
                message: `Scope ${scope} of ${name} is required and declared nowhere.`,
              },
        );
      }),
  },
  {
    meta: {
      id: 'auth-scopes-on-non-oauth',
      title: 'Scopes on a scheme that has none',
      severity: 'low',
      owasp: ['API2:2023', 'API5:2023'],
      cwe: 20,
      controls: ['PCI DSS 7.2.2'],
      why: `Before OpenAPI 3.1 only OAuth 2 and OpenID Connect have scopes. Elsewhere tools ignore the list: what looks like a restriction restricts nothing.`,
      fix: `Empty the list, or use a scheme that knows scopes:

\`\`\`yaml
security:
  - apiKey: []
\`\`\``,
    },
    judge: (requirement, { api }) =>
      requirement.schemes.flatMap(({ name, scopes }) => {
        const scheme = api.authSchemes.get(name);
        const knowsRoles = api.dialect === '3.1' || api.dialect === '3.2';
        if (knowsRoles || scheme === undefined || scopes.length === 0) return [];
        if (scheme.kind === 'oauth2' || scheme.kind === 'openIdConnect') return [];
        return {
          at: child(requirement.at, name),
          subject: `scheme/${name}`,
          wide: true,
          message: `Scheme ${name} has no scopes, so the list is ignored.`,
        };
      }),
  },
];

export default rows.map(({ meta, judge }) =>
  lintRule({
    ...meta,
    api: (api) => {
      const known = { api, scopes: scopesOf(api) };
      return [...requirementsOf(api)].flatMap(([requirement, operations]) =>
        judge(requirement, known).map((problem) => ({ ...problem, operations })),
      );
    },
  }),
);

function scopesOf({ authSchemes }: ApiModel): Known['scopes'] {
  const oauth = [...authSchemes.values()].filter(({ kind }) => kind === 'oauth2');
  return new Map(oauth.map(({ name, flows }) => [name, new Set(flows.flatMap(({ scopes }) => scopes))]));
}

/** Every requirement as written, with the operations that it holds for; a root's one stands for all that inherit it. */
function requirementsOf(api: ApiModel): ReadonlyMap<AuthRequirement, readonly string[]> {
  const byList = new Map<string, { readonly auth: Operation['auth']; readonly operations: string[] }>();
  for (const { authAt, auth, id } of api.operations) {
    const key = `${authAt.source}#${authAt.path}`;
    const known = byList.get(key);
    if (known === undefined) byList.set(key, { auth, operations: [id] });
    else known.operations.push(id);
  }
  // One list of operations for all of its alternatives: the engine knows it again.
  return new Map([...byList.values()].flatMap(({ auth, operations }) => auth.map((one) => [one, operations] as const)));
}
