import { flag, list, number, object, text, type Shape } from './shape.ts';

export const categories = ['API1', 'API2', 'API3', 'API4', 'API5', 'API6', 'API7', 'API8', 'API9', 'API10'] as const;

const anyScalar: Shape<string | number | boolean> = {
  schema: { type: ['string', 'number', 'boolean'] },
  read: ({ value, at, complain }) =>
    typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
      ? value
      : complain(at, 'one value belongs here'),
};
const size = number({ min: -1e15, max: 1e15 });

/** One question about one field, of own rules and own probes. */
export const condition = object(
  {
    field: text(),
    exists: flag,
    equals: anyScalar,
    in: list(text()),
    'not-in': list(text()),
    like: text({ like: 'a glob such as /admin/*' }),
    min: size,
    max: size,
    contains: list(text()),
  },
  { required: ['field'] },
);
