import type { Json } from '../../model/json.ts';

/** A value as it stands in a text. Offsets in UTF-16 units, ends exclusive. */
export interface Node {
  readonly kind: 'object' | 'list' | 'scalar';
  /** `flow`: between brackets, which is all of JSON; `block`: by indentation, also texts behind `|` and `>`. */
  readonly style: 'flow' | 'block' | 'plain' | 'single' | 'double';
  readonly start: number;
  readonly end: number;
  /** Behind an anchor that is used, or a tag: an edit here would change more than this place. */
  readonly isShared: boolean;
  members(): readonly Member[];
}
/** An entry of an object, or an item of a list, whose key is its position and whose key's span is its own. */
export interface Member {
  readonly key: string;
  readonly keyStart: number;
  readonly keyEnd: number;
  readonly end: number;
  /** Absent: nothing is written, or an alias. */
  readonly value: Node | undefined;
}

/** A text, its values and how it is laid out. */
export interface Layout {
  readonly text: string;
  readonly isJson: boolean;
  readonly value: Json;
  readonly root: Node | undefined;
}

/** A value and what holds it. */
export interface Site {
  readonly node: Node | undefined;
  readonly member?: Member;
  readonly holder?: Node;
  readonly index: number;
}

/** The one place that the keys lead to. Undefined: there is none, or it is written elsewhere (aliases, merged keys). */
export function siteOf(root: Node | undefined, keys: readonly string[]): Site | undefined {
  let site: Site = { node: root, index: 0 };
  for (const key of keys) {
    const holder = site.node;
    if (holder === undefined || holder.isShared) return undefined;
    const members = holder.members();
    const index = holder.kind === 'list' ? Number(key) : members.findIndex((each) => each.key === key);
    const member = members[index];
    // Of two equal keys nobody can say which is meant.
    if (
      member === undefined ||
      (holder.kind === 'object' && members.some((each, at) => at > index && each.key === key))
    )
      return undefined;
    site = { node: member.value, member, holder, index };
  }
  return site.node?.isShared === true ? undefined : site;
}
