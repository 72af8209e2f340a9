/** All that a probe's `target.ts` may import besides types of `#rule`: as `#twin`. */
export { app, reply, type AppOptions, type Ask, type Reply, type Route, type TwinUser } from './app.ts';
export { fakeJwt, jwtOf, type JwtParts } from './jwt.ts';
export { fitting, guarded, signedIn, type SignedIn } from './guard.ts';
