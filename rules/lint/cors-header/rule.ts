import { isUnprotected, lintRule, type ApiModel, type Header, type Response } from '#rule';

export default lintRule({
  id: 'cors-header',
  title: 'Answer that any web page may read',
  severity: 'medium',
  tiers: [
    { name: 'credentials', severity: 'high' },
    { name: 'wildcard', severity: 'low' },
  ],
  owasp: ['API8:2023'],
  cwe: 942,
  why: `With \`*\`, or with whatever origin asks, and credentials allowed, any page that a customer visits reads his accounts with his session.`,
  fix: `Name the origins that may read it:

\`\`\`yaml
headers:
  Access-Control-Allow-Origin: { schema: { type: string, enum: ['https://app.example.com'] } }
\`\`\``,

  response(response, operation, api) {
    const origin = headerOf(response, 'access-control-allow-origin');
    if (origin === undefined || !valuesOf(origin, api).includes('*')) return undefined;
    const credentials = headerOf(response, 'access-control-allow-credentials');
    const lets = credentials !== undefined && valuesOf(credentials, api).includes('true');
    // What is open on purpose may be read by any page; without schemes nobody can tell.
    if (!lets && isUnprotected(operation) && api.authSchemes.size > 0) return undefined;
    return {
      at: origin.at,
      tier: lets ? 'credentials' : 'wildcard',
      message: lets
        ? 'Any web page may read the answer with the session of its visitor.'
        : 'Any web page may read the answer.',
    };
  },
});

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
