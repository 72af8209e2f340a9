/** All that a probe's `target.ts` may import besides types of `#rule`: as `#twin`. */
export { app, reply, type AppOptions, type Ask, type Reply, type Route, type TwinUser } from './app.ts';
export { backtrackingMatch, type Matched } from './backtracking.ts';
export { certificate, expiredCertificate } from './certificates.ts';
export { collection, typed, type Collection, type CollectionOptions, type TwinRow } from './collection.ts';
export { fetched } from './outside.ts';
export { fitting, guarded, signedIn, type SignedIn } from './guard.ts';
export { callersOnly, textIn } from './callers-only.ts';
export { fakeJwt, jwtOf, type JwtParts } from './jwt.ts';
export { people, type People, type Person } from './people.ts';
export { isHmacOf, isRsaOf, rsaKey, type RsaKey } from './signature.ts';
