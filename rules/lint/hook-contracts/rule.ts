import { flatten, isInboundHook, isUnprotected, lintRule, type ApiModel, type Operation } from '#rule';

const unsigned = lintRule({
  id: 'hook-unsigned',
  title: 'Webhook that anybody can send',
  severity: 'medium',
  owasp: ['API10:2023', 'API2:2023'],
  cwe: 345,
  controls: ['PCI DSS 6.2.4'],
  why: `Nothing in the call proves who sent it. Whoever knows the address reports a payment as made, a customer as verified, a card as active.`,
  fix: `Sign the body, with a time in it, and declare the header:

\`\`\`yaml
parameters:
  - { name: Webhook-Signature, in: header, required: true, schema: { type: string, maxLength: 200 } }
\`\`\``,

  hook(hook, api) {
    if (hook.method === 'GET' || isProven(hook) || explainsProof(api)) return undefined;
    return { at: hook.at, message: `${hook.id} declares neither a signature nor a credential.` };
  },
  operation(operation) {
    if (operation.method !== 'POST' || !isInboundHook(operation) || isProven(operation)) return undefined;
    return {
      at: operation.at,
      message: `${operation.id} takes calls of others and asks for neither a signature nor a credential.`,
      // The name alone says that it is a receiver.
      certainty: 'tentative',
    };
  },
});

const noSchema = lintRule({
  id: 'hook-no-schema',
  title: 'Webhook whose content nobody described',
  severity: 'low',
  owasp: ['API10:2023'],
  cwe: 20,
  why: `What others send is believed as it comes: more fields, other types, ten megabytes. Nothing that is made from the document refuses it.`,
  fix: `Describe what comes, and its limits:

\`\`\`yaml
requestBody:
  content:
    application/json:
      schema: { $ref: '#/components/schemas/CardEvent' }
\`\`\``,

  hook(hook, api) {
    if (
      hook.requestBodies.length === 0 ||
      hook.requestBodies.some(({ schema }) => schema !== undefined && saysSomething(schema, api))
    )
      return undefined;
    return { at: hook.at, subject: 'schema', message: `${hook.id} has a body that nothing describes.` };
  },
});

export default [unsigned, noSchema];

const proof =
  /signature|hmac|digest|jws|x-hub-|svix|dpop|client-cert|secret|token|authorization|verification|api-?key/i;

function isProven(operation: Operation): boolean {
  // What the root requires is what our own callers must show; a hook is called by us.
  const isOwn = operation.kind === 'path' || operation.authFrom === 'operation';
  if (isOwn && !isUnprotected(operation)) return true;
  if (operation.parameters.some(({ name }) => proof.test(name))) return true;
  return /signature|signed|hmac|\bjws\b|mutual tls|mtls/i.test(
    `${operation.description ?? ''} ${operation.summary ?? ''}`,
  );
}

/** Characters of a description that are read. */
const textMax = 4_000;

/** How events are verified is said once, where their secret is got: `GET /event-subscriptions/{id}/secret`. */
function explainsProof({ operations }: ApiModel): boolean {
  return operations.some(({ path, summary = '', description = '' }) => {
    const text = `${path} ${summary} ${description.slice(0, textMax)}`;
    return (
      /webhook|event|callback/i.test(text) &&
      /hmac|signature|signing[ -]?(key|secret)|verify(ing)? (the )?webhook/i.test(text)
    );
  });
}

function saysSomething(id: string, api: ApiModel): boolean {
  const schema = flatten(api, id);
  if (schema === undefined) return false;
  return (
    schema.properties.length > 0 ||
    schema.anyOf.length + schema.oneOf.length > 0 ||
    schema.items !== undefined ||
    schema.enum !== undefined ||
    (schema.types.length > 0 && !schema.types.includes('object'))
  );
}
