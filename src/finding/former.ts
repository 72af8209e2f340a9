import type { ApiModel } from '../model/api.ts';
import { formerIds } from '../model/renames.ts';
import { keysOf, type Pointer } from '../model/source.ts';
import type { Claim, Finding } from './finding.ts';
import { fingerprint } from './fingerprint.ts';
import { claimsOf } from './standing.ts';

/** What a document was before: its name then, itself, and what lint says of it under the name of now. */
export interface Former {
  readonly name: string;
  readonly api: ApiModel;
  readonly findings: readonly Finding[];
}

/**
 * Fingerprints that findings had in the older document, the surest first: under its former name, under the operation's
 * former path, and for shared components by the component's name, wherever it is defined. So what somebody decided of a
 * finding holds when only its place got another name.
 */
export function formerPrints(
  findings: readonly Finding[],
  api: ApiModel,
  former: Former,
): ReadonlyMap<string, readonly string[]> {
  const ids = formerIds(former.api, api);
  const moved = movedComponents(findings, former.findings);
  const prints = new Map<string, readonly string[]>();
  for (const finding of findings) {
    for (const claim of claimsOf(finding)) {
      const { identity } = claim;
      if (identity === undefined) continue;
      const before = { ...identity, scope: ids.get(identity.scope) ?? identity.scope };
      const component = moved.get(claim.fingerprint);
      const places = [before, ...(component?.identity === undefined ? [] : [component.identity])];
      const all = places.flatMap((one) =>
        [api.name, former.name].map((name) => fingerprint({ rule: claim.rule, api: name, ...one })),
      );
      const others = [...new Set(all)].filter((print) => print !== claim.fingerprint);
      if (others.length > 0) prints.set(claim.fingerprint, others);
    }
  }
  return prints;
}

/** Findings of shared components that stand elsewhere now, by fingerprint, with what they were: unique both ways. */
function movedComponents(after: readonly Finding[], before: readonly Finding[]): ReadonlyMap<string, Claim> {
  const kept = new Set(before.map((finding) => finding.fingerprint));
  const there = new Set(after.map((finding) => finding.fingerprint));
  const was = byComponent(before.filter((finding) => !there.has(finding.fingerprint)));
  const is = byComponent(after.filter((finding) => !kept.has(finding.fingerprint)));
  const moved = new Map<string, Claim>();
  for (const [key, finding] of is) {
    const other = was.get(key);
    if (finding !== undefined && other !== undefined) moved.set(finding.fingerprint, other);
  }
  return moved;
}

function byComponent(findings: readonly Finding[]): ReadonlyMap<string, Finding | undefined> {
  const found = new Map<string, Finding | undefined>();
  for (const finding of findings) {
    const component = componentOf(finding.at);
    if (component === undefined || finding.kind !== 'lint') continue;
    const key = JSON.stringify([finding.rule, component]);
    found.set(key, found.has(key) ? undefined : finding);
  }
  return found;
}

/** Below a component that has a name: `card`, then the way from there on. Of a file that is one component its own name. */
function componentOf({ source, path }: Pointer): readonly string[] | undefined {
  const keys = keysOf(path);
  const [first = ''] = keys;
  if (first === 'paths' || first === 'webhooks') return undefined;
  if (first === 'components') return named(keys.slice(2));
  if (first === 'definitions') return named(keys.slice(1));
  const file = source.replace(/^.*[/:]/, '').replace(/\.[a-z0-9]+$/i, '');
  return schemaKeys.has(first) || first === '' ? named([file, ...keys]) : named(keys);
}

function named([name, ...rest]: readonly string[]): readonly string[] | undefined {
  return name === undefined ? undefined : [name.toLowerCase(), ...rest];
}

const schemaKeys = new Set(['properties', 'items', 'allOf', 'anyOf', 'oneOf', 'additionalProperties', 'type', 'enum']);
