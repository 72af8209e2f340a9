import type { AnyRow } from '#rule';
import { row } from './row.ts';

export const parameters: readonly AnyRow[] = [
  row({
    id: 'parameter-added-required',
    title: 'Required parameter added',
    compat: 'breaking',
    on: ['parameter/added'],
    when: ({ parameter }) => parameter.after?.required === true,
    say: ({ parameter, operation }) =>
      `${operation.id} needs the ${parameter.after?.in} parameter "${parameter.after?.name}" now.`,
    snippet: 'required: false',
  }),
  row({
    id: 'parameter-added',
    title: 'Optional parameter added',
    compat: 'no',
    on: ['parameter/added'],
    say: ({ parameter, operation }) =>
      `${operation.id} takes the ${parameter.after?.in} parameter "${parameter.after?.name}" now.`,
  }),
  row({
    id: 'parameter-removed',
    title: 'Parameter removed',
    compat: 'maybe',
    on: ['parameter/removed'],
    say: ({ parameter, operation }) =>
      `${operation.id} no longer takes the ${parameter.before?.in} parameter "${parameter.before?.name}".`,
  }),
  row({
    id: 'parameter-became-required',
    title: 'Parameter became required',
    compat: 'breaking',
    on: ['parameter/required'],
    say: ({ parameter, operation }) => `${operation.id} needs "${parameter.after?.name}" now, which was optional.`,
    snippet: 'required: false',
  }),
  row({
    id: 'parameter-became-optional',
    title: 'Parameter became optional',
    compat: 'no',
    on: ['parameter/optional'],
    say: ({ parameter, operation }) => `${operation.id} no longer needs "${parameter.after?.name}".`,
  }),
  row({
    id: 'parameter-style-changed',
    title: 'Parameter is written another way',
    compat: 'breaking',
    on: ['parameter/style'],
    say: ({ parameter }) =>
      `Style or explode of "${parameter.after?.name}" has changed: lists and objects are written another way.`,
    snippet: 'style: form\nexplode: true',
  }),
  row({
    id: 'parameter-reserved-allowed',
    title: 'Reserved characters allowed in a parameter',
    compat: 'no',
    on: ['parameter/reserved'],
    say: ({ parameter }) => `"${parameter.after?.name}" takes reserved characters unencoded now.`,
  }),
  row({
    id: 'parameter-empty-allowed',
    title: 'Empty value allowed in a parameter',
    compat: 'no',
    on: ['parameter/empty-value'],
    say: ({ parameter }) => `"${parameter.after?.name}" may be sent without a value now.`,
  }),
];
