/** All that a probe's `target.ts` may import besides types of `#rule`: as `#twin`. */
export { app, reply, type AppOptions, type Ask, type Reply, type Route, type TwinUser } from './app.ts';
export { certificate, expiredCertificate } from './certificates.ts';
export { collection, type Collection, type CollectionOptions, type TwinRow } from './collection.ts';
export { guarded, textIn } from './guarded.ts';
export { fetched } from './outside.ts';
export { fakeJwt, jwtOf, type JwtParts } from './jwt.ts';
