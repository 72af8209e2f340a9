import type { Keys, Tree } from './tree.ts';
import { objectAt, pointer } from './tree.ts';

/** One kind of fault that a document's author can make, and what a linter must then say. */
export interface Operator {
  readonly id: string;
  /** Ids of the catalogue's rows; any of them counts. */
  readonly rule: readonly string[];
  readonly severity: 'critical' | 'high' | 'medium' | 'low' | 'info';
  /** What the same fault makes true or false besides, by logic and not by chance: counted apart. */
  readonly follows?: readonly Follow[];
  /** Places where it applies beyond doubt. */
  sites(doc: Tree): readonly Keys[];
  /** Changes the tree that it is given, which is a copy. */
  apply(doc: Tree, site: Keys): Spot;
}

/** A consequence: these rules' findings must change so wherever the fault is. */
export interface Follow {
  readonly rules: readonly string[];
  readonly change: 'appeared' | 'vanished';
  /** One sentence. */
  readonly because: string;
}

/** Where the fault then is. */
export interface Spot {
  /** JSON pointer of the mutated node. */
  readonly at: string;
  /** Equally right primary places: its key, the parent where a key was removed, the operation. */
  readonly alsoAt: readonly string[];
  /** All of the subtree was inserted: the line to change is somewhere inside of it. */
  readonly isWhole?: true;
}

export type Fault = Pick<Operator, 'id' | 'rule' | 'severity'> & { readonly follows?: readonly Follow[] };

export function spot(at: Keys, ...also: readonly Keys[]): Spot {
  return { at: pointer(at), alsoAt: also.map(pointer) };
}

/** An inserted node: each place inside of it is as right as the node. */
export function inserted(doc: Tree, at: Keys, ...also: readonly Keys[]): Spot {
  const node = objectAt(doc, at);
  return { ...spot(at, ...Object.keys(node).map((key) => [...at, key]), ...also), isWhole: true };
}
