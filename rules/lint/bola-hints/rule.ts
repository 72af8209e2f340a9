import {
  flatten,
  gravityOf,
  isMeantOpen,
  lintRule,
  wordsOf,
  type ApiModel,
  type Operation,
  type Parameter,
} from '#rule';

const fix = `Check on the server that the object is the caller's, and let the document say what others get:

\`\`\`yaml
responses:
  '404': { description: No such card, or not yours }
\`\`\``;

const candidate = lintRule({
  id: 'bola-candidate',
  title: 'Object of one customer behind an id',
  severity: 'info',
  owasp: ['API1:2023'],
  cwe: 639,
  why: `The caller names the object and gets somebody's data. Nothing in the document ties the object to the caller, so one forgotten check opens the objects of all customers. This is where a probe with two customers should look first.`,
  fix,

  operation(operation, api) {
    // Whether a credential is asked for is another question: with one, the object may still be somebody else's.
    if (operation.method !== 'GET' || isMeantOpen(operation, api) || objectId(operation) === undefined)
      return undefined;
    const data = gravityOf(operation, api, 'response');
    if (data === undefined) return undefined;
    return {
      at: operation.at,
      message: `${operation.id} returns ${data} data of the object that the caller names.`,
    };
  },
});

const twoIds = lintRule({
  id: 'bola-two-ids',
  title: 'Owner named beside the object',
  severity: 'low',
  owasp: ['API1:2023'],
  cwe: 639,
  controls: ['PCI DSS 6.2.4'],
  why: `The owner stands in the path and again in the query or body. Code that checks the one and uses the other lets a caller act on somebody else's objects.`,
  fix: `Take the owner from the path or, better, from the token, and nowhere else:

\`\`\`yaml
/customers/{customerId}/cards:
  post:
    requestBody: {}   # without customerId
\`\`\``,

  operation(operation, api) {
    const named = operation.parameters.filter(({ in: place }) => place === 'path').map(({ name }) => key(name));
    if (!named.some(isOwner)) return undefined;
    const again = namesBeside(operation, api).find((name) => isOwner(key(name)));
    return again === undefined
      ? undefined
      : { at: operation.at, message: `${operation.id} takes an owner in the path and ${again} beside it.` };
  },
});

const noRefusal = lintRule({
  id: 'bola-no-403-404',
  title: 'Operation on an object without a refusal',
  severity: 'info',
  owasp: ['API1:2023'],
  cwe: 285,
  why: `The document does not say what a caller gets for an object that is not his. Nobody tests what nobody wrote down.`,
  fix,

  operation(operation, api) {
    if (isMeantOpen(operation, api) || objectId(operation) === undefined) return undefined;
    if (operation.responses.some(({ status }) => ['403', '404', '4XX', 'default'].includes(status))) return undefined;
    return { at: operation.at, message: `${operation.id} declares neither 403 nor 404.` };
  },
});

export default [candidate, twoIds, noRefusal];

function objectId({ parameters }: Operation): Parameter | undefined {
  return parameters.find(({ in: place, name }) => place === 'path' && wordsOf(name).at(-1) === 'id');
}

const owners = /^(user|customer|account|owner|member|merchant|tenant|client|person|holder|cardholder)id$/;

function key(name: string): string {
  return wordsOf(name).join('');
}

function isOwner(name: string): boolean {
  return owners.test(key(name));
}

function namesBeside(operation: Operation, api: ApiModel): readonly string[] {
  const query = operation.parameters.filter(({ in: place }) => place === 'query').map(({ name }) => name);
  const body = operation.requestBodies.flatMap(({ schema }) =>
    schema === undefined
      ? []
      : (flatten(api, schema)?.properties ?? []).filter(({ readOnly }) => !readOnly).map(({ name }) => name),
  );
  return [...query, ...body];
}
