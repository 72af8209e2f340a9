/** Is all there that probes need? Each failure is told apart from the others, with what mends it. */
import { BudgetSpent, IdentityLost, NotTested, TargetDown } from '../check/target.ts';
import { own } from '../model/json.ts';
import type { Operation } from '../model/api.ts';
import type { Caller } from './callers.ts';
import { Core } from './core.ts';
import { distinctChecks, ownedTwice, type Profiles } from './doctor-distinct.ts';
import { objectChecks } from './doctor-objects.ts';
import { mendFor } from './failure.ts';
import { look } from './opening.ts';
import type { TargetOptions } from './options.ts';

export interface Checked {
  readonly about: 'target' | 'identity' | 'distinct' | 'seed' | 'owns';
  readonly result: 'ok' | 'failed' | 'note';
  /** One line, without a value from the wire. */
  readonly said: string;
  /** The flag or the key of the config that mends it. */
  readonly mend?: string;
}

/** From the target to the seeds; what cannot be asked any more is left out. What it makes is undone. */
export async function* examine(options: TargetOptions): AsyncGenerator<Checked> {
  const core = new Core(options);
  try {
    const target = await targetCheck(core);
    yield target;
    if (target.result === 'failed') return;
    const alive: Caller[] = [];
    const profiles: Profiles = new Map();
    for (const caller of core.callers) {
      const checked = await identityCheck(core, caller, profiles);
      if (checked.result !== 'failed') alive.push(caller);
      yield checked;
    }
    yield* distinctChecks(core.callers.length, { alive, profiles });
    yield* ownedTwice(alive);
    yield* objectChecks(core, alive);
  } catch (error) {
    const said = oneLine(error);
    if (said === undefined) throw error;
    yield { about: 'target', result: 'failed', said };
  } finally {
    await core.close();
  }
}

/** What ends a run in one line; undefined: a bug. */
function oneLine(error: unknown): string | undefined {
  const isKnown = [TargetDown, IdentityLost, BudgetSpent, NotTested].some((kind) => error instanceof kind);
  return isKnown && error instanceof Error ? error.message : undefined;
}

async function targetCheck(core: Core): Promise<Checked> {
  const { origin, basePath = '' } = core.scope;
  try {
    await look(core, []);
    return { about: 'target', result: 'ok', said: `${origin}${basePath} answers` };
  } catch (error) {
    if (!(error instanceof TargetDown)) throw error;
    const failure = /does not answer: (.*) \(tried/.exec(error.message)?.[1];
    const mend = mendFor(failure ?? '');
    return { about: 'target', result: 'failed', said: error.message, ...(mend === undefined ? {} : { mend }) };
  }
}

async function identityCheck(core: Core, caller: Caller, profiles: Profiles): Promise<Checked> {
  const { name } = caller.config;
  if (hasEnded(caller, core))
    return failed(`identity ${name}: its token has ended`, `give it a new one, or a login: identities.${name}.login`);
  try {
    await caller.ready();
    const witness = (await look(core, [caller.identity])).get(name);
    const told = (result: Checked['result'], how: string): Checked => ({
      about: 'identity',
      result,
      said: `identity ${name}: ${how}`,
    });
    if (witness === undefined) return told('note', 'no protected read can show that it is let in');
    const { response } = await core.call({ operation: witness, as: caller.identity, wish: {}, why: 'look' });
    const status = response?.status ?? 0;
    // An error of the server comes before or after it looked at the credential.
    if (status >= 500) return told('note', `${witness.id} answered ${status}: whether it is let in cannot be told`);
    const { text = '', truncated = true } = response?.body ?? {};
    if (isProfile(witness) && !truncated) profiles.set(name, { of: witness.id, text });
    return told('ok', `${witness.id} lets it in`);
  } catch (error) {
    if (error instanceof TargetDown) return failed(`identity ${name}: ${error.message}`, undefined);
    if (!(error instanceof IdentityLost)) throw error;
    return failed(error.message, mendOf(name, error.message, caller));
  }
}

/** Its answer is about the caller alone: one that two callers get alike is of one user. */
function isProfile({ path }: Operation): boolean {
  return /\/(?:me|self|whoami|profile|userinfo|current-?user)$/i.test(path);
}

function failed(said: string, mend: string | undefined): Checked {
  return { about: 'identity', result: 'failed', said, ...(mend === undefined ? {} : { mend }) };
}

/** A token of the environment that ended before the run; one of a login comes anew. */
function hasEnded({ config, identity }: Caller, core: Core): boolean {
  const exp = own(identity.jwt?.claims, 'exp');
  return config.login === undefined && typeof exp === 'number' && exp * 1_000 < core.options.clock.epochMs();
}

/** By what the line says; a line that names its mend itself has none. */
function mendOf(name: string, said: string, { config }: Caller): string | undefined {
  const key = `identities.${name}`;
  if (/--allow-host|sallyport\.yaml|never to call/.test(said)) return undefined;
  if (said.includes('without the token')) return `correct ${key}.login.token: where the answer holds it`;
  if (/answered (404|405)$/.test(said) && said.includes('cannot log in'))
    return `correct ${key}.login.call, or the path of --target`;
  if (/answered (400|415|422)$/.test(said)) return `correct ${key}.login.body: it is not what the call takes`;
  if (/answered (401|403)$/.test(said) && said.includes('cannot log in'))
    return `correct the name and the secret in ${key}.login.body`;
  if (said.endsWith('answered 429')) return 'wait: the target takes no more logins now; --rate makes them slower';
  if (said.includes('is not let in') && config.login !== undefined)
    return `correct ${key}.login.token.prefix or ${key}.scheme: the token is not taken where it is sent`;
  if (said.includes('is not let in'))
    return `renew its credential (--identity ${name}=env:<VARIABLE>), or correct ${key}.scheme`;
  return mendFor(said);
}
