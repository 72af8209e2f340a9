import { family } from '#rule';
import { bodies } from './bodies.ts';
import { forms } from './forms.ts';
import { limits } from './limits.ts';
import { objects } from './objects.ts';
import { parameters } from './parameters.ts';

export default family([...limits, ...forms, ...objects, ...parameters, ...bodies]);
