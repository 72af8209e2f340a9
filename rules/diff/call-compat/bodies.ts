import type { AnyRow } from '#rule';
import { row } from './row.ts';

export const bodies: readonly AnyRow[] = [
  row({
    id: 'request-body-added-required',
    title: 'Required request body added',
    compat: 'breaking',
    on: ['body/added'],
    when: ({ body }) => body.after?.required === true,
    say: ({ operation }) => `${operation.id} needs a body now.`,
    snippet: 'requestBody:\n  required: false',
  }),
  row({
    id: 'request-body-added',
    title: 'Optional request body added',
    compat: 'no',
    on: ['body/added'],
    say: ({ operation }) => `${operation.id} takes a body now.`,
  }),
  row({
    id: 'request-body-removed',
    title: 'Request body removed',
    compat: 'breaking',
    on: ['body/removed'],
    say: ({ operation }) => `${operation.id} no longer takes a body.`,
  }),
  row({
    id: 'request-body-became-required',
    title: 'Request body became required',
    compat: 'breaking',
    on: ['body/required'],
    say: ({ operation }) => `${operation.id} needs a body now, which was optional.`,
    snippet: 'requestBody:\n  required: false',
  }),
  row({
    id: 'request-body-became-optional',
    title: 'Request body became optional',
    compat: 'no',
    on: ['body/optional'],
    say: ({ operation }) => `${operation.id} no longer needs a body.`,
  }),
  row({
    id: 'request-media-type-added',
    title: 'Media type accepted',
    compat: 'no',
    on: ['media/added'],
    when: ({ direction }) => direction === 'request',
    say: ({ body, operation }) => `${operation.id} accepts ${body.after?.mediaType} now.`,
  }),
  row({
    id: 'request-media-type-removed',
    title: 'Media type no longer accepted',
    compat: 'breaking',
    on: ['media/removed'],
    when: ({ direction }) => direction === 'request',
    say: ({ body, operation }) => `${operation.id} no longer accepts ${body.before?.mediaType}.`,
    snippet: 'content:\n  application/json: {}',
  }),
  row({
    id: 'request-schema-added',
    title: 'Request body got a schema',
    compat: 'breaking',
    on: ['media/schema-added'],
    when: ({ direction }) => direction === 'request',
    say: ({ operation }) => `The body of ${operation.id} has a schema now: what did not matter before may be refused.`,
  }),
  row({
    id: 'request-schema-removed',
    title: 'Request body lost its schema',
    compat: 'no',
    on: ['media/schema-removed'],
    when: ({ direction }) => direction === 'request',
    say: ({ operation }) => `The body of ${operation.id} has no schema any more.`,
  }),
  row({
    id: 'response-schema-added',
    title: 'Answer got a schema',
    compat: 'no',
    on: ['media/schema-added'],
    say: ({ operation }) => `An answer of ${operation.id} has a schema now.`,
  }),
  row({
    id: 'response-schema-removed',
    title: 'Answer lost its schema',
    compat: 'maybe',
    on: ['media/schema-removed'],
    say: ({ operation }) => `An answer of ${operation.id} has no schema any more: nothing is promised of it.`,
  }),
  row({
    id: 'response-media-type-generalized',
    title: 'Media type of an answer became a more general one',
    compat: 'breaking',
    on: ['media/removed'],
    when: ({ direction, body, instead }) =>
      direction === 'response' && instead.some((other) => covers(other, body.before?.mediaType ?? '')),
    say: ({ operation, body }) =>
      `${operation.id} answers with a more general type than ${body.before?.mediaType} now.`,
    snippet: 'content:\n  application/problem+json: {}',
  }),
  row({
    id: 'response-media-type-narrowed',
    title: 'Media type of an answer narrowed',
    compat: 'no',
    on: ['media/removed'],
    when: ({ body, instead }) => instead.some((other) => covers(body.before?.mediaType ?? '', other)),
    say: ({ operation, body }) => `${operation.id} answers with a narrower type than ${body.before?.mediaType} now.`,
  }),
  row({
    id: 'response-media-type-added',
    title: 'Media type of answers added',
    compat: 'no',
    on: ['media/added'],
    say: ({ body, operation }) => `${operation.id} may answer with ${body.after?.mediaType} now.`,
  }),
  row({
    id: 'response-media-type-removed',
    title: 'Media type of answers removed',
    compat: 'breaking',
    on: ['media/removed'],
    say: ({ body, operation }) => `${operation.id} no longer answers with ${body.before?.mediaType}.`,
    snippet: 'content:\n  application/json: {}',
  }),
  row({
    id: 'response-status-added',
    title: 'Status of success added',
    compat: 'no',
    on: ['response/added'],
    when: ({ response }) => isSuccess(response.after?.status ?? ''),
    say: ({ response, operation }) => `${operation.id} may answer ${response.after?.status} now.`,
  }),
  row({
    id: 'response-status-removed',
    title: 'Status of success removed',
    compat: 'breaking',
    on: ['response/removed'],
    when: ({ response }) => isSuccess(response.before?.status ?? ''),
    say: ({ response, operation }) => `${operation.id} no longer answers ${response.before?.status}.`,
    snippet: "responses:\n  '200': { description: as before }",
  }),
  row({
    id: 'response-error-status-added',
    title: 'Status of failure added',
    compat: 'no',
    on: ['response/added'],
    say: ({ response, operation }) => `${operation.id} may answer ${response.after?.status} now.`,
  }),
  row({
    id: 'response-error-status-removed',
    title: 'Status of failure removed',
    compat: 'no',
    on: ['response/removed'],
    say: ({ response, operation }) => `${operation.id} no longer answers ${response.before?.status}.`,
  }),
  row({
    id: 'response-header-added',
    title: 'Header of answers added',
    compat: 'no',
    on: ['header/added'],
    say: ({ header, operation }) => `Answers of ${operation.id} have the header ${header.after?.name} now.`,
  }),
  row({
    id: 'response-header-removed-required',
    title: 'Promised header of answers removed',
    compat: 'breaking',
    on: ['header/removed'],
    when: ({ header }) => header.before?.required === true,
    say: ({ header, operation }) =>
      `Answers of ${operation.id} no longer have the header ${header.before?.name}, which was promised.`,
    snippet: 'headers:\n  X-Total: { required: true, schema: { type: integer } }',
  }),
  row({
    id: 'response-header-removed',
    title: 'Header of answers removed',
    compat: 'maybe',
    on: ['header/removed'],
    say: ({ header, operation }) => `Answers of ${operation.id} no longer have the header ${header.before?.name}.`,
  }),
  row({
    id: 'response-header-became-optional',
    title: 'Header of answers no longer promised',
    compat: 'breaking',
    on: ['header/optional'],
    say: ({ header, operation }) => `Answers of ${operation.id} may lack the header ${header.after?.name} now.`,
    snippet: 'required: true',
  }),
  row({
    id: 'response-header-became-required',
    title: 'Header of answers promised',
    compat: 'no',
    on: ['header/required'],
    say: ({ header, operation }) => `Answers of ${operation.id} always have the header ${header.after?.name} now.`,
  }),
];

const isSuccess = (status: string): boolean => /^[123]/.test(status);

/** `application/*` covers `application/json`. */
function covers(wide: string, narrow: string): boolean {
  if (wide === '*/*') return true;
  if (wide.endsWith('/*')) return narrow.startsWith(wide.slice(0, -1));
  // `application/xml` covers `application/vnd.example+xml` (RFC 6839).
  const subtype = wide.slice(wide.indexOf('/') + 1);
  return narrow.endsWith(`+${subtype}`);
}
