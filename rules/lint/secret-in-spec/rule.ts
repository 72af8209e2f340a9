import {
  child,
  lintRule,
  type ApiModel,
  type Json,
  type Operation,
  type Pointer,
  type Problem,
  type Schema,
} from '#rule';
import { credentialIn, holdsSignedToken } from './credential.ts';

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
  why: `The document is published, cloned and pasted into tickets. A working key in an example is a working key for every reader, and it stays in the history after it is deleted.`,
  fix: `Revoke the credential first; then write a placeholder that cannot be mistaken for one:

\`\`\`yaml
example: sk_test_<your key>
\`\`\``,

  api(api) {
    return api.servers.flatMap((server) =>
      hasPassword(server.url) ? [problem(server.at, 'a password in the address')] : [],
    );
  },
  operation(operation) {
    return [...inText(operation.description, child(operation.at, 'description')), ...operationExamples(operation)];
  },
  parameter(parameter) {
    return [
      ...inText(parameter.description, child(parameter.at, 'description')),
      ...parameter.examples.flatMap(({ at, value }) => inValue(value, at)),
    ];
  },
  schema(schema, _use, api) {
    return inSchema(schema, api);
  },
});

function operationExamples(operation: Operation): readonly Problem[] {
  const bodies = [...operation.requestBodies, ...operation.responses.flatMap((response) => response.bodies)];
  const headers = operation.responses.flatMap((response) => response.headers);
  return [...bodies, ...headers].flatMap(({ examples }) => examples.flatMap(({ at, value }) => inValue(value, at)));
}

function inSchema(schema: Schema, _api: ApiModel): readonly Problem[] {
  return [
    ...inText(schema.description, child(schema.at, 'description')),
    ...(schema.default === undefined ? [] : inValue(schema.default, child(schema.at, 'default'))),
    ...schema.examples.flatMap(({ at, value }) => inValue(value, at)),
  ];
}

function inText(text: string | undefined, at: Pointer): readonly Problem[] {
  const found = text === undefined ? undefined : credentialIn(text);
  if (found !== undefined) return [problem(at, found)];
  if (text === undefined || !holdsSignedToken(text)) return [];
  return [{ ...problem(at, 'a signed token'), tier: 'token', certainty: 'tentative' }];
}

/** Nodes of one example that are looked at: more is data, not an example. */
const nodesMax = 10_000;

/** Every text in the example, by a stack: strangers choose its depth and its width. */
function inValue(value: Json, at: Pointer): readonly Problem[] {
  const problems: Problem[] = [];
  const stack: { value: Json; at: Pointer }[] = [{ value, at }];
  for (let nodes = 0; nodes < nodesMax; nodes += 1) {
    const next = stack.pop();
    if (next === undefined) break;
    if (typeof next.value === 'string') problems.push(...inText(next.value, next.at));
    if (typeof next.value !== 'object' || next.value === null) continue;
    for (const [key, item] of Object.entries<Json | undefined>(next.value).slice(0, nodesMax))
      if (item !== undefined) stack.push({ value: item, at: child(next.at, key) });
  }
  return problems;
}

function hasPassword(url: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\/[^/?#@:{}]+:[^/?#@{}]{4,}@/i.test(url);
}

function problem(at: Pointer, what: string): Problem {
  return { at, tier: 'key', message: `This text holds ${what}.` };
}
