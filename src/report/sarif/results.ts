import type { Location, Result } from 'sarif';
import type { Drift } from '../../finding/drift.ts';
import type { Finding } from '../../finding/finding.ts';
import type { RuleMeta } from '../../finding/rule-meta.ts';
import type { ApiRun } from '../../finding/run.ts';
import type { OperationId } from '../../model/api.ts';
import type { Pointer } from '../../model/source.ts';
import { cut, forLine, forSarifText } from '../escape.ts';
import { mostExposed } from '../exposure.ts';
import { curlOf } from '../finding-text.ts';
import { located } from '../place.ts';
import { fixesOf } from './fixes.ts';
import { baseId, isOfBase, physical } from './place.ts';
import { levelOf, sarifRuleId } from './rules.ts';

/** GitHub shows up to ten places beside a result well; more is a list nobody reads. */
const relatedMax = 10;
/** Operations of a shared component that are named; all of them are counted. */
const operationsMax = 20;
/** Evidence is kept small, as GitHub takes 10 MB compressed. In characters. */
const curlMax = 1_000;
const messageMax = 800;
const linkMax = 60;

export interface Described {
  readonly meta: RuleMeta;
  readonly ruleIndex: number;
  /** A place in a file of the repository, never a URL. */
  readonly at: Pointer;
  /** Since the run before, where there is one. */
  readonly drift?: Drift | undefined;
}

/** One finding as GitHub reads it. */
export function resultOf(api: ApiRun, finding: Finding, { meta, ruleIndex, at, drift }: Described): Result {
  const related = finding.related.filter((entry) => located(api, entry.at).inTree).slice(0, relatedMax);
  const exposed = exposedPlaces(api, finding).slice(0, relatedMax - related.length);
  return {
    ruleId: sarifRuleId(finding.rule, finding.tier),
    ruleIndex,
    level: levelOf(finding.severity),
    message: { text: messageOf(finding, related, exposed) },
    locations: [locationOf(api, finding, at)],
    ...relatedLocations(api, finding, [...related, ...exposed]),
    partialFingerprints: { primaryLocationLineHash: finding.fingerprint },
    fingerprints: { 'sallyport/v1': finding.fingerprint },
    ...(drift === undefined ? {} : stateOf(finding, drift)),
    ...fixesOf(api, finding),
    properties: { ...propertiesOf(finding, meta), ...(api.owner === undefined ? {} : { owner: nameOf(api.owner) }) },
  };
}

/** A day is all that is kept: its beginning stands for it. */
function stateOf({ fingerprint }: Finding, { states, firstSeen }: Drift): Pick<Result, 'baselineState' | 'provenance'> {
  const state = states.get(fingerprint);
  const day = firstSeen.get(fingerprint) ?? '';
  return {
    ...(state === undefined ? {} : { baselineState: state }),
    ...(/^\d{4}-\d{2}-\d{2}$/.test(day) ? { provenance: { firstDetectionTimeUtc: `${day}T00:00:00.000Z` } } : {}),
  };
}

type RelatedPlace = Finding['related'][number];

/** The operations that a shared component is reached by, the most exposed ones, in files of the repository. */
function exposedPlaces(api: ApiRun, { reach }: Finding): readonly RelatedPlace[] {
  return mostExposed(api, reach.operations)
    .filter(({ at }) => located(api, at).inTree)
    .map(({ id, at }) => ({ at, message: id }));
}

/** GitHub shows a related place only where the message links to it: `[the requirement before](1)`. */
function messageOf(
  { message, reach }: Finding,
  related: readonly RelatedPlace[],
  exposed: readonly RelatedPlace[],
): string {
  const { operations, anonymous } = reach;
  const by = exposed.map((entry, index) => linkTo(entry, related.length + index));
  const such = by.length > 0 ? `, such as ${by.join(', ')}` : '';
  const reached =
    operations.length > 1
      ? ` Reached by ${operations.length} operations, ${anonymous} without credentials${such}.`
      : '';
  const links = related.map(linkTo);
  const see = links.length > 0 ? ` See ${links.join(', ')}.` : '';
  return `${forSarifText(cut(forLine(message), messageMax))}${reached}${see}`;
}

function linkTo({ message }: RelatedPlace, index: number): string {
  return `[${linkText(message)}](${index + 1})`;
}

/** Without brackets and backslashes: not every reader knows that they can be escaped. */
function linkText(message: string): string {
  return cut(forLine(message.toWellFormed()), linkMax).replace(/[[\]\\]/g, '');
}

/** Places in the base's files as well: GitHub, which knows the files of the head alone, is given no link to them. */
function relatedLocations(
  api: ApiRun,
  finding: Finding,
  inTree: readonly RelatedPlace[],
): Pick<Result, 'relatedLocations'> {
  const before = finding.related.filter(({ at }) => isOfBase(api, at)).slice(0, relatedMax);
  const all = [
    ...inTree.map((entry, index) => relatedOf(api, entry, index + 1)),
    ...before.map((entry): Location => {
      const place = physical(api, entry.at);
      const artifactLocation = { ...place.artifactLocation, uriBaseId: baseId };
      return { physicalLocation: { ...place, artifactLocation }, message: messageOfPlace(entry.message) };
    }),
  ];
  return all.length > 0 ? { relatedLocations: all } : {};
}

function messageOfPlace(message: string): { readonly text: string } {
  return { text: forSarifText(cut(forLine(message), 500)) };
}

function relatedOf(api: ApiRun, { at, message }: RelatedPlace, id: number): Location {
  return { id, physicalLocation: physical(api, at), message: messageOfPlace(message) };
}

function locationOf(api: ApiRun, { operation, reach }: Finding, at: Pointer): Location {
  const names = operation === undefined ? namesOf(reach.operations) : [nameOf(operation)];
  const logicalLocations = names.map((name) => ({ fullyQualifiedName: name, kind: 'member' }));
  return { physicalLocation: physical(api, at), ...(names.length > 0 ? { logicalLocations } : {}) };
}

function nameOf(text: string): string {
  return forLine(text.toWellFormed());
}

const nameLists = new WeakMap<readonly OperationId[], readonly string[]>();

/** Findings of schemas that the same operations reach share one list. */
function namesOf(operations: readonly OperationId[]): readonly string[] {
  let names = nameLists.get(operations);
  if (names === undefined) nameLists.set(operations, (names = operations.slice(0, operationsMax).map(nameOf)));
  return names;
}

function propertiesOf(finding: Finding, meta: RuleMeta): NonNullable<Result['properties']> {
  const { kind, severity, certainty, change, reach, also } = finding;
  const curl = curlOf(finding);
  return {
    kind,
    severity,
    certainty,
    owasp: [...meta.owasp],
    cwe: meta.cwe,
    ...(change === undefined ? {} : { posture: change.posture, compat: change.compat }),
    ...(kind === 'probe' ? { verdict: certainty === 'proven' ? 'CONFIRMED' : 'UNPROVEN' } : {}),
    operations: [...namesOf(reach.operations)],
    operationsAffected: reach.operations.length,
    operationsAnonymous: reach.anonymous,
    ...(reach.dataClasses.length > 0 ? { dataClasses: [...reach.dataClasses] } : {}),
    ...(also.length > 0 ? { also: also.map(({ rule }) => rule) } : {}),
    ...(curl === undefined ? {} : { curl: cut(nameOf(curl), curlMax) }),
  };
}
