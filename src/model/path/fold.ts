import { isIdentifier, isVersion } from '../shape.ts';
import type { ProducedValues } from './produced.ts';
import { isEnvelope, isGeneric, identityOf, isPlural, isReserved, isVersionDay } from './tokens.ts';
import { emptyNode, mergeInto, type Evidence, type Node, type Trie } from './trie.ts';

/** Ends below a plural that are too many to be resources. */
const manyEnds = 10;
/** So are these, whatever they stand below; no API has as many resources in one place, at its root none has twice as many again. */
const manyPlaces = 100;
const manyRoots = 1_000;
/** Siblings below a parameter that go on alike: resources of one object do so too, but few of them. */
const manyContinued = 8;

interface Visit {
  readonly node: Node;
  /** The segment before; empty at the root and after a parameter. */
  readonly parent: string;
  readonly parentIsVariable: boolean;
  /** What stands here is the name of a resource: only `api`, versions and the like so far, or a version just before. */
  readonly isBase: boolean;
}

/** From the root downwards; what is folded is merged before it is looked at. Each node is looked at once. */
export function fold(trie: Trie, values: ProducedValues): void {
  const queue: Visit[] = [{ node: trie.root, parent: '', parentIsVariable: false, isBase: true }];
  for (const visit of queue) {
    new Folding(visit, trie, values).run();
    const { node, isBase } = visit;
    for (const [segment, child] of node.children) {
      const isStart = (isBase && isGeneric(segment)) || isVersion(segment) || (isBase && isVersionDay(segment));
      queue.push({ node: child, parent: segment, parentIsVariable: false, isBase: isStart });
    }
    if (node.variable !== undefined)
      queue.push({ node: node.variable.node, parent: '', parentIsVariable: true, isBase: false });
  }
}

type Why = 'shaped' | 'produced' | 'echoed' | 'alike';

/** The decision over the children of one node. */
class Folding {
  readonly #visit: Visit;
  readonly #trie: Trie;
  readonly #values: ProducedValues;

  constructor(visit: Visit, trie: Trie, values: ProducedValues) {
    this.#visit = visit;
    this.#trie = trie;
    this.#values = values;
  }

  run(): void {
    const { isBase, node } = this.#visit;
    const isDay = (segment: string): boolean => isBase && isVersionDay(segment);
    const wordy = [...node.children.keys()].filter((segment) => !isIdentifier(segment));
    for (const [segment, child] of node.children) {
      if (isDay(segment) || isVersion(segment)) continue;
      if (isIdentifier(segment) || this.#trie.hasFormOfIds(segment)) this.#fold(segment, child, 'shaped');
    }
    if (wordy.length > (isBase ? manyRoots : manyPlaces)) this.#foldAll(wordy);
    if (isBase || wordy.length === 0) return;
    this.#foldProduced(wordy);
    if (this.#isOfIdsAlone()) return;
    this.#complete();
    for (const alike of [this.#sameAnswers(), this.#sameContinuations(), this.#many()]) {
      for (const segment of alike) {
        const child = node.children.get(segment);
        if (child !== undefined) this.#fold(segment, child, 'alike');
      }
    }
  }

  /** Ids by their looks stand here: a word beside them is a place or an action. */
  #isOfIdsAlone(): boolean {
    const evidence = this.#visit.node.variable?.evidence;
    return evidence !== undefined && evidence.shaped >= 2 && evidence.shaped * 2 > evidence.values;
  }

  #fold(segment: string, child: Node, why: Why): void {
    const { node } = this.#visit;
    node.children.delete(segment);
    node.variable ??= { node: emptyNode(), evidence: newEvidence() };
    const { evidence } = node.variable;
    evidence.values += 1;
    if (why === 'shaped' || why === 'alike') evidence[why] += 1;
    const produced = this.#values.get(segment);
    if (produced !== undefined) {
      evidence[produced.order < child.first ? 'produced' : 'echoed'] += 1;
      evidence.key = produced.key;
      evidence.isStrong ||= produced.isStrong;
    }
    mergeInto(node.variable.node, child);
  }

  #foldProduced(wordy: readonly string[]): void {
    const { node, parent, parentIsVariable } = this.#visit;
    const produced = wordy.filter((segment) => this.#values.get(segment) !== undefined && !isVersion(segment));
    // Below a parameter stand resources, unless most of what stands there is named by answers: `/{owner}/{repo}`.
    const names = produced.filter((segment) => !this.#isResource(segment)).length;
    const isPair = parentIsVariable && names * 2 > wordy.filter((segment) => !isReserved(segment)).length;
    for (const segment of produced) {
      const child = node.children.get(segment);
      if (child === undefined) continue;
      const isStrong = this.#values.get(segment)?.isStrong === true;
      const isPlace = isReserved(segment) && !(isStrong && isPlural(parent));
      if (isPlace || child.isPostOnly) continue;
      const isLikely = parentIsVariable ? isPair : isPlural(parent) || (isStrong && !this.#isResource(segment));
      if (isLikely) this.#fold(segment, child, 'produced');
    }
  }

  /** Some answers list the resources of an API by name; names of things recur in several places too, but in no plural. */
  #isResource(segment: string): boolean {
    return isPlural(segment) && this.#trie.isWord(segment);
  }

  /** Where several names stand already, what is like them is one too, though no answer named it. */
  #complete(): void {
    const { node, parent } = this.#visit;
    const { variable } = node;
    if (variable === undefined || variable.evidence.values < 2) return;
    for (const [segment, child] of this.#open()) {
      if (this.#trie.isWord(segment)) continue;
      const goesOn = [...child.children.keys()].some((next) => variable.node.children.has(next));
      const isLeaf = child.children.size === 0;
      const isLikely = isPlural(parent)
        ? goesOn || isLeaf || (variable.evidence.values >= 3 && !isPlural(segment))
        : goesOn;
      if (isLikely) this.#fold(segment, child, 'alike');
    }
  }

  /** Segments that are neither places nor actions nor words of this API. */
  #open(): readonly (readonly [string, Node])[] {
    return [...this.#visit.node.children].filter(
      ([segment, { isPostOnly, children }]) =>
        !isVersion(segment) && !isReserved(segment) && !(isPostOnly && children.size === 0),
    );
  }

  /** Ends that answer with the same names are one kind of object, if these name it: three, or under a plural two. */
  #sameAnswers(): readonly string[] {
    const { parent, parentIsVariable } = this.#visit;
    if (parentIsVariable) return [];
    const byAnswers = new Map<string, string[]>();
    for (const [segment, child] of this.#open()) {
      const [answers] = child.answers;
      if (!child.isEnd || child.answers.size !== 1 || answers === undefined) continue;
      if (!isEnvelope(answers) && hasIdentity(answers)) append(byAnswers, answers, segment);
    }
    const least = isPlural(parent) ? 2 : 3;
    return [...byAnswers.values()].filter((segments) => segments.length >= least).flat();
  }

  /** `/users/alice/posts` and `/users/bob/posts`. Below a parameter, where resources stand too, more must agree. */
  #sameContinuations(): readonly string[] {
    const { parent, parentIsVariable } = this.#visit;
    if (!isPlural(parent) && !parentIsVariable) return [];
    const open = this.#open().filter(([segment]) => !parentIsVariable || !this.#trie.isWord(segment));
    const byNext = new Map<string, string[]>();
    for (const [segment, child] of open) {
      for (const next of child.children.keys()) {
        if (!isIdentifier(next) && this.#values.get(next) === undefined) append(byNext, next, segment);
      }
    }
    const shared = new Map<string, number>();
    for (const segments of byNext.values()) {
      if (segments.length < 2) continue;
      for (const segment of segments) shared.set(segment, (shared.get(segment) ?? 0) + 1);
    }
    const least = parentIsVariable ? 2 : 1;
    const found = [...shared].filter(([, count]) => count >= least).map(([segment]) => segment);
    if (!parentIsVariable) return found;
    return found.length >= manyContinued || this.#visit.node.variable !== undefined ? found : [];
  }

  #foldAll(wordy: readonly string[]): void {
    for (const segment of wordy) {
      const child = this.#visit.node.children.get(segment);
      if (child !== undefined && !isVersion(segment) && !isReserved(segment)) this.#fold(segment, child, 'alike');
    }
  }

  /** More ends than an API has resources in one place. */
  #many(): readonly string[] {
    const ends = this.#open().filter(([segment, { isEnd }]) => isEnd && !this.#trie.isWord(segment));
    return isPlural(this.#visit.parent) && ends.length >= manyEnds ? ends.map(([segment]) => segment) : [];
  }
}

function newEvidence(): Evidence {
  return { values: 0, shaped: 0, produced: 0, echoed: 0, alike: 0, isStrong: false };
}

function hasIdentity(answers: string): boolean {
  return answers.split(',').some((name) => identityOf(name) !== undefined);
}

function append(lists: Map<string, string[]>, key: string, item: string): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}
