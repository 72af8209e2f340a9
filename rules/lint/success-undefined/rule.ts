import { isObject, lintRule, own, type ApiModel, type Operation, type Problem, type Response } from '#rule';

export default lintRule({
  id: 'success-undefined',
  title: 'Success that is not described, or described with an impossible body',
  severity: 'low',
  owasp: ['API8:2023'],
  cwe: 1059,
  why: `What an operation answers when all goes well is not in the contract: nobody reviews which fields leave the API, and gateways and tests that check answers against it have nothing to check.`,
  fix: `Describe what comes back; an answer without a body is 204:

\`\`\`yaml
responses:
  '200':
    description: The card
    content: { application/json: { schema: { $ref: '#/components/schemas/Card' } } }
\`\`\``,

  operation: (operation) =>
    saysSuccess(operation)
      ? undefined
      : { at: operation.at, message: `${operation.id} says nothing about the answer when it succeeds.` },
  api: (api) => impossibleBodies(api),
});

/** The keys as written, alike in all versions: a response behind a broken reference is said by another rule. */
function saysSuccess({ raw }: Operation): boolean {
  const responses = own(raw, 'responses');
  if (responses !== undefined && !isObject(responses)) return true;
  // 101 answers the opening of a WebSocket; a redirect is what a login page is for.
  return Object.keys(responses ?? {}).some((status) => /^[123]|^default$/i.test(status));
}

/** RFC 9110 sections 15.2, 15.3.5 and 15.4.5: such answers end with their headers. */
function impossibleBodies(api: ApiModel): readonly Problem[] {
  return api.operations.flatMap((operation) =>
    operation.responses.filter(hasImpossibleBody).map(({ at, status }) => ({
      at,
      wide: true,
      subject: `body on ${status}`,
      message: `An answer of ${status} has no body, but one is described: what is checked is never sent.`,
      operations: [operation.id],
    })),
  );
}

function hasImpossibleBody({ status, bodies }: Response): boolean {
  return bodies.some(({ schema }) => schema !== undefined) && /^(?:1..|204|304)$/.test(status);
}
