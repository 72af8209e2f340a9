import {
  BudgetSpent,
  NotTested,
  type Identity,
  type Listener,
  type OwnedObject,
  type RequestChange,
  type Target,
} from '../check/target.ts';
import type { ApiModel, Operation } from '../model/api.ts';
import { isUnprotected } from '../model/auth.ts';
import { isSideEffecting } from '../model/function-class.ts';
import { canonicalPath } from '../model/operation.ts';
import type { Core } from './core.ts';
import { credentialView } from './credential-view.ts';
import { matchesAny } from './glob.ts';
import { slotsOf } from './object-slots.ts';
import { anonymous, garbage } from './options.ts';
import { randomLike } from './random-object.ts';
import type { Wish } from './request.ts';
import { together } from './together.ts';

/** The target as one probe sees it. Only what the probe itself asks counts: what it takes to get an object is set-up. */
export function viewOf(
  core: Core,
  { requestsMax, why }: { readonly requestsMax: number; readonly why: string },
): Target {
  const { api, previous, policy, random, clock, signal } = core.options;
  let left = requestsMax;
  const count = (): void => {
    if (left <= 0) throw new BudgetSpent(`the probe's budget of ${requestsMax} requests is spent`);
    left -= 1;
  };
  const [first = anonymous, ...rest] = core.users;
  const { surroundings } = core;
  const credentials = credentialView({ core, count, why });
  let listening: Promise<Listener> | undefined;
  return {
    users: [first, ...rest],
    anonymous,
    garbage,
    api,
    ...(previous === undefined ? {} : { previous }),
    async call(operation, as, change = {}) {
      // Nobody in particular asks for what somebody has: only the credential differs.
      const owner = as.kind === 'user' ? as : first;
      const wish = await withOwnObjects(core, operation, { owner, change });
      if (change.undo !== true) count();
      return core.call({ operation, as, wish, why });
    },
    async send(request, as) {
      count();
      return core.send(request, as, why);
    },
    ...objectsOf(core, why),
    made: (operation, exchange) => core.objects.made(operation, exchange),
    readerOf: (operation) => readerOf(api, operation),
    randomObject: (object) => ({ ...object, made: false, from: 'random', parameters: randomised(object, random) }),
    refusal: (operation) => core.refusals.of(operation),
    isPublic: (operation) => isUnprotected(operation) || matchesAny(policy.public, operation),
    isShared: (operation) => matchesAny(policy.shared, operation),
    isSensitive: (operation) => matchesAny(policy.sensitive ?? [], operation),
    isPrivileged: (operation) => matchesAny(policy.privileged, operation),
    ...credentials,
    random,
    once: (key, ask) => surroundings.once(key, ask),
    body: async (operation, as) => {
      const owner = as.kind === 'user' ? as : first;
      return core.body(operation, as, { bodyIds: await ownBodyIds(core, operation, owner) });
    },
    together,
    listen: () => (listening ??= surroundings.listener(() => credentials.ownJwk('a'))),
    epochMs: () => clock.epochMs(),
    sleep: (ms) => clock.sleep(ms, signal),
    tls: () => surroundings.tls(),
    captured: [...(core.options.capturedCalls ?? []), ...core.captured.calls],
    curl: (exchange) => core.curl(exchange),
  };
}

/** Objects, and why there was none: of this probe alone, as others look for theirs at the same time. */
function objectsOf(core: Core, why: string): Pick<Target, 'object' | 'why'> {
  let reason = '';
  return {
    async object(operation, owner, wish) {
      const wanted = { owner, made: wish?.made === true, spent: wish?.spent === true, why };
      const object = await objectFor(core, operation, wanted);
      if (typeof object !== 'string') return object;
      reason = object;
      return undefined;
    },
    why: () => reason,
  };
}

function objectFor(
  core: Core,
  operation: Operation,
  wanted: Planning & { readonly spent: boolean },
): Promise<OwnedObject | string> {
  const { owner, made, spent } = wanted;
  if (core.options.dryRun) return Promise.resolve(plannedObject(core, operation, wanted));
  return spent ? core.objects.spend(operation, owner) : core.objects.find(operation, owner, made);
}

interface Wanting {
  readonly owner: Identity;
  readonly change: RequestChange;
}

/** What the probe did not name are the caller's own objects, in the path and in the body. */
async function withOwnObjects(core: Core, operation: Operation, { owner, change }: Wanting): Promise<Wish> {
  const { options, objects } = core;
  if (options.dryRun || core.refusals.of(operation) !== undefined) return change;
  const bodyIds = change.rawBody === undefined ? await ownBodyIds(core, operation, owner) : {};
  const given = change.parameters ?? {};
  // What is left out on purpose is not missing.
  const missing = slotsOf(options.api, operation).filter(({ name }) => !Object.hasOwn(given, name));
  if (missing.length === 0) return { ...change, bodyIds };
  // What is changed or deleted without being named is one of this run's own.
  const isChanged = ['PUT', 'PATCH', 'DELETE'].includes(operation.method);
  const object = await objects.find(operation, owner, isChanged);
  if (typeof object !== 'string') return { ...change, bodyIds, parameters: { ...object.parameters, ...given } };
  if (missing.some(({ isNeeded, isGiven }) => isNeeded || isGiven === true)) throw new NotTested(object);
  return { ...change, bodyIds };
}

async function ownBodyIds(
  core: Core,
  operation: Operation,
  owner: Identity,
): Promise<Readonly<Record<string, string>>> {
  return core.options.dryRun || core.refusals.of(operation) !== undefined ? {} : core.objects.bodyIds(operation, owner);
}

interface Planning {
  readonly owner: Identity;
  readonly made: boolean;
  readonly why: string;
}

/** In a dry run an object is its place in the path, and the operation is what the probe goes on to call. */
function plannedObject(core: Core, operation: Operation, { owner, made, why }: Planning): OwnedObject {
  const slots = slotsOf(core.options.api, operation);
  for (const call of core.objects.callsFor(operation, made)) core.planCall(call, { as: owner, why: 'set-up' });
  core.planCall(operation, { as: owner, why });
  const parameters = Object.fromEntries(slots.map(({ name }) => [name, `{${name}}`]));
  return { owner, parameters, made, from: 'a dry run' };
}

function randomised({ parameters }: OwnedObject, random: (length: number) => string): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, randomLike(value, random)]));
}

/** GET of the same path; of an action below an object (`/cards/{id}/freeze`) GET of the object. */
function readerOf(api: ApiModel, operation: Operation): Operation | undefined {
  const wanted = canonicalPath(operation.path);
  const upToObject = canonicalPath(operation.path.slice(0, operation.path.lastIndexOf('}') + 1));
  const gets = api.operations.filter(
    (one) => one.method === 'GET' && one.kind === 'path' && (one === operation || !isSideEffecting(one)),
  );
  return (
    gets.find(({ path }) => canonicalPath(path) === wanted) ??
    (upToObject === '' ? undefined : gets.find(({ path }) => canonicalPath(path) === upToObject))
  );
}
