import { family } from '#rule';
import { bodies } from './bodies.ts';
import { operationLife } from './operation-life.ts';
import { operations } from './operations.ts';
import { parameterLife, propertyLife } from './value-life.ts';
import { parameters } from './parameters.ts';
import { values } from './values.ts';

export default family([
  ...operationLife,
  ...parameterLife,
  ...propertyLife,
  ...operations,
  ...parameters,
  ...bodies,
  ...values,
]);
