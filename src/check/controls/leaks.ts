import type { ApiModel, Operation } from '../../model/api.ts';
import type { Exchange, Sighting } from '../../model/exchange.ts';
import { classifyName, dataClasses, isChecked } from '../../model/data-class/classify.ts';
import { isCredentialFlow } from '../../model/credential-flow.ts';
import type { Identity, OwnedObject, Target } from '../target.ts';
import { declared, type Declared } from '../traffic/declared.ts';
import { isGraveInAnswer } from '../traffic/leak.ts';
import { documentedResponse } from '../traffic/payload.ts';
import { isSuccess, unusable } from './answers.ts';
import { servedUser } from './callers.ts';
import { jsonValues, sentValues } from './values.ts';

/** An answer that a user gets for its own object, and the same on a new connection (controls C1 and C6). */
export interface ServedTwice {
  readonly owner: Identity;
  readonly object: OwnedObject;
  readonly mine: Exchange;
  readonly again: Exchange;
}

/** Asked once a run for all that look at what an answer holds. Throws `NotTested` where no object is to be had. */
export async function servedTwice(
  target: Target,
  operation: Operation,
): Promise<ServedTwice | { readonly undecided: string }> {
  const served = await target.once(`served twice ${operation.id}`, async () => {
    const { owner, object, mine } = await servedUser(target, operation);
    const again = isSuccess(mine)
      ? await target.call(operation, owner, { parameters: object.parameters, fresh: true })
      : mine;
    return { owner, object, mine, again };
  });
  const failed = unusable(served.mine, served.again);
  if (failed !== undefined) return { undecided: failed };
  if (!isSuccess(served.mine) || !isSuccess(served.again))
    return { undecided: `${operation.id} gives nobody an answer to look at` };
  return served;
}

/**
 * Secrets and payment data that stand in both answers at the same place with the same value; what this run itself put
 * there, and what is masked or a published test value, is none.
 */
export async function leaksOf(
  target: Target,
  operation: Operation,
  { owner, object, mine, again }: ServedTwice,
): Promise<readonly Sighting[]> {
  const repeated = new Set(again.sightings.filter(isGraveInAnswer).map(keyOf));
  const found = mine.sightings.filter((one) => isGraveInAnswer(one) && repeated.has(keyOf(one)));
  const grave = found.filter((one) => !(isSecretClass(one) && isCredentialFlow(operation)));
  if (grave.length === 0) return [];
  const sent = new Set([...sentValues(mine), ...(await putThere(target, owner, object))]);
  return grave.filter(({ tag }) => !sent.has(tag));
}

/**
 * Where a name is the only sign of the class, `password: set` is one as well. What two users' objects show must then
 * differ. Undefined where it is proven, else why not.
 */
export async function doubtOf(
  target: Target,
  operation: Operation,
  { leak, owner }: { readonly leak: Sighting; readonly owner: Identity },
): Promise<string | undefined> {
  if (!isNamedAlone(leak)) return undefined;
  const other = target.users.find((user) => user.name !== owner.name && user.role === owner.role);
  if (other === undefined) return 'a second identity is needed to tell a value from a word that says that it is set';
  const object = await target.object(operation, other);
  if (object === undefined) return target.why();
  const theirs = await target.call(operation, other, { parameters: object.parameters });
  const same = theirs.sightings.filter((one) => isGraveInAnswer(one) && one.name === leak.name);
  if (same.length === 0) return unusable(theirs) ?? "another user's object shows none to compare with";
  return same.some(({ tag }) => tag === leak.tag) ? "another user's object shows the same value" : undefined;
}

function isNamedAlone({ dataClass, name }: Sighting): boolean {
  const steps = name.split('.');
  const parent = steps.at(-2)?.replace(/\[\]$/, '').replace('$', '') ?? '';
  const isNamed = classifyName(steps.at(-1)?.replace(/\[\]$/, '') ?? '', [parent])?.id === dataClass;
  return isNamed && !isChecked(dataClass);
}

export function isSecretClass({ dataClass }: Sighting): boolean {
  return dataClasses.get(dataClass)?.category === 'secret';
}

/** What the response's schemas say of a place of the answer. */
export function declaredIn(operation: Operation, answer: Exchange, { api, path }: Place): Declared {
  const bodies = documentedResponse(operation, answer.response?.status ?? 0)?.bodies ?? [];
  const json = bodies.filter(({ mediaType }) => /json|^\*|^$/.test(mediaType));
  const verdicts = json.map(({ schema }) => (schema === undefined ? 'open' : declared(api, schema, path)));
  if (verdicts.includes('declared')) return 'declared';
  return verdicts.includes('undeclared') ? 'undeclared' : 'open';
}
interface Place {
  readonly api: ApiModel;
  readonly path: string;
}

/** What the call that made the object said, as answers are redacted: a value of ours is nobody's secret. */
async function putThere(target: Target, owner: Identity, { made, from }: OwnedObject): Promise<readonly string[]> {
  const maker = made ? target.api.operations.find(({ id }) => id === from) : undefined;
  const body = maker && (await target.body(maker, owner));
  if (body === undefined) return [];
  return jsonValues(body).map(({ text }) => text);
}

function keyOf({ name, tag }: Sighting): string {
  return `${name} ${tag}`;
}
