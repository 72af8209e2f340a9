/** What operations answer: errors, rate limits, headers and media types. */
import type { Fault, Operator } from '../operator.ts';
import { spot } from '../operator.ts';
import { firstOnMoney, leftAlone, vanish } from '../follows.ts';
import { closedObject, codeText, content, operationOperator } from '../insert.ts';
import type { OperationSite, Tree } from '../tree.ts';
import { isProtected, isTree, isV2, isWrite, objectAt, operations } from '../tree.ts';

const statuses = ({ node }: OperationSite): readonly string[] =>
  isTree(node['responses']) ? Object.keys(node['responses']) : [];

/** Takes answers away from an operation that has them. */
function without(fault: Fault & { gone: RegExp; where: (site: OperationSite, doc: Tree) => boolean }): Operator {
  const { gone, where, ...rest } = fault;
  return {
    follows: [leftAlone],
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
    isV2(doc) || !JSON.stringify(doc['paths']).includes('"application/json"')
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

const inputGone = /^(400|415|422)$/;
const serverGone = /^5(\d\d|XX)$/i;
/** Answers of every kind: with one of them nothing is missing. */
const coversAll = (site: OperationSite): boolean => statuses(site).some((status) => /^(default|4XX)$/i.test(status));

export const responses: readonly Operator[] = [
  without({
    id: 'no-429',
    // Of what is costly, guessed or worth automating a nearer rule says it.
    rule: ['rate-429', 'costly-op-unthrottled', 'auth-flow-op-unthrottled', 'flow-automation-abuse'],
    severity: 'medium',
    gone: /^429$/,
    where: (site, doc) => isUsual(doc, '429') && !coversAll(site),
  }),
  without({
    id: 'no-401-403-404',
    rule: ['err-401-403-404'],
    severity: 'low',
    gone: /^(401|403)$/,
    // Of an object 404 stays: that nothing is said of those of others is another fault.
    where: (site, doc) =>
      isProtected(doc, site) &&
      statuses(site).includes('401') &&
      !coversAll(site) &&
      (!site.path.includes('{') || statuses(site).includes('404')),
  }),
  without({
    id: 'no-input-error',
    rule: ['err-400-422'],
    severity: 'low',
    gone: inputGone,
    where: (site) => site.node['requestBody'] !== undefined && isWrite(site) && !coversAll(site),
  }),
  without({
    id: 'no-server-error',
    rule: ['err-500-or-default'],
    severity: 'low',
    gone: serverGone,
    where: (site) => !statuses(site).includes('default'),
  }),
  without({
    id: 'no-success',
    rule: ['success-undefined'],
    severity: 'low',
    gone: /^[23]/,
    follows: [
      leftAlone,
      vanish(
        ['bola-candidate', 'hdr-cache-sensitive', 'page-missing'],
        'What nobody describes nobody can judge by what it holds.',
      ),
    ],
    where: (site) => keeps(site, /^[23]/, /^[45]/) && !statuses(site).includes('default'),
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
    path: '/my-statement',
    method: 'get',
    follows: [firstOnMoney],
    draft: () => ({
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
