import { child, flatten, lintRule, own, type ApiModel, type Operation, type Pointer, type Problem } from '#rule';

export default lintRule({
  id: 'body-on-get-delete',
  title: 'Request body where HTTP gives it no meaning',
  severity: 'medium',
  tiers: [
    { name: 'safe', severity: 'medium' },
    { name: 'delete', severity: 'info' },
  ],
  owasp: ['API8:2023'],
  cwe: 444,
  why: `RFC 9110 sections 9.3.1 and 9.3.5 give a body of GET, HEAD or DELETE no meaning: some proxies drop it, some read it as the next request, and caches leave it out of their key. Who sends a body that only one of two servers reads gets past the filter in front, or stores an answer for others.`,
  fix: `Take what a GET needs from the query, or make it a POST:

\`\`\`yaml
/cards/search:
  post:
    requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/CardQuery' } } } }
\`\`\``,

  api(api) {
    return [...ofSafeMethods(api), ...ofDeletes(api)];
  },
});

function ofSafeMethods(api: ApiModel): readonly Problem[] {
  return api.operations
    .filter((operation) => ['GET', 'HEAD', 'TRACE'].includes(operation.method) && takesBody(operation, api))
    .map((operation) => ({
      at: bodyOf(operation),
      tier: 'safe',
      message: `${operation.id} takes a request body, which proxies and caches ignore or misread.`,
      operations: [operation.id],
    }));
}

/** Many APIs delete in bulk by a body, and most servers read it: worth one line for the document, not more. */
function ofDeletes(api: ApiModel): readonly Problem[] {
  const guilty = api.operations.filter((operation) => operation.method === 'DELETE' && takesBody(operation, api));
  return guilty.map((operation) => ({
    at: bodyOf(operation),
    wide: true,
    subject: 'delete',
    tier: 'delete',
    message: 'DELETE takes a request body, which some proxies drop.',
    operations: [operation.id],
  }));
}

/** Generators write a body for every method: an object that may hold nothing is none. */
function takesBody({ requestBodies }: Operation, api: ApiModel): boolean {
  return requestBodies.some(({ schema }) => {
    const whole = schema === undefined ? undefined : flatten(api, schema);
    return whole?.additionalProperties !== false || whole.properties.length + whole.patternProperties.length > 0;
  });
}

/** 3.x has a key for it; in 2.0 the body is a parameter and the model knows its place. */
function bodyOf(operation: Operation): Pointer {
  if (own(operation.raw, 'requestBody') !== undefined) return child(operation.at, 'requestBody');
  return operation.requestBodies[0]?.at ?? operation.at;
}
