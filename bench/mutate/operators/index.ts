import type { Operator } from '../operator.ts';
import { auth } from './auth.ts';
import { data } from './data.ts';
import { examples } from './examples.ts';
import { flows } from './flows.ts';
import { hooks } from './hooks.ts';
import { limits } from './limits.ts';
import { media } from './media.ts';
import { oauth } from './oauth.ts';
import { parameters } from './parameters.ts';
import { paths } from './paths.ts';
import { properties } from './properties.ts';
import { responses } from './responses.ts';
import { schemes } from './schemes.ts';
import { scopesAndRoles } from './scopes.ts';
import { structure } from './structure.ts';
import { transport } from './transport.ts';

/** In the order of the table that they end up in. */
export const operators: readonly Operator[] = [
  ...transport,
  ...auth,
  ...schemes,
  ...oauth,
  ...scopesAndRoles,
  ...properties,
  ...data,
  ...examples,
  ...limits,
  ...parameters,
  ...responses,
  ...media,
  ...flows,
  ...hooks,
  ...structure,
  ...paths,
];
