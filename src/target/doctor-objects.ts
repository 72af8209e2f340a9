import { NotTested, type Identity } from '../check/target.ts';
import type { Operation } from '../model/api.ts';
import type { Caller } from './callers.ts';
import type { Core } from './core.ts';
import type { Checked } from './doctor.ts';
import { nounOf } from '../model/noun.ts';
import { slotsOf } from './object-slots.ts';

/** The objects that the config names are there, and those that it says how to make can be made. */
export async function* objectChecks(core: Core, alive: readonly Caller[]): AsyncGenerator<Checked> {
  for (const caller of alive) {
    for (const name of Object.keys(caller.config.owns ?? {})) yield await ownCheck(core, caller, name);
  }
  const [owner] = alive;
  for (const [index, seed] of core.options.seeds.entries()) {
    for (const name of Object.keys(seed.id)) {
      if (owner !== undefined) yield await seedCheck(core, owner.identity, { index, call: seed.call, name });
    }
  }
}

async function ownCheck(core: Core, { config, identity }: Caller, name: string): Promise<Checked> {
  const where = `identities.${config.name}.owns.${name}`;
  const reader = readerFor(core, name);
  if (reader === undefined)
    return {
      about: 'owns',
      result: 'note',
      said: `${where}: no operation reads one of these`,
      mend: 'correct the name: it is that of a path parameter',
    };
  try {
    const object = await core.objects.find(reader, identity, false);
    if (typeof object === 'string') return { about: 'owns', result: 'note', said: `${where}: ${object}` };
    const wish = { parameters: object.parameters };
    const { response, failure } = await core.call({ operation: reader, as: identity, wish, why: 'look' });
    const status = response?.status ?? 0;
    if (status >= 200 && status < 300) return { about: 'owns', result: 'ok', said: `${where}: ${reader.id} shows it` };
    const said = `${where}: ${reader.id} answered ${status === 0 ? (failure ?? 'nothing') : status}`;
    return {
      about: 'owns',
      result: 'failed',
      said,
      mend: `give ${where} the id of an object that ${config.name} may read`,
    };
  } catch (error) {
    if (error instanceof NotTested) return { about: 'owns', result: 'note', said: `${where}: ${error.message}` };
    throw error;
  }
}

interface Seeding {
  readonly index: number;
  readonly call: string;
  readonly name: string;
}

async function seedCheck(core: Core, owner: Identity, { index, call, name }: Seeding): Promise<Checked> {
  const where = `seeds[${index}].id.${name}`;
  const user = readerFor(core, name) ?? userOf(core, name);
  if (user === undefined)
    return {
      about: 'seed',
      result: 'failed',
      said: `${where}: no operation has a parameter of that name`,
      mend: `name the parameter that ${call} makes the object for`,
    };
  const object = await core.objects.find(user, owner, true);
  if (typeof object === 'string') return { about: 'seed', result: 'failed', said: `${where}: ${object}` };
  return { about: 'seed', result: 'ok', said: `${where}: ${object.from} as ${owner.name} makes one` };
}

/** GET of one such object: by the parameter's name, else by what it is the id of. */
function readerFor(core: Core, name: string): Operation | undefined {
  return ofSlot(core, name, (operation) => operation.method === 'GET');
}

function userOf(core: Core, name: string): Operation | undefined {
  return ofSlot(core, name, () => true);
}

function ofSlot(core: Core, name: string, fits: (operation: Operation) => boolean): Operation | undefined {
  const { api } = core.options;
  const candidates = api.operations.filter(
    (operation) => operation.kind === 'path' && fits(operation) && core.refusals.of(operation) === undefined,
  );
  const last = (operation: Operation) => slotsOf(api, operation).findLast(({ isNeeded }) => isNeeded);
  return (
    candidates.find((operation) => last(operation)?.name === name) ??
    candidates.find((operation) => nounOf(name) !== '' && last(operation)?.noun === nounOf(name))
  );
}
