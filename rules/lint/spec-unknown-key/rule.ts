import { keysOf, lintRule, type Fault, type Problem } from '#rule';

/** What protects, limits or holds it: a document without the key is another one. The rest of OpenAPI's keys are texts. */
const weighty: ReadonlySet<string> = new Set(
  [
    'security securitySchemes securityDefinitions scopes scheme schemes flows flow type in servers host url variables',
    'required readOnly writeOnly additionalProperties unevaluatedProperties patternProperties propertyNames',
    'maxLength minLength maximum minimum exclusiveMaximum exclusiveMinimum maxItems minItems uniqueItems maxProperties pattern format enum const',
    'get put post delete options head patch trace query parameters requestBody responses content schema schemas properties items allOf oneOf anyOf not paths components definitions consumes',
    'tokenUrl authorizationUrl refreshUrl openIdConnectUrl implicit password clientCredentials authorizationCode',
  ].flatMap((line) => line.split(' ')),
);

export default lintRule({
  id: 'spec-unknown-key',
  title: 'Key that OpenAPI does not know',
  severity: 'low',
  tiers: [
    { name: 'misspelt', severity: 'high' },
    { name: 'misplaced', severity: 'medium' },
    { name: 'unknown', severity: 'low' },
  ],
  owasp: ['API8:2023', 'API2:2023'],
  cwe: 1173,
  why: `Tools ignore keys that they do not know, without a word. An operation with \`securty\` is open, a field with \`readonly\` is writable and a text with \`maxlenght\` is as long as the caller likes, while the document looks right to every reviewer.`,
  mends: 'Writes the key that was meant, where it is certain.',
  fix: `Write the key as the specification does, or mark one of your own with \`x-\`:

\`\`\`yaml
security: [{ bearerAuth: [] }]
\`\`\``,

  api(api) {
    return api.faults.filter(({ kind }) => kind === 'unknown-key').map(problemOf);
  },
});

function problemOf(fault: Fault): Problem {
  const { at, message, meant } = fault;
  if (meant !== undefined && (weighty.has(meant) || meant.startsWith('/'))) {
    const repair = { title: `Write ${meant}`, edits: [{ kind: 'rename', at, key: meant } as const] };
    return { at, message, tier: 'misspelt', repair };
  }
  // Nothing reads it and nothing checks it: the operation is gone.
  if (isLostOperation(at.path)) return { at, message, tier: 'misspelt' };
  if (isLostSecurity(at.path)) return { at, message, tier: 'misplaced' };
  // A habit of the author or a relic of another version is one problem, wherever it stands.
  return { at, message, tier: 'unknown', wide: true, subject: message };
}

/** `security` beside the methods of a path, in info or in components looks as if it guarded what is below, and does not. */
function isLostSecurity(path: string): boolean {
  const keys = keysOf(path);
  if (keys.at(-1) !== 'security') return false;
  return (
    (keys.length === 3 && keys[0] === 'paths') ||
    (keys.length === 2 && ['info', 'components', 'paths'].includes(keys[0] ?? ''))
  );
}

const methods: ReadonlySet<string> = new Set('get put post delete options head patch trace query'.split(' '));

/** A method that stands beside its path and not in it, as a slip of the indentation makes it. */
function isLostOperation(path: string): boolean {
  const [first, second, ...more] = keysOf(path);
  return first === 'paths' && second !== undefined && methods.has(second) && more.length === 0;
}
