/** What operations answer: errors, rate limits, headers and media types. */
import type { Fault, Operator } from '../operator.ts';
import { inserted, spot } from '../operator.ts';
import { closedObject, codeText, content, operationOperator, parameter } from '../insert.ts';
import type { Keys, OperationSite, Tree } from '../tree.ts';
import {
  get,
  isProtected,
  isTree,
  isV2,
  objectAt,
  operations,
  ownPlace,
  requestSchema,
  responseSchema,
} from '../tree.ts';

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

/** Successful answers with a JSON schema of their own, not shared. */
function answers(doc: Tree): readonly Keys[] {
  return operations(doc).flatMap((site) =>
    ['200', '201'].flatMap((status): Keys[] => {
      const place = ownPlace(doc, [...site.keys, 'responses', status]);
      return place !== undefined && get(doc, responseSchema(doc, place)) !== undefined ? [place] : [];
    }),
  );
}

function header(fault: Fault & { name: string; schema: Tree }): Operator {
  const { name, schema, ...rest } = fault;
  return {
    ...rest,
    sites: (doc) => answers(doc).filter((keys) => get(doc, [...keys, 'headers', name]) === undefined),
    apply: (doc, site) => {
      const response = objectAt(doc, site);
      const { description = '', ...bare } = structuredClone(schema);
      const { example, ...shape } = bare;
      const node: Tree = isV2(doc)
        ? { description, ...bare }
        : { description, schema: shape, ...(example === undefined ? {} : { example }) };
      const table = isTree(response['headers']) ? response['headers'] : {};
      table[name] = node;
      response['headers'] = table;
      return inserted(doc, [...site, 'headers', name], site);
    },
  };
}

/** One more media type of an answer. */
function media(fault: Fault & { type: string; into: 'request' | 'response' }): Operator {
  const { type, into, ...rest } = fault;
  return {
    ...rest,
    sites: (doc) => {
      if (isV2(doc)) return [];
      const places =
        into === 'response' ? answers(doc) : operations(doc).map((site) => requestSchema(doc, site).slice(0, -3));
      return places.filter(
        (keys) => isTree(get(doc, [...keys, 'content'])) && get(doc, [...keys, 'content', type]) === undefined,
      );
    },
    apply: (doc, site) => {
      objectAt(doc, [...site, 'content'])[type] = { schema: closedObject({ reference: codeText() }) };
      const at = [...site, 'content', type];
      return spot(at, [...site, 'content'], [...at, 'schema'], site);
    },
  };
}

function withoutSchema({ into, ...fault }: Fault & { into: 'request' | 'response' }): Operator {
  return {
    ...fault,
    // What was wrong with the schema is gone with it.
    follows: /^(limit|prop|schema|data|id|money|batch|inv-unused|ssrf|example|secret|pan|hdr|bola)-/,
    sites: (doc) =>
      into === 'response'
        ? answers(doc)
            .map((keys) => responseSchema(doc, keys))
            .filter((keys) => !isV2(doc) || keys.length > 0)
        : operations(doc)
            .map((site) => requestSchema(doc, site))
            .filter((keys) => !isV2(doc) && get(doc, keys) !== undefined),
    apply: (doc, site) => {
      const holder = site.slice(0, -1);
      delete objectAt(doc, holder)['schema'];
      return spot(holder, site, holder.slice(0, -1), holder.slice(0, -2));
    },
  };
}

const noContent: Operator = {
  id: 'body-on-204',
  rule: ['success-undefined'],
  severity: 'low',
  sites: (doc) =>
    operations(doc).flatMap((site): Keys[] => {
      const place = ownPlace(doc, [...site.keys, 'responses', '204']);
      return place !== undefined &&
        get(doc, [...place, 'content']) === undefined &&
        get(doc, [...place, 'schema']) === undefined
        ? [place]
        : [];
    }),
  apply: (doc, site) => {
    Object.assign(objectAt(doc, site), content(doc, closedObject({ reference: codeText() })));
    return spot(site, [...site, 'content'], [...site, 'schema'], [...site, 'content', 'application/json']);
  },
};

const htmlError: Operator = {
  id: 'error-as-html',
  rule: ['err-format'],
  severity: 'info',
  sites: (doc) =>
    isV2(doc)
      ? []
      : operations(doc)
          .filter((site) => statuses(site).some((status) => /^4/.test(status)) && !statuses(site).includes('418'))
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
const withIt = /^(hdr|rate|err|data|limit|prop|schema|inv-unused|media|bola)-/;
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
    where: (site) => site.node['requestBody'] !== undefined && statuses(site).some((one) => /^4/.test(one)),
  }),
  without({
    id: 'no-server-error',
    rule: ['err-500-or-default'],
    severity: 'low',
    follows: withIt,
    gone: serverGone,
    where: (site) => statuses(site).some((one) => /^5/.test(one)),
  }),
  without({
    id: 'no-success',
    rule: ['success-undefined'],
    severity: 'low',
    follows: withIt,
    gone: /^[23]|^default$/i,
    where: (site) => keeps(site, /^([23]|default)/i, /^[45]/),
  }),
  noContent,
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
  header({
    id: 'cors-any-origin',
    rule: ['cors-header'],
    severity: 'low',
    name: 'Access-Control-Allow-Origin',
    schema: { type: 'string', description: 'Who may read it.', enum: ['*'], maxLength: 1 },
  }),
  header({
    id: 'cookie-without-flags',
    rule: ['hdr-cookie-flags'],
    severity: 'medium',
    name: 'Set-Cookie',
    schema: {
      type: 'string',
      description: 'The session.',
      maxLength: 200,
      pattern: '^[!-~ ]{1,200}$',
      example: 'sid=38afes7a8; Path=/',
    },
  }),
  operationOperator({
    id: 'statement-without-no-store',
    rule: ['hdr-cache-sensitive'],
    severity: 'low',
    follows: /^(data-pii-unclassified|bola-candidate)$/,
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
  media({
    id: 'any-media-type-in-response',
    rule: ['media-type-wildcard'],
    severity: 'low',
    type: '*/*',
    into: 'response',
  }),
  media({
    id: 'any-media-type-in-request',
    rule: ['media-type-wildcard', 'upload-any-type'],
    severity: 'low',
    follows: /^(upload-|media-)/,
    type: '*/*',
    into: 'request',
  }),
  media({
    id: 'media-type-of-no-tree',
    rule: ['media-type-wildcard'],
    severity: 'low',
    type: 'aplication/json',
    into: 'response',
  }),
  media({ id: 'xml-in-request', rule: ['xml-body'], severity: 'info', type: 'application/xml', into: 'request' }),
  withoutSchema({
    id: 'response-without-schema',
    rule: ['schema-missing-response'],
    severity: 'low',
    into: 'response',
  }),
  withoutSchema({ id: 'request-without-schema', rule: ['schema-missing-request'], severity: 'low', into: 'request' }),
];
