import {
  child,
  eachLeaf,
  lintRule,
  ownText,
  placeOnWay,
  type Example,
  type Json,
  type JsonObject,
  type Operation,
  type Pointer,
  type Problem,
} from '#rule';
import { credentialIn, isWorthALook } from './credential.ts';

export default lintRule({
  id: 'secret-in-spec',
  title: 'Live credential in the document',
  severity: 'critical',
  tiers: [
    { name: 'key', severity: 'critical' },
    { name: 'token', severity: 'medium' },
  ],
  owasp: ['API8:2023', 'API2:2023'],
  cwe: 798,
  controls: ['PCI DSS 8.6.2'],
  why: `The document is published, cloned and pasted into tickets. A working key in an example is a working key for every reader, and it stays in the history after it is deleted. Placeholders do not count, nor do GitHub's and npm's tokens whose checksum is wrong: they were typed and open nothing.`,
  fix: `Revoke the credential first; then write a placeholder that cannot be mistaken for one:

\`\`\`yaml
example: sk_test_<your key>
\`\`\``,

  api: (api) => [
    ...inText(api.description, child(api.at, 'info', 'description')),
    ...inExtensions(api.extensions, api.at),
  ],
  operation: inOperation,
  hook: inOperation,
  authScheme: ({ raw, at }) => [
    ...inText(ownText(raw, 'description'), child(at, 'description')),
    ...inExtensions(raw, at),
  ],
  parameter: ({ description, examples, raw, at }) => [
    ...inText(description, child(at, 'description')),
    ...inExamples(examples),
    ...inExtensions(raw, at),
  ],
  schema: ({ description, default: fallback, enum: values, examples, raw, at }) => [
    ...inText(description, child(at, 'description')),
    ...(fallback === undefined ? [] : inValue(fallback, child(at, 'default'))),
    ...(raw['const'] === undefined
      ? inValue(values ?? null, child(at, 'enum'))
      : inValue(raw['const'], child(at, 'const'))),
    ...inExamples(examples),
    ...inExtensions(raw, at),
  ],
});

function inOperation({ description, raw, at, requestBodies, responses }: Operation): readonly Problem[] {
  const bodies = [...requestBodies, ...responses.flatMap((response) => response.bodies)];
  const headers = responses.flatMap((response) => response.headers);
  return [
    ...inText(description, child(at, 'description')),
    ...responses.flatMap((response) => inText(response.description, child(response.at, 'description'))),
    ...[...bodies, ...headers].flatMap(({ examples }) => inExamples(examples)),
    ...inExtensions(raw, at),
  ];
}

function inExamples(examples: readonly Example[]): readonly Problem[] {
  return examples.flatMap(({ at, value }) => inValue(value, at));
}

/** Samples of code and settings of gateways. */
function inExtensions(raw: JsonObject, at: Pointer): readonly Problem[] {
  const found: Problem[] = [];
  for (const key of Object.keys(raw)) {
    const value = raw[key];
    // An x-example is one of the schema's examples.
    if (key.startsWith('x-') && key !== 'x-example' && value !== undefined)
      found.push(...inValue(value, child(at, key)));
  }
  return found;
}

function inText(text: string | undefined, at: Pointer): readonly Problem[] {
  const found = text === undefined ? undefined : credentialIn(text);
  if (found === undefined) return [];
  const message = `This text holds ${found.what}.`;
  return [found.isLive ? { at, tier: 'key', message } : { at, tier: 'token', certainty: 'tentative', message }];
}

/** Nodes of one example that are looked at: more is data, not an example. */
const nodesMax = 10_000;

function inValue(value: Json, at: Pointer): readonly Problem[] {
  const problems: Problem[] = [];
  eachLeaf(value, { nodesMax }, (leaf, _name, way) => {
    if (typeof leaf === 'string' && isWorthALook(leaf)) problems.push(...inText(leaf, placeOnWay(at, way)));
  });
  return problems;
}
