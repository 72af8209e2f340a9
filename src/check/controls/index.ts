/** What probes have in common: oracles, controls and what they stand on. Part of `#rule`. */
export {
  accountHolders,
  accountStepOf,
  isSecret,
  stepsOf,
  throwAwayAccount,
  witnessFor,
  type AccountStep,
  type Witness,
} from './accounts.ts';
export {
  compared,
  inWords,
  isAlike,
  isOnOwnHost,
  isServed,
  isSuccess,
  shown,
  siblingPath,
  unusable,
  isFromCache,
  isRefused,
} from './answers.ts';
export { changeableField, fieldIn, isSameJson, jsonRequest, sentField, unchangedBody, wholeBody } from './bodies.ts';
export { changeOf, inputsOf } from './inputs.ts';
export { isWorkedOut, judgeEvaluation, type EvaluationVerdict, type Syntax } from './evaluation.ts';
export {
  isHarmlessToTry,
  isQuestion,
  isTextSlot,
  screenOf,
  sendAt,
  takesText,
  textIn,
  validCall,
  type Screen,
  type Slot,
  type ValidCall,
} from './interpreter.ts';
export { isHeaderSlot } from './header-slot.ts';
export { judgeCallback, type Callback, type CallbackVerdict } from './callback.ts';
export {
  isSameAnswer,
  judgeDifferential,
  volatilePlaces,
  type Differential,
  type DifferentialVerdict,
} from './differential.ts';
export { callScreenOf, isAddressSlot, isMeantToCall, showsText, takesAddress, type CallScreen } from './outgoing.ts';
export { climb, doubles, followsDose, type Ladder, type Rung } from './dose.ts';
export { climbWaits, waitedMsMin, waitEvidence } from './waiting.ts';
export {
  foreignObject,
  foreignPair,
  heedPublic,
  heedShared,
  isPrivilegedRole,
  listNamed,
  listShows,
  servedUser,
} from './callers.ts';
export { canariesOf, carried, holdsObject, isTelling, placesInWords, placesOf } from './canary.ts';
export { isJwtHolder, judgeCredential, type CredentialVerdict, type ForgedCredential } from './credentials.ts';
export { judgeForeignRead, type ForeignRead, type ReadVerdict } from './foreign-read.ts';
export { effectOf, hasEffect, isSameState, type Effect } from './effect.ts';
export { foreignUpdate } from './foreign-update.ts';
export { plainRead, refusedRead, type PlainRead, type Refused } from './plain-read.ts';
export { judgeForeignWrite, type ForeignWrite, type WriteVerdict } from './foreign-write.ts';
export type { Assignable } from './assignable.ts';
export { isAssigning, judgeAssigning, type AssignVerdict } from './assigning.ts';
export { declaredIn, doubtOf, isSecretClass, leaksOf, servedTwice, type ServedTwice } from './leaks.ts';
export {
  creatorOf,
  isForOthers,
  judgeEffect,
  plainEffect,
  type EffectAsk,
  type EffectCall,
  type EffectVerdict,
} from './own-effect.ts';
export { filledPath } from './path-of.ts';
export {
  isClosed,
  judgeWayIn,
  plantedRead,
  privilegedRead,
  ranks,
  type PrivilegedRead,
  type WayIn,
  type WayVerdict,
} from './privileged-read.ts';
export { judgeSticking, type StickVerdict, type Sticking } from './sticking.ts';
export { algorithmOf, laterEnd, tokenProbe, type TokenProbe, type TokenQuestion } from './token-probe.ts';
export { goesByCookie, isGuardedRead, judgeCors, type CorsQuestion, type CorsVerdict } from './cors.ts';
export { servedOnce, type Served } from './served.ts';
export { singleUseFlow } from './single-use.ts';
export { triesUnhindered, remainingIn } from './tries.ts';
export { textsIn, valuesOf, type Value } from './values.ts';
export { holdsSystemFile } from './system-file.ts';
export { stackIn } from './trace.ts';
export { xmlDocument, type XmlParts } from './xml.ts';
