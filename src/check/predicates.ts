/* What rules ask of the model: the part of `#rule` that is no contract. */
export { child, keysOf, parent } from '../model/source.ts';
export { header } from '../model/exchange.ts';
export { isObject, own, ownText } from '../model/json.ts';
export { eachLeaf, placeOnWay } from '../model/leaves.ts';
export { classifyName, classifyValue, dataClasses, isChecked, type DataClass } from '../model/data-class/classify.ts';
export { isPan } from '../model/data-class/forms.ts';
export {
  allowsAnonymous,
  hasMisspeltSecurity,
  isAnonymousAlternative,
  isUnprotected,
  isWeakScheme,
  isWildcardScope,
  operationsRequiring,
  schemeUse,
  takesKeyAlone,
} from '../model/auth.ts';
export {
  hasPublicServer,
  hostOf,
  isCleartext,
  isCleartextUrl,
  isInternalUrl,
  isLoopback,
  servedBy,
  serversOf,
} from '../model/servers.ts';
export { overTls, serverOverTls, urlOverTls, variableOverTls } from './repair/https.ts';
export { requireScheme, withoutAnonymous } from './repair/security.ts';
export { limitRepair, rangeRepair, type Limit } from './repair/limits.ts';
export { sharedResponse } from './repair/responses.ts';
export { authCause, authText, compareAuth, scopeRank } from '../model/effective-auth.ts';
export { strengthOf } from '../model/auth-scheme.ts';
export { markerField } from '../model/marker.ts';
export { invalidBodies, validBody, type ValidBodyWish } from '../model/generate/valid-body.ts';
export type { InvalidBody } from '../model/generate/faults.ts';
export type { Made } from '../model/generate/make-body.ts';
export { flatten } from '../model/flatten.ts';
export { servedJson } from '../model/api-call.ts';
export { isIdName } from '../model/id-name.ts';
export { isIdentifier } from '../model/shape.ts';
export { isCredentialFlow, isOauthEndpoint } from '../model/credential-flow.ts';
export {
  insideOf,
  isAdministrative,
  isAsking,
  isInboundHook,
  isServiceInfo,
  isSideEffecting,
} from '../model/function-class.ts';
export { canonicalId, canonicalPath, fullPath, isWrite, operationsById } from '../model/operation.ts';
export { isVariable, overlaps, segmentsOf, type Overlap } from '../model/overlap.ts';
export { effectiveBounds, type Bounds } from '../model/bounds.ts';
export { shapeOf, type PatternShape } from '../model/pattern/shape.ts';
export { parsePattern } from '../model/pattern/parse.ts';
export { attackText, growthOf, isHarmless, isSteep, type Growth } from './patterns/redos.ts';
export { violationOf, type Violation } from '../model/payload/validate.ts';
export { isSentObject, isSentValue, schemasLacking } from '../model/sent-values.ts';
export { schemaName } from '../model/schema-name.ts';
export { demandsOn, sensitivityOf, type Demand, type Policy } from '../model/policy.ts';
export { declaresLimit, limitNeedOf } from '../model/limit-need.ts';
export { isIssuedCard, isReveal } from '../model/card-issuing.ts';
export { isMasked, isSaidWhole } from '../model/masking.ts';
export { isFormFile } from '../model/form-files.ts';
export { inputNames, isRepeatable } from '../model/repeatable.ts';
export { gravityOf, isMeantOpen, isSensitive } from '../model/openness.ts';
export { classesOf, type OperationClass } from '../model/operation-class.ts';
export { dataOf, type DataDirection, type DataUse } from '../model/operation-data.ts';
export { flowsOf, ownerOf, requestFlows, responseFlows } from '../model/schema-graph.ts';
export { schemasInCycles } from '../model/schema-cycles.ts';
export { operationsReaching } from '../model/schema-reach.ts';
export { literalsOf, pathWords, wordsOf } from '../model/words.ts';
export { hostKind, pathValues } from '../model/match.ts';
export { isIdleCookie } from '../model/redact/headers.ts';
export { textBreaks, type BrokenConstraint } from '../model/payload/text-value.ts';
export type { Difference } from '../model/payload/seen.ts';
export { coversType } from '../model/media-range.ts';
export { documentedResponse, payloadDifferences } from './traffic/payload.ts';
export { isLoginPage, isPageLoad, isServedStatus } from './traffic/page.ts';
export { isGraveInAnswer, isToldAsLeak } from './traffic/leak.ts';
export { baseName, cookiesOf, formProperty, formSchema, textsOf } from './traffic/fields.ts';
export { propertiesAt } from './traffic/at-path.ts';
export { declared, type Declared } from './traffic/declared.ts';
