/** Business flows, uploads and addresses that a server is told to call. */
import type { Operator } from '../operator.ts';
import { spot } from '../operator.ts';
import { firstOnMoney } from '../follows.ts';
import {
  closedObject,
  codeText,
  content,
  operationOperator,
  parameter,
  parameterOperator,
  propertyOperator,
  soundOperation,
  transfer,
} from '../insert.ts';
import type { Keys, Tree } from '../tree.ts';
import { entries, get, isProtected, isTree, isV2, isV31, listAt, objectAt, operations, schemeTable } from '../tree.ts';

const uri = (description: string): Tree => ({ type: 'string', format: 'uri', maxLength: 500, description });

const url = (id: string, name: string, rule: readonly string[]): Operator =>
  parameterOperator({
    id,
    rule,
    severity: 'medium',
    node: (doc) => parameter(doc, name, { schema: { type: 'string', format: 'uri', maxLength: 500 } }),
    where: ({ method }) => method === 'get' || method === 'post',
  });

const bodyOfRead: Operator = {
  id: 'body-on-get',
  rule: ['body-on-get-delete'],
  severity: 'low',
  sites: (doc) =>
    operations(doc)
      .filter(({ method, node }) => ['get', 'delete'].includes(method) && !hasBody(node))
      .map(({ keys }) => keys),
  apply: (doc, site) => {
    const node = objectAt(doc, site);
    const schema = closedObject({ reference: codeText() });
    if (isV2(doc)) {
      const list = listAt(node, ['parameters']);
      node['parameters'] = [
        ...list,
        { name: 'body', in: 'body', description: 'What is asked.', required: true, schema },
      ];
      return spot([...site, 'parameters', String(list.length)], site);
    }
    node['requestBody'] = { description: 'What is asked.', required: true, ...content(doc, schema) };
    const at = [...site, 'requestBody'];
    return spot(at, site, [...at, 'content'], [...at, 'content', 'application/json']);
  },
};

const hasBody = (node: Tree): boolean =>
  node['requestBody'] !== undefined ||
  listAt(node, ['parameters']).some(
    (one) => isTree(one) && (one['$ref'] !== undefined || one['in'] === 'body' || one['in'] === 'formData'),
  );

/** Guarded as its neighbours are: only where some are. */
const trace: Operator = {
  id: 'trace-method',
  rule: ['method-risky'],
  severity: 'medium',
  sites: (doc) =>
    isV2(doc) || !operations(doc).some((one) => isProtected(doc, one))
      ? []
      : operations(doc)
          .map(({ keys }) => keys.slice(0, 2))
          .filter(
            (keys, index, all) =>
              index === all.findIndex((one) => one[1] === keys[1]) && !(keys[1] ?? '').includes('{'),
          ),
  apply: (doc, site) => {
    objectAt(doc, site)['trace'] = soundOperation(doc, 'trace');
    return spot([...site, 'trace'], site);
  },
};

/** A webhook as 3.1 knows it, sound but for what is left out of it. */
function webhook(
  id: string,
  rule: readonly string[],
  { isSigned, schema }: { isSigned: boolean; schema?: Tree },
): Operator {
  return {
    id,
    rule,
    severity: rule[0] === 'hook-unsigned' ? 'medium' : 'low',
    sites: (doc) => (isV31(doc) ? [['webhooks', 'oneMoreEvent']] : []),
    apply: (doc, site) => {
      const signature = parameter(doc, 'X-Signature', { schema: codeText(), in: 'header', required: true });
      const node: Tree = {
        summary: 'What happened',
        description: 'Sent when something has happened.',
        operationId: 'oneMoreEvent',
        ...(isSigned ? { parameters: [signature] } : {}),
        requestBody: {
          description: 'What happened.',
          required: true,
          content: { 'application/json': schema === undefined ? {} : { schema } },
        },
        responses: { '204': { description: 'Taken.' } },
      };
      const table = get(doc, ['webhooks']);
      doc['webhooks'] = { ...(isTree(table) ? table : {}), oneMoreEvent: { post: node } };
      const at: Keys = [...site, 'post'];
      const body = [...at, 'requestBody'];
      return spot(at, site, body, [...body, 'content'], [...body, 'content', 'application/json']);
    },
  };
}

const binary = (): Tree => ({ type: 'string', format: 'binary', description: 'The file.' });

/** An upload of one media type. */
function upload(id: string, rule: readonly string[], type: string): Operator {
  const schema = type.startsWith('multipart') ? closedObject({ file: binary() }) : binary();
  return operationOperator({
    id,
    rule,
    severity: 'medium',
    path: '/documents/upload',
    method: 'post',
    onlyV3: true,
    draft: () => ({ body: closedObject({ reference: codeText() }) }),
    change: (node) => {
      objectAt(node, ['requestBody'])['content'] = { [type]: { schema } };
    },
  });
}

export const flows: readonly Operator[] = [
  operationOperator({
    id: 'transfer-without-idempotency-key',
    rule: ['flow-no-idempotency'],
    severity: 'medium',
    follows: [firstOnMoney],
    path: '/transfers',
    method: 'post',
    // Where neighbours are guarded by a static key, a transfer that is guarded so has that fault as well.
    where: (doc) => entries(doc, schemeTable(doc)).every(([, { type }]) => type !== 'apiKey'),
    draft: () => ({ body: transfer() }),
  }),
  operationOperator({
    id: 'gift-card-check-unlimited',
    rule: ['flow-automation-abuse'],
    severity: 'medium',
    path: '/gift-cards/check',
    method: 'post',
    draft: () => ({ body: closedObject({ giftCardCode: codeText('The code.') }), without: ['429'] }),
  }),
  operationOperator({
    id: 'export-unthrottled',
    rule: ['costly-op-unthrottled', 'rate-429'],
    severity: 'medium',
    path: '/reports/export',
    method: 'post',
    draft: () => ({ body: closedObject({ reference: codeText() }), without: ['429'] }),
  }),
  operationOperator({
    id: 'text-message-unthrottled',
    rule: ['costly-op-unthrottled', 'rate-429'],
    severity: 'medium',
    path: '/sms/send',
    method: 'post',
    draft: () => ({ body: closedObject({ reference: codeText() }), without: ['429'] }),
  }),
  ...['/one-more-entry/delete', '/one-more-entry/cancel'].map((path) =>
    operationOperator({
      id: `get-${path.split('/')[2]}`,
      rule: ['get-side-effect'],
      severity: 'medium',
      path,
      method: 'get',
      draft: () => ({}),
    }),
  ),
  upload('upload-without-size', ['upload-unbounded'], 'multipart/form-data'),
  upload('upload-of-any-type', ['upload-any-type', 'upload-unbounded'], 'application/octet-stream'),
  upload('upload-of-archives', ['upload-any-type', 'upload-unbounded'], 'application/zip'),
  bodyOfRead,
  trace,
  url('url-parameter', 'callbackUrl', ['ssrf-url-param']),
  url('image-url-parameter', 'imageUrl', ['ssrf-url-param']),
  url('redirect-parameter', 'redirect_uri', ['open-redirect-param']),
  url('return-url-parameter', 'returnUrl', ['open-redirect-param']),
  ...['webhookUrl', 'avatarUrl'].map((name) =>
    propertyOperator({
      id: `${name}-in-body`,
      rule: ['ssrf-url-body'],
      severity: 'medium',
      into: 'request',
      name,
      schema: () => uri('Where to call.'),
    }),
  ),
  webhook('webhook-unsigned', ['hook-unsigned'], { isSigned: false, schema: closedObject({ reference: codeText() }) }),
  webhook('webhook-without-schema', ['hook-no-schema'], { isSigned: true }),
];
