import { isUnprotected, lintRule, type ApiModel, type Header, type Problem, type Response } from '#rule';

export default lintRule({
  id: 'cors-header',
  title: 'Answer that any web page may read',
  severity: 'medium',
  tiers: [
    { name: 'null-credentials', severity: 'high' },
    { name: 'credentials', severity: 'medium' },
    { name: 'wildcard', severity: 'low' },
  ],
  owasp: ['API8:2023'],
  cwe: 942,
  controls: ['PCI DSS 6.2.4'],
  why: `The origin \`null\` is what any page gets that opens itself in a sandboxed frame: with credentials allowed it reads a customer's accounts with his session. With \`*\` browsers refuse credentials (Fetch standard), and servers that are then "mended" to echo whatever origin asks let every page in. \`*\` alone opens what is guarded by the network and not by a credential.`,
  fix: `Name the origins that may read it:

\`\`\`yaml
headers:
  Access-Control-Allow-Origin: { schema: { type: string, enum: ['https://app.example.com'] } }
\`\`\`

In Swagger 2.0 \`type\` and \`enum\` stand in the header itself.`,

  /** What a gateway adds to every answer is one setting, and one problem. */
  api: (api) =>
    api.operations.flatMap((operation) =>
      operation.responses.flatMap((response): readonly Problem[] => {
        const found = judge(response, api, isUnprotected(operation));
        return found === undefined ? [] : [{ ...found, operations: [operation.id] }];
      }),
    ),
});

function judge(response: Response, api: ApiModel, isOpen: boolean): Problem | undefined {
  const origin = headerOf(response, 'access-control-allow-origin');
  if (origin === undefined) return undefined;
  const origins = valuesOf(origin, api);
  const credentials = headerOf(response, 'access-control-allow-credentials');
  const lets = credentials !== undefined && valuesOf(credentials, api).includes('true');
  const place = { at: origin.at, wide: true } as const;
  if (lets && origins.includes('null')) {
    const message = 'A page in a sandboxed frame (origin null) may read the answer with the session of its visitor.';
    return { ...place, subject: 'null', tier: 'null-credentials', message };
  }
  if (!origins.includes('*')) return undefined;
  if (lets) {
    const message = 'Any origin (*) is allowed together with credentials, which browsers refuse.';
    return { ...place, subject: 'credentials', tier: 'credentials', message };
  }
  // What is open on purpose may be read by any page; without schemes nobody can tell.
  if (isOpen && api.authSchemes.size > 0) return undefined;
  return { ...place, subject: 'wildcard', tier: 'wildcard', message: 'Scripts of any origin (*) may read the answer.' };
}

function headerOf({ headers }: Response, name: string): Header | undefined {
  return headers.find((header) => header.name.toLowerCase() === name);
}

/** What the document says that the header holds: examples, default, closed list. */
function valuesOf({ schema: id, examples }: Header, api: ApiModel): readonly string[] {
  const schema = id === undefined ? undefined : api.schemas.get(id);
  const values = [
    ...examples.map(({ value }) => value),
    ...(schema?.examples ?? []).map(({ value }) => value),
    ...(schema?.enum ?? []),
    schema?.default,
  ];
  return values.map((value) => (typeof value === 'string' || typeof value === 'boolean' ? String(value) : ''));
}
