/** Bodies and headers of answers: their schemas, media types and flags. */
import type { Fault, Operator } from '../operator.ts';
import { inserted, spot } from '../operator.ts';
import { leftAlone, vanish } from '../follows.ts';
import { closedObject, codeText, content } from '../insert.ts';
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

/** Successful answers with a JSON schema of their own, not shared. */
function answers(doc: Tree, where: (site: OperationSite) => boolean = () => true): readonly Keys[] {
  return operations(doc)
    .filter(where)
    .flatMap((site) =>
      ['200', '201'].flatMap((status): Keys[] => {
        const place = ownPlace(doc, [...site.keys, 'responses', status]);
        return place !== undefined && get(doc, responseSchema(doc, place)) !== undefined ? [place] : [];
      }),
    );
}

function header(
  fault: Fault & { name: string; schema: Tree; where?: (site: OperationSite, doc: Tree) => boolean },
): Operator {
  const { name, schema, where = () => true, ...rest } = fault;
  return {
    ...rest,
    sites: (doc) =>
      // Headers of 2.0 have no examples.
      answers(doc, (site) => where(site, doc)).filter(
        (keys) => get(doc, [...keys, 'headers', name]) === undefined && !(isV2(doc) && schema['example'] !== undefined),
      ),
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
function mediaType(fault: Fault & { type: string; into: 'request' | 'response' }): Operator {
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
    follows: [
      leftAlone,
      vanish(
        into === 'response'
          ? ['bola-candidate', 'data-secret-in-response', 'hdr-cache-sensitive', 'page-missing']
          : ['auth-mtls-profile', 'flow-no-idempotency', 'flow-no-step-up'],
        'Nobody can tell any more what is in it.',
      ),
    ],
    ...fault,
    sites: (doc) =>
      into === 'response'
        ? answers(doc)
            .map((keys) => responseSchema(doc, keys))
            // In 2.0 an answer without a schema is one without a body.
            .filter(() => !isV2(doc))
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

export const media: readonly Operator[] = [
  noContent,
  header({
    id: 'cors-any-origin',
    rule: ['cors-header'],
    severity: 'low',
    name: 'Access-Control-Allow-Origin',
    // What anybody may call any page may read.
    where: (site, doc) => isProtected(doc, site),
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
  mediaType({
    id: 'any-media-type-in-response',
    rule: ['media-type-wildcard'],
    severity: 'low',
    type: '*/*',
    into: 'response',
  }),
  mediaType({
    id: 'any-media-type-in-request',
    rule: ['media-type-wildcard', 'upload-any-type'],
    severity: 'low',
    type: '*/*',
    into: 'request',
  }),
  mediaType({
    id: 'media-type-of-no-tree',
    rule: ['media-type-wildcard'],
    severity: 'low',
    type: 'aplication/json',
    into: 'response',
  }),
  mediaType({ id: 'xml-in-request', rule: ['xml-body'], severity: 'info', type: 'application/xml', into: 'request' }),
  withoutSchema({
    id: 'response-without-schema',
    rule: ['schema-missing-response'],
    severity: 'low',
    into: 'response',
  }),
  withoutSchema({ id: 'request-without-schema', rule: ['schema-missing-request'], severity: 'low', into: 'request' }),
];
