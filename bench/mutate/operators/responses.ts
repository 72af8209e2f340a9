/** What operations answer: errors, rate limits, headers and media types. */
import type { Fault, Operator } from '../operator.ts';
import { spot } from '../operator.ts';
import { closedObject, codeText, content, operationOperator, parameter } from '../insert.ts';
import type { OperationSite, Tree } from '../tree.ts';
import { isProtected, isTree, isV2, objectAt, operations } from '../tree.ts';

const statuses = ({ node }: OperationSite): readonly string[] =>
  isTree(node['responses']) ? Object.keys(node['responses']) : [];

/** Takes answers away from an operation that has them. */
function without(fault: Fault & { gone: RegExp; where: (site: OperationSite, doc: Tree) => boolean }): Operator {
  const { gone, where, ...rest } = fault;
  return {
    ...rest,
    sites: (doc) =>
      operations(doc)
        .filter((site) => statuses(site).some((status) => gone.test(status)) && where(site, doc))
        .map(({ keys }) => keys),
    apply: (doc, site) => {
      const table = objectAt(doc, [...site, 'responses']);
      for (const status of Object.keys(table)) if (gone.test(status)) delete table[status];
      return spot([...site, 'responses'], site);
    },
  };
}

const keeps = (site: OperationSite, gone: RegExp, kept: RegExp): boolean =>
  statuses(site).some((status) => !gone.test(status) && kept.test(status));

/** The operation is the exception: nearly all of the others have it. */
function isUsual(doc: Tree, status: string): boolean {
  const all = operations(doc);
  return all.filter((site) => statuses(site).includes(status)).length >= all.length * 0.8;
}

const htmlError: Operator = {
  id: 'error-as-html',
  rule: ['err-format'],
  severity: 'info',
  sites: (doc) =>
    isV2(doc)
      ? []
      : operations(doc)
          .filter((site) => statuses(site).some((status) => status.startsWith('4')) && !statuses(site).includes('418'))
          .map(({ keys }) => keys),
  apply: (doc, site) => {
    const { description: _, ...schema } = codeText();
    objectAt(doc, [...site, 'responses'])['418'] = { description: 'A teapot.', ...content(doc, schema, 'text/html') };
    const at = [...site, 'responses', '418'];
    return spot(at, [...at, 'content'], [...at, 'content', 'text/html'], [...at, 'content', 'text/html', 'schema']);
  },
};

/** The answer to too many calls loses its headers, in the operation or in a component of its own. */
function throttled(fault: Fault & { path: string; gone: RegExp }): Operator {
  const { gone, path, ...rest } = fault;
  return operationOperator({
    ...rest,
    path,
    method: 'get',
    draft: () => ({}),
    change: (node) => {
      const headers = objectAt(node, ['responses', '429', 'headers']);
      for (const name of Object.keys(headers)) if (gone.test(name)) delete headers[name];
    },
  });
}

/** Findings on a response that is no longer there. */
const withIt = /^auth-op-unprotected-read$|^(hdr|rate|err|data|limit|prop|schema|inv-unused|media|bola)-/;
const inputGone = /^(400|422|4XX|default)$/i;
const serverGone = /^(5\d\d|5XX|default)$/i;

export const responses: readonly Operator[] = [
  without({
    id: 'no-429',
    rule: ['rate-429'],
    severity: 'medium',
    follows: withIt,
    gone: /^429$/,
    where: (site, doc) => isUsual(doc, '429') && !statuses(site).some((status) => /^(default|4XX)$/i.test(status)),
  }),
  without({
    id: 'no-401-403-404',
    rule: ['err-401-403-404'],
    severity: 'low',
    follows: withIt,
    gone: /^(401|403|404)$/,
    where: (site, doc) =>
      isProtected(doc, site) && statuses(site).includes('401') && !keeps(site, /x/, /^(default|4XX)$/i),
  }),
  without({
    id: 'no-input-error',
    rule: ['err-400-422'],
    severity: 'low',
    follows: withIt,
    gone: inputGone,
    where: (site) => site.node['requestBody'] !== undefined && statuses(site).some((one) => one.startsWith('4')),
  }),
  without({
    id: 'no-server-error',
    rule: ['err-500-or-default'],
    severity: 'low',
    follows: withIt,
    gone: serverGone,
    where: (site) => statuses(site).some((one) => one.startsWith('5')),
  }),
  without({
    id: 'no-success',
    rule: ['success-undefined'],
    severity: 'low',
    follows: withIt,
    gone: /^[23]|^default$/i,
    where: (site) => keeps(site, /^([23]|default)/i, /^[45]/),
  }),
  throttled({
    id: 'no-retry-after',
    rule: ['rate-retry-after'],
    severity: 'low',
    path: '/one-more-reference',
    gone: /^Retry-After$/,
  }),
  throttled({
    id: 'no-rate-headers',
    rule: ['rate-headers'],
    severity: 'low',
    path: '/one-more-reference',
    gone: /^RateLimit/,
  }),
  htmlError,
  operationOperator({
    id: 'statement-without-no-store',
    rule: ['hdr-cache-sensitive'],
    severity: 'low',
    follows: /^(data-pii-unclassified|bola-candidate|auth-mtls-profile)$/,
    path: '/customer-records/{customerId}/statement',
    method: 'get',
    draft: (doc) => ({
      parameters: [
        parameter(doc, 'customerId', {
          schema: { type: 'string', format: 'uuid', maxLength: 36 },
          in: 'path',
          required: true,
        }),
      ],
      response: closedObject({
        accountNumber: {
          type: 'string',
          description: 'The account.',
          minLength: 6,
          maxLength: 17,
          pattern: '^[0-9]{6,17}$',
        },
        balance: { type: 'string', description: 'In euros.', maxLength: 12, pattern: '^[0-9]{1,9}[.][0-9]{2}$' },
      }),
    }),
    change: (node) => {
      delete objectAt(node, ['responses', '200'])['headers'];
    },
  }),
];
