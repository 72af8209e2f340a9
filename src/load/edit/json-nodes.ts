import { ContainerEnds, readMembers, skipSpace, valueEnd } from '../json-index.ts';
import type { Member, Node } from './node.ts';

/** JSON as nodes: members are read when they are asked for. */
export function jsonNodes(text: string): Node {
  const ends = new ContainerEnds(text);
  const nodeAt = (start: number): Node => {
    const first = text[start];
    const kind = first === '{' ? 'object' : first === '[' ? 'list' : 'scalar';
    let members: readonly Member[] | undefined;
    return {
      kind,
      style: kind === 'scalar' ? (first === '"' ? 'double' : 'plain') : 'flow',
      start,
      end: valueEnd(text, start, ends),
      isShared: false,
      members: () =>
        (members ??= [...readMembers(text, start, ends)].map(({ key, span, valueStart }) => {
          const value = nodeAt(valueStart);
          return { key, keyStart: span.start, keyEnd: span.end, end: value.end, value };
        })),
    };
  };
  return nodeAt(skipSpace(text, 0));
}
