import type { AnyRow, ParameterFact } from '#rule';
import {
  dateOf,
  daysAsked,
  isAhead,
  isTooSoon,
  isUnreadable,
  levelKey,
  levels,
  soon,
  stable,
  textAt,
} from './dates.ts';
import { row } from './row.ts';

/** Ends of parameters. */
export const parameterLife: readonly AnyRow[] = [
  row({
    id: 'parameter-removed-before-sunset',
    title: 'Parameter removed before its sunset',
    compat: 'breaking',
    on: ['parameter/removed'],
    when: ({ parameter }, versions) => isAhead(textAt(parameter.before?.raw, 'x-sunset'), versions),
    say: ({ parameter }) => `"${parameter.before?.name}" is gone before the date that was announced.`,
  }),
  row({
    id: 'parameter-removed-sunset-unreadable',
    title: 'Parameter removed with a sunset that is no date',
    compat: 'breaking',
    on: ['parameter/removed'],
    when: ({ parameter }) => isUnreadable(textAt(parameter.before?.raw, 'x-sunset')),
    say: ({ parameter }) => `"${parameter.before?.name}" is gone, and its x-sunset was no date.`,
  }),
  row({
    id: 'parameter-removed-deprecated',
    title: 'Deprecated parameter removed',
    compat: 'no',
    on: ['parameter/removed'],
    when: ({ parameter }) => parameter.before?.deprecated === true,
    say: ({ parameter }) => `"${parameter.before?.name}" is gone, as announced.`,
  }),
  row({
    id: 'parameter-sunset-unreadable',
    title: 'Sunset of a parameter is no date',
    compat: 'breaking',
    on: ['parameter/deprecated', 'parameter/sunset'],
    when: ({ parameter }) => isUnreadable(textAt(parameter.after?.raw, 'x-sunset')),
    say: ({ parameter }) =>
      `x-sunset of "${parameter.after?.name}" is no date (2027-06-30): nobody can tell when it ends.`,
  }),
  row({
    id: 'parameter-sunset-deleted',
    title: 'Sunset of a parameter taken away',
    compat: 'breaking',
    on: ['parameter/sunset'],
    when: ({ parameter }) =>
      parameter.after?.deprecated === true && textAt(parameter.after.raw, 'x-sunset') === undefined,
    say: ({ parameter }) => `"${parameter.after?.name}" no longer says when it ends.`,
  }),
  row({
    id: 'parameter-sunset-earlier',
    title: 'Sunset of a parameter moved to an earlier day',
    compat: 'breaking',
    on: ['parameter/sunset'],
    when: ({ parameter: { before, after } }) =>
      (dateOf(textAt(after?.raw, 'x-sunset')) ?? '9') < (dateOf(textAt(before?.raw, 'x-sunset')) ?? ''),
    say: ({ parameter }) => `"${parameter.after?.name}" ends earlier than was announced.`,
  }),
  row({
    id: 'parameter-deprecated-without-sunset',
    title: 'Parameter deprecated without a sunset',
    compat: 'breaking',
    on: ['parameter/deprecated'],
    when: (fact, versions) =>
      textAt(fact.parameter.after?.raw, 'x-sunset') === undefined && daysAsked(levelOf(fact), versions) > 0,
    say: ({ parameter }) => `"${parameter.after?.name}" is deprecated, and nobody is told until when it is read.`,
    snippet: soon,
  }),
  row({
    id: 'parameter-sunset-too-soon',
    title: 'Sunset of a parameter sooner than clients were promised',
    compat: 'breaking',
    on: ['parameter/deprecated', 'parameter/sunset'],
    when: (fact, versions) => isTooSoon(textAt(fact.parameter.after?.raw, 'x-sunset'), levelOf(fact), versions),
    say: (fact, versions) =>
      `"${fact.parameter.after?.name}" ends in less than ${daysAsked(levelOf(fact), versions)} days.`,
    snippet: soon,
  }),
  row({
    id: 'parameter-deprecated',
    title: 'Parameter deprecated',
    compat: 'no',
    on: ['parameter/deprecated'],
    say: ({ parameter }) => `"${parameter.after?.name}" is deprecated.`,
  }),
  row({
    id: 'parameter-reactivated',
    title: 'Parameter no longer deprecated',
    compat: 'no',
    on: ['parameter/reactivated'],
    say: ({ parameter }) => `"${parameter.after?.name}" is no longer deprecated.`,
  }),
  row({
    id: 'parameter-sunset-changed',
    title: 'Sunset of a parameter set or moved to a later day',
    compat: 'no',
    on: ['parameter/sunset'],
    say: ({ parameter }) => `The end of "${parameter.after?.name}" has a new date.`,
  }),
];

/** Its own, else that of its operation. */
function levelOf({ parameter, operation }: ParameterFact): string | undefined {
  return textAt(parameter.after?.raw, levelKey) ?? textAt(operation.raw, levelKey);
}

type Direction = 'request' | 'response';

/** Ends of properties. */
export const propertyLife: readonly AnyRow[] = (['request', 'response'] as const).flatMap((direction) => [
  ...endsBroken(direction),
  ...ends(direction),
  ...stages(direction),
]);

function endsBroken(direction: Direction): readonly AnyRow[] {
  return [
    row({
      id: `${direction}-property-sunset-unreadable`,
      title: `Sunset of a property of ${direction}s is no date`,
      compat: 'breaking',
      on: ['schema/deprecated', 'schema/sunset'],
      when: ({ use, after }) => use.direction === direction && isUnreadable(textAt({ after }, 'after')),
      say: ({ name }) => `x-sunset of "${name}" is no date (2027-06-30): nobody can tell when it ends.`,
    }),
    row({
      id: `${direction}-property-sunset-earlier`,
      title: `Sunset of a property of ${direction}s deleted or moved to an earlier day`,
      compat: 'breaking',
      on: ['schema/sunset'],
      when: ({ use, before, after }) =>
        use.direction === direction &&
        (dateOf(textAt({ after }, 'after')) ?? '') < (dateOf(textAt({ before }, 'before')) ?? ''),
      say: ({ name }) => `"${name}" ends earlier than was announced, or no longer says when.`,
    }),
    row({
      id: `${direction}-property-deprecated-without-sunset`,
      title: `Property of ${direction}s deprecated without a sunset`,
      compat: 'breaking',
      on: ['schema/deprecated'],
      when: ({ use, schema, after }, versions) =>
        use.direction === direction &&
        textAt({ after }, 'after') === undefined &&
        daysAsked(textAt(schema.after.raw, levelKey), versions) > 0,
      say: ({ name }) => `"${name}" is deprecated, and nobody is told until when it is there.`,
      snippet: soon,
    }),
    row({
      id: `${direction}-property-sunset-too-soon`,
      title: `Sunset of a property of ${direction}s sooner than clients were promised`,
      compat: 'breaking',
      on: ['schema/deprecated', 'schema/sunset'],
      when: ({ use, schema, after }, versions) =>
        use.direction === direction &&
        isTooSoon(textAt({ after }, 'after'), textAt(schema.after.raw, levelKey), versions),
      say: ({ name, schema }, versions) =>
        `"${name}" ends in less than ${daysAsked(textAt(schema.after.raw, levelKey), versions)} days.`,
      snippet: soon,
    }),
  ];
}

function ends(direction: Direction): readonly AnyRow[] {
  return [
    row({
      id: `${direction}-property-deprecated`,
      title: `Property of ${direction}s deprecated`,
      compat: 'no',
      on: ['schema/deprecated'],
      when: ({ use }) => use.direction === direction,
      say: ({ name }) => `"${name}" is deprecated.`,
    }),
    row({
      id: `${direction}-property-reactivated`,
      title: `Property of ${direction}s no longer deprecated`,
      compat: 'no',
      on: ['schema/reactivated'],
      when: ({ use }) => use.direction === direction,
      say: ({ name }) => `"${name}" is no longer deprecated.`,
    }),
    row({
      id: `${direction}-property-sunset-changed`,
      title: `Sunset of a property of ${direction}s set or moved to a later day`,
      compat: 'no',
      on: ['schema/sunset'],
      when: ({ use }) => use.direction === direction,
      say: ({ name }) => `The end of "${name}" has a new date.`,
    }),
  ];
}

function stages(direction: Direction): readonly AnyRow[] {
  return [
    row({
      id: `${direction}-property-stability-decreased`,
      title: `Stability of a property of ${direction}s lowered`,
      compat: 'breaking',
      on: ['schema/stability'],
      when: ({ use, before, after }) =>
        use.direction === direction &&
        before !== undefined &&
        levels.indexOf(textAt({ after }, 'after') ?? 'stable') < levels.indexOf(textAt({ before }, 'before') ?? ''),
      say: ({ name }) => `"${name}" promises less than before: its stability level fell.`,
      snippet: stable,
    }),
    row({
      id: `${direction}-property-stability-increased`,
      title: `Stability of a property of ${direction}s raised`,
      compat: 'no',
      on: ['schema/stability'],
      when: ({ use }) => use.direction === direction,
      say: ({ name }) => `"${name}" promises more than before.`,
      snippet: stable,
    }),
  ];
}
