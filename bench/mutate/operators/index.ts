import type { Operator } from '../operator.ts';
import { auth } from './auth.ts';
import { data } from './data.ts';
import { flows } from './flows.ts';
import { limits } from './limits.ts';
import { oauth } from './oauth.ts';
import { properties } from './properties.ts';
import { responses } from './responses.ts';
import { structure } from './structure.ts';
import { transport } from './transport.ts';

/** In the order of the table that they end up in. */
export const operators: readonly Operator[] = [
  ...transport,
  ...auth,
  ...oauth,
  ...properties,
  ...data,
  ...limits,
  ...responses,
  ...flows,
  ...structure,
];
