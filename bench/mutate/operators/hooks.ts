/** Calls that the API makes itself. */
import type { Fault, Operator } from '../operator.ts';
import { spot } from '../operator.ts';
import { closedObject, codeText, content, parameter } from '../insert.ts';
import type { Tree } from '../tree.ts';
import { isV2, objectAt, operations } from '../tree.ts';

/** How calls are signed may be said once, for all of them. */
export function tellsOfSignatures(doc: Tree): boolean {
  return /hmac|signature|signing/i.test(JSON.stringify(doc));
}

function callback(fault: Fault & { expression: string; isSigned: boolean }): Operator {
  const { expression, isSigned, ...rest } = fault;
  return {
    ...rest,
    sites: (doc) =>
      isV2(doc) || (!isSigned && tellsOfSignatures(doc))
        ? []
        : operations(doc)
            .filter(({ node, method }) => method === 'post' && node['callbacks'] === undefined)
            .map(({ keys }) => keys),
    apply: (doc, site) => {
      const signature = parameter(doc, 'X-Signature', { schema: codeText(), in: 'header', required: true });
      const call: Tree = {
        summary: 'What happened',
        description: 'Sent when something has happened.',
        operationId: 'whatHappened',
        ...(isSigned ? { parameters: [signature] } : {}),
        requestBody: {
          description: 'What happened.',
          required: true,
          ...content(doc, closedObject({ reference: codeText() })),
        },
        responses: { '204': { description: 'Taken.' } },
      };
      objectAt(doc, site)['callbacks'] = { happened: { [expression]: { post: call } } };
      const item = [...site, 'callbacks', 'happened', expression];
      return spot([...item, 'post'], item, item.slice(0, -1), item.slice(0, -2));
    },
  };
}

export const hooks: readonly Operator[] = [
  callback({
    id: 'callback-http',
    rule: ['tls-callback-http'],
    severity: 'medium',
    expression: 'http://partner.northwind.net/happened',
    isSigned: true,
  }),
  callback({
    id: 'callback-unsigned',
    rule: ['hook-unsigned'],
    severity: 'medium',
    expression: 'https://partner.northwind.net/happened',
    isSigned: false,
  }),
  callback({
    id: 'callback-from-request-body',
    rule: ['ssrf-callback-expression'],
    severity: 'high',
    expression: '{$request.body#/callbackUrl}',
    isSigned: true,
  }),
];
