/** Are callers different users, with objects of their own? */
import type { Identity } from '../check/target.ts';
import { own } from '../model/json.ts';
import type { Caller } from './callers.ts';
import type { Checked } from './doctor.ts';

/** What the target answers a caller about itself, by the caller's name. */
export type Profiles = Map<string, { readonly of: string; readonly text: string }>;

interface Known {
  readonly alive: readonly Caller[];
  readonly profiles: Profiles;
}

/** Two names for one user prove nothing: what belongs to the one belongs to the other. */
export function* distinctChecks(count: number, { alive, profiles }: Known): Generator<Checked> {
  if (count < 2) {
    const said = `${count === 0 ? 'no identity' : 'one identity'}: that one caller reaches what belongs to another is not tested`;
    yield { about: 'distinct', result: 'note', said, mend: 'add one: --identity bob=env:<VARIABLE>' };
    return;
  }
  let doubted = 0;
  for (const [first, second] of pairsOf(alive)) {
    const [one, other] = [first.config.name, second.config.name];
    const mend = `give ${other} the credential of another user`;
    const why = sameUser(first, second);
    const alike = sameProfile(profiles.get(one), profiles.get(other));
    if (why === undefined && alike === undefined) continue;
    doubted += 1;
    if (why !== undefined)
      yield { about: 'distinct', result: 'failed', said: `${one} and ${other} are one user: ${why}`, mend };
    else
      yield {
        about: 'distinct',
        result: 'note',
        said: `${one} and ${other} may be one user: ${alike} answers both the same`,
        mend,
      };
  }
  if (doubted === 0 && alive.length > 1)
    yield {
      about: 'distinct',
      result: 'ok',
      said: `${alive.map(({ config }) => config.name).join(', ')} are different users, as far as their credentials say`,
    };
}

/** An id that two callers own shows nothing: that the one reads it is right. */
export function* ownedTwice(alive: readonly Caller[]): Generator<Checked> {
  for (const [first, second] of pairsOf(alive)) {
    for (const [name, id] of Object.entries(first.config.owns ?? {})) {
      if (own(second.config.owns, name) !== id) continue;
      const [one, other] = [first, second].map(({ config }) => `identities.${config.name}.owns.${name}`);
      const mend = `give ${other} the id of an object that is not ${first.config.name}'s`;
      yield { about: 'owns', result: 'failed', said: `${one} and ${other} are one object`, mend };
    }
  }
}

function pairsOf(alive: readonly Caller[]): readonly (readonly [Caller, Caller])[] {
  return alive.flatMap((first, index) => alive.slice(index + 1).map((second) => [first, second] as const));
}

function sameProfile(one: { of: string; text: string } | undefined, other: typeof one): string | undefined {
  return one !== undefined && one.of === other?.of && one.text === other.text && one.text !== '' ? one.of : undefined;
}

function sameUser(first: Caller, second: Caller): string | undefined {
  if (first.secret !== undefined && first.secret === second.secret) return 'they have the same credential';
  const subject = ({ identity }: { readonly identity: Identity }): string | undefined => {
    const [iss, sub] = ['iss', 'sub'].map((claim) => own(identity.jwt?.claims, claim));
    return typeof sub === 'string' || typeof sub === 'number' ? JSON.stringify([iss ?? null, sub]) : undefined;
  };
  const [one, other] = [subject(first), subject(second)];
  return one !== undefined && one === other ? 'their tokens have the same subject' : undefined;
}
