import type { ApiModel, Operation } from '../../src/model/api.ts';
import { basePathOf } from '../../src/model/operation.ts';
import { Random, hashOf } from '../../scripts/random.ts';
import { valueFor } from './values.ts';

/** Objects of one kind that exist: all calls name one of them. */
const poolSize = 20;

/** One path of the document below its server's base path, and all that can be called there. */
export interface TruePath {
  /** `/v1/cards/{cardId}` */
  readonly template: string;
  readonly operations: readonly Operation[];
}

export function truePaths(api: ApiModel): readonly TruePath[] {
  const paths = new Map<string, Operation[]>();
  for (const operation of api.operations) {
    const template = basePathOf(operation.servers[0]) + operation.path.replace(/[?#].*$/, '');
    const known = paths.get(template);
    if (known === undefined) paths.set(template, [operation]);
    else known.push(operation);
  }
  return [...paths].map(([template, operations]) => ({ template, operations }));
}

/** The objects of an API: a pool of values for each parameter name, shared by all paths that have it. */
export class World {
  readonly #api: ApiModel;
  readonly #seed: number;
  readonly #pools = new Map<string, readonly string[]>();

  constructor(api: ApiModel, seed: number) {
    this.#api = api;
    this.#seed = seed;
  }

  pool(operation: Operation, name: string): readonly string[] {
    const known = this.#pools.get(name);
    if (known !== undefined) return known;
    const parameter = operation.parameters.find((each) => each.in === 'path' && each.name === name) ?? {
      name,
      in: 'path' as const,
      required: true,
      deprecated: false,
      at: operation.at,
      examples: [],
      raw: {},
    };
    const random = new Random(this.#seed ^ hashOf(`${this.#api.name} ${name}`));
    const pool = Array.from({ length: poolSize }, () => valueFor(this.#api, parameter, random));
    this.#pools.set(name, pool);
    return pool;
  }
}
