import type { ApiModel, Fault, Operation, Schema } from '../../model/api.ts';
import { isObject, own, type Json } from '../../model/json.ts';
import { canonicalPath } from '../../model/operation.ts';
import { keysOf, parent, type Pointer } from '../../model/source.ts';

/** Faults behind which something was left out of the model. */
const leavesOut: ReadonlySet<Fault['kind']> = new Set([
  'broken-ref',
  'refused-ref',
  'too-deep',
  'wrong-type',
  'syntax',
]);
/** The loader tells no more faults of one kind: behind that nobody knows what is missing. */
const faultsMax = 1_000;
/** Parts of an `allOf` asked for what they lost. */
const partsMax = 500;

/** What one version has written, and its model has not. */
export class Unread {
  readonly places: readonly Pointer[];
  /** There may be more than is known of. */
  readonly isCut: boolean;
  readonly #api: ApiModel;

  constructor(api: ApiModel) {
    this.#api = api;
    const faults = api.faults.filter(({ kind }) => leavesOut.has(kind));
    this.places = faults.map(({ at }) => at);
    this.isCut = faults.length >= faultsMax;
  }

  get isEmpty(): boolean {
    return this.places.length === 0;
  }

  /** Something at the place or below it. */
  hasBelow({ source, path }: Pointer, ...keys: readonly string[]): boolean {
    const prefix = [path, ...keys].join('/');
    return this.places.some((at) => at.source === source && isWithin(at.path, prefix));
  }

  /** A shared component of one of these tables is itself a reference that leads nowhere: what refers to it is lost too. */
  hasShared(...tables: readonly string[]): boolean {
    return this.places.some(({ source, path }) => {
      if (source !== this.#api.at.source) return true;
      return tables.some((table) => path.startsWith(`/components/${table}/`) || path.startsWith(`/${table}/`));
    });
  }

  hasScheme(name: string): boolean {
    const { at } = this.#api;
    return this.hasBelow(at, 'components', 'securitySchemes', name) || this.hasBelow(at, 'securityDefinitions', name);
  }

  /** Its path, or the method itself, is a reference that leads nowhere. */
  hidesOperation({ kind, path, method }: Operation): boolean {
    return this.places.some((at) => {
      const keys = keysOf(at.path).filter((key) => key !== '$ref');
      if (kind === 'callback') return keys.includes('callbacks');
      if (kind === 'webhook') return keys[0] === 'webhooks' && (keys[1] === undefined || keys[1] === path);
      if (keys[0] === 'paths' && keys.length === 1) return true;
      const isPath = keys[0] === 'paths' && canonicalPath(keys[1] ?? '') === canonicalPath(path);
      return (isPath && (keys.length === 2 || (keys.length === 3 && isMethod(keys[2], method)))) || this.#isItem(at);
    });
  }

  #isItem({ path }: Pointer): boolean {
    return path.startsWith('/components/pathItems/');
  }

  /** The keyword is written in the schema or in a part of it, and something of it was not read. */
  lost(view: Schema, keyword: Keyword, name?: string): boolean {
    return partsOf(this.#api, view).some((part) => isLost(part, keyword, name));
  }
}

export type Keyword = 'properties' | 'allOf' | 'anyOf' | 'oneOf' | 'items' | 'additionalProperties' | 'not';

function isMethod(key: string | undefined, method: string): boolean {
  return key?.toUpperCase() === method.toUpperCase();
}

function isWithin(path: string, prefix: string): boolean {
  return path.startsWith(prefix) && (path.length === prefix.length || path[prefix.length] === '/');
}

function partsOf(api: ApiModel, view: Schema): readonly Schema[] {
  const ids = new Set(view.id.split(' & '));
  for (const id of ids) {
    if (ids.size >= partsMax) break;
    for (const part of api.schemas.get(id)?.allOf ?? []) ids.add(part);
  }
  return [...ids].flatMap((id) => api.schemas.get(id) ?? []);
}

function isLost(part: Schema, keyword: Keyword, name = ''): boolean {
  const written = own(part.raw, keyword);
  switch (keyword) {
    case 'properties': {
      const value = own(written, name);
      return isWritten(value) && !part.properties.some((property) => property.name === name);
    }
    case 'allOf':
    case 'anyOf':
    case 'oneOf':
      return Array.isArray(written) && written.length > part[keyword].length;
    default:
      return isWritten(written) && !Array.isArray(written) && part[keyword] === undefined;
  }
}

/** `true` lets everything through, as absence does. */
function isWritten(value: Json | undefined): boolean {
  return value !== undefined && value !== true && (isObject(value) || value === false || typeof value === 'string');
}

/** Where the operation's own things are written: its object and its path's. */
export function holdersOf({ at }: Operation): readonly Pointer[] {
  return [at, parent(at)];
}
