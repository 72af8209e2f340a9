import { IdentityLost } from '../check/target.ts';

/** A caller that cannot log in, or whose credential died: one line, the run is incomplete. */
export class IdentityError extends IdentityLost {}
