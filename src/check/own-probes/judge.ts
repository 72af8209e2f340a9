import type { Evidence } from '../../finding/finding.ts';
import type { Operation } from '../../model/api.ts';
import type { Exchange } from '../../model/exchange.ts';
import { compared, inWords, isServed, shown, siblingPath, unusable } from '../controls/answers.ts';
import { listShows } from '../controls/callers.ts';
import { canariesOf } from '../controls/canary.ts';
import type { Identity, OwnedObject, Target } from '../target.ts';
import { isPlain, sendChanged, type ProbeChange } from './changed-call.ts';
import { shows, type Attempt, type Known, type Proof } from './proof.ts';
import { ownAnswer, settingFor, type CallerName, type Setting } from './setting.ts';

/** What is asked of one operation. */
export interface Question {
  /** `read` asks GET and HEAD alone, `create` POST too, `write` all: on objects of the run. */
  readonly impact: 'read' | 'create' | 'write';
  readonly as: CallerName;
  /** What is different from the valid call; nothing: the caller alone. */
  readonly change: ProbeChange;
  /** What all must be seen, and in no control. */
  readonly proof: Proof;
}
type Verdict = { readonly proven: readonly Evidence[] } | 'decided' | { readonly undecided: string };

/**
 * Whether what the team calls a proof is seen, with controls that no file can switch off: the owner's answer twice, the
 * same change sent without a credential, with a broken one and for an id that was never issued, the valid call as the
 * caller, and the whole again on a new connection. Proven is only what the attempt and the replay show, and no control.
 */
export async function judgeOwnProbe(target: Target, operation: Operation, probe: Question): Promise<Verdict> {
  const isWrite = probe.impact === 'write' && !(isReading(operation.method) && isReading(probe.change.method));
  const isSpent = probe.proof.state !== undefined;
  const setting = await settingFor(target, operation, { as: probe.as, isWrite, isSpent });
  if ('undecided' in setting) return setting;
  const asking = new Attempts(target, operation, { probe, setting });
  const first = await asking.changed(setting.caller);
  const own = await ownAnswer(target, setting);
  const failed = unusable(...answersOf(first), ...(own ? [own] : []));
  if (failed !== undefined) return { undecided: failed };
  if (!shows(probe.proof, first, setting.known)) return refuted(setting, probe, own);
  if (probe.as === 'peer' && !isWrite && (await isListed(target, operation, setting)))
    return { undecided: `${setting.caller.name}'s own list shows the object: shared by design, or the list leaks` };
  return controlled(asking, { first, own });
}

function isReading(method: string | undefined): boolean {
  return method === undefined || method === 'GET' || method === 'HEAD';
}

function isListed(target: Target, operation: Operation, { caller, object }: Setting): Promise<boolean> {
  return listShows(target, operation, { caller, object });
}

/** Of a peer only where it is alive: all that a dead credential gets is refusals. */
function refuted({ caller, known }: Setting, { as }: Question, own: Exchange | undefined): Verdict {
  if (as !== 'peer' || (own !== undefined && isServed(own, known.anyone))) return 'decided';
  return { undecided: `${caller.name} gets no object of its own either, so the refusal proves nothing` };
}

/** The attempts of one probe on one operation. Of writes the owner reads after each. */
class Attempts {
  readonly target: Target;
  readonly operation: Operation;
  readonly probe: Question;
  readonly setting: Setting;
  #state: Exchange;

  constructor(
    target: Target,
    operation: Operation,
    { probe, setting }: { readonly probe: Question; readonly setting: Setting },
  ) {
    this.target = target;
    this.operation = operation;
    this.probe = probe;
    this.setting = setting;
    this.#state = setting.known.again;
  }

  changed(as: Identity, parameters = this.setting.object.parameters): Promise<Attempt> {
    const { change } = this.probe;
    return this.#attempt(() => sendChanged(this.target, this.operation, { change, call: { as, parameters } }));
  }

  plain(): Promise<Attempt> {
    const { caller, object } = this.setting;
    return this.#attempt(() => this.target.call(this.operation, caller, { parameters: object.parameters }));
  }

  /** Control C4: an id that was never issued; where there is none, or a PUT might make it, a path beside. */
  random(): Promise<Attempt> {
    const { target, operation, setting, probe } = this;
    const method = probe.change.method ?? operation.method;
    const hasIds = Object.keys(setting.object.parameters).length > 0;
    if (hasIds && method !== 'PUT') return this.changed(setting.caller, target.randomObject(setting.object).parameters);
    const request = {
      method,
      path: siblingPath(operation, target),
      headers: Object.entries(probe.change.headers ?? {}),
    };
    return this.#attempt(() => target.send(request, setting.caller));
  }

  /** Control C6; a state that is set already cannot be seen to be set again, so it is another object. */
  async again(): Promise<Attempt | { readonly undecided: string }> {
    const { target, operation, setting, probe } = this;
    const { owner, caller, reader } = setting;
    let object: OwnedObject | undefined = setting.object;
    if (probe.proof.state !== undefined) {
      object = await target.object(operation, owner, { spent: true });
      if (object === undefined) return { undecided: `no second object to see it again on: ${target.why()}` };
      this.#state = await target.call(reader, owner, { parameters: object.parameters });
    }
    const { parameters } = object;
    const call = { as: caller, parameters, fresh: true };
    return this.#attempt(() => sendChanged(target, operation, { change: probe.change, call }), parameters);
  }

  async #attempt(send: () => Promise<Exchange>, parameters = this.setting.object.parameters): Promise<Attempt> {
    const answer = await send();
    if (this.probe.proof.state === undefined) return { answer };
    const before = this.#state;
    const { reader, owner } = this.setting;
    this.#state = await this.target.call(reader, owner, { parameters });
    return { answer, before, after: this.#state };
  }
}

interface Control {
  readonly says: string;
  readonly ask: () => Promise<Attempt>;
}

/** Those that say something of this caller and this change. */
function controlsOf(asking: Attempts): readonly Control[] {
  const { target, probe } = asking;
  const { as, change, proof } = probe;
  const anonymous = { says: 'without a credential', ask: () => asking.changed(target.anonymous) };
  const garbage = { says: 'with a broken credential', ask: () => asking.changed(target.garbage) };
  const random = { says: 'for an id that was never issued', ask: () => asking.random() };
  const plain = { says: 'by the call without the change', ask: () => asking.plain() };
  // Whoever sends no credential may well be given what a broken one is given.
  const byCredential = as === 'anonymous' ? [] : as === 'garbage' ? [anonymous] : [anonymous, garbage];
  // A refusal is what those get: they are the measure, and no control.
  const others = proof.answer === 'refused' ? [] : [...byCredential, random];
  return [...others, ...(isPlain(change) ? [] : [plain])];
}

async function controlled(
  asking: Attempts,
  { first, own }: { readonly first: Attempt; readonly own: Exchange | undefined },
): Promise<Verdict> {
  const { target, probe, setting } = asking;
  const { known, owner, caller } = setting;
  const silent: { readonly says: string; readonly attempt: Attempt }[] = [];
  for (const { says, ask } of controlsOf(asking)) {
    const attempt = await ask();
    const unclear = unusable(...answersOf(attempt));
    if (unclear !== undefined) return { undecided: unclear };
    if (shows(probe.proof, attempt, known)) return { undecided: `${says} it is seen as well` };
    silent.push({ says, attempt });
  }
  if (silent.length === 0) return { undecided: 'no control tells it from what the API does anyway' };
  const others = [known.anyone, ...silent.map(({ attempt }) => attempt.answer), ...(own ? [own] : [])];
  // The owner's own answer without the change holds the values by right.
  const strict: Known =
    probe.as === 'owner' ? known : { ...known, canaries: canariesOf([known.mine, known.again], others) };
  if (!shows(probe.proof, first, strict)) return { undecided: 'answers of the controls hold the same' };
  const replay = await asking.again();
  if ('undecided' in replay) return replay;
  if (!shows(probe.proof, replay, strict))
    return { undecided: unusable(...answersOf(replay)) ?? 'it did not happen again on a new connection' };
  return {
    proven: [
      shown(target, `The owner, ${owner.name}, reads the object.`, known.mine),
      ...silent.map(({ says, attempt }) => shown(target, `Not seen ${says}.`, attempt.answer)),
      shown(target, `${caller.name} sends the changed call.`, first.answer),
      ...(first.after === undefined ? [] : [shown(target, 'What the owner reads then.', first.after)]),
      shown(target, 'The same on a new connection.', replay.answer),
      ...(replay.after === undefined ? [] : [shown(target, 'What the owner reads then.', replay.after)]),
      compared(
        'The changed call beside its controls',
        silent.map(({ says, attempt }) => `${says}: ${inWords(attempt.answer)}`).join('; '),
        `${caller.name}: ${inWords(first.answer)}`,
      ),
    ],
  };
}

function answersOf({ answer, before, after }: Attempt): readonly Exchange[] {
  return [answer, ...(before ? [before] : []), ...(after ? [after] : [])];
}
