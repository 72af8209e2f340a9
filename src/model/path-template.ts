import { fold } from './path/fold.ts';
import { ProducedValues } from './path/produced.ts';
import { singular } from './path/tokens.ts';
import { Trie, type Evidence, type Node, type SeenPath } from './path/trie.ts';
import { isIdentifier, isVersion } from './shape.ts';
import { wordsOf } from './words.ts';
import { percentDecoded } from './percent.ts';

export type { SeenPath } from './path/trie.ts';

export interface PathTemplate {
  /** `/v1/cards/{cardId}/pan` */
  readonly path: string;
  readonly parameters: readonly TemplateParameter[];
}
export interface TemplateParameter {
  readonly name: string;
  /**
   * By its look, by a value of that name in some answer, because its siblings are alike, because a document has it so, or
   * because the user says so.
   */
  readonly because: 'shape' | 'provenance' | 'siblings' | 'document' | 'given';
  /** From 0 to 1. */
  readonly confidence: number;
  /** In a few words, with numbers and names of keys, never a value. */
  readonly evidence: string;
}

/**
 * Which segments are parameters, from all addresses of a capture together: by their shape; by provenance, as an id that is
 * in the path was in some answer before; and by siblings that are alike. Methods count together. Linear in the number of
 * segments; what a capture may fill is bounded by `nodesMax` of the trie.
 */
export function pathTemplates(
  seen: Iterable<SeenPath>,
  values: ProducedValues = new ProducedValues(),
): (origin: string, path: string) => PathTemplate {
  const byOrigin = new Map<string, SeenPath[]>();
  for (const address of seen) {
    const known = byOrigin.get(address.origin);
    if (known === undefined) byOrigin.set(address.origin, [address]);
    else known.push(address);
  }
  const tries = new Map<string, Trie>();
  for (const [origin, addresses] of byOrigin) {
    const trie = new Trie(addresses);
    fold(trie, values);
    tries.set(origin, trie);
  }
  const empty = new Trie([]);
  return (origin, path) => templateOf(tries.get(origin) ?? empty, path);
}

function templateOf(trie: Trie, path: string): PathTemplate {
  let node: Node | undefined = trie.root;
  let parent = '';
  let template = '';
  const parameters: TemplateParameter[] = [];
  const { segments, suffix } = trie.split(path);
  for (const written of segments) {
    const segment = percentDecoded(written);
    const exact: Node | undefined = node?.children.get(segment);
    const variable: Node['variable'] = exact === undefined ? node?.variable : undefined;
    if (exact !== undefined || (variable === undefined && !isIdentifier(segment))) {
      template += `/${written}`;
      parent = segment;
    } else {
      const name = freeName(nameFor(parent, variable?.evidence.key), parameters);
      parameters.push({ name, ...judged(variable?.evidence) });
      template += `/{${name}}`;
      parent = '';
    }
    node = exact ?? variable?.node;
  }
  return { path: template === '' ? '/' : template + suffix, parameters };
}

/** What speaks most for it, how sure that is, and in words. */
function judged(evidence: Evidence | undefined): Omit<TemplateParameter, 'name'> {
  if (evidence === undefined) return { because: 'shape', confidence: 0.9, evidence: 'looks like an id' };
  const { values, shaped, produced, echoed, alike, key, isStrong } = evidence;
  const said = [
    ...(shaped > 0 ? [`${shaped} look like ids`] : []),
    ...(produced > 0 ? [`${produced} were in an earlier answer`] : []),
    ...(echoed > 0 ? [`${echoed} were in an answer`] : []),
    ...(key === undefined ? [] : [`under the key ${key.slice(0, 64)}`]),
    ...(alike > 0 ? [`${alike} answer or go on alike`] : []),
  ];
  const because = shaped * 2 >= values ? 'shape' : (produced + echoed) * 2 >= values ? 'provenance' : 'siblings';
  const byShape = shaped > 0 ? 0.97 : 0;
  const byAnswers = produced > 0 ? (isStrong ? 0.95 : 0.85) : echoed > 0 ? (isStrong ? 0.9 : 0.75) : 0;
  const bySiblings = alike > 0 ? Math.min(0.85, 0.6 + alike / 40) : 0;
  const both = byShape > 0 && byAnswers > 0 ? 0.99 : 0;
  return {
    because,
    confidence: Math.max(byShape, byAnswers, bySiblings, both),
    evidence: `${values} ${values === 1 ? 'value' : 'values'}: ${said.join(', ')}`,
  };
}

/** `payment-instruments` -> `paymentInstrumentId`; behind another parameter the key that its values had. */
function nameFor(parent: string, key: string | undefined): string {
  const words = [...wordsOf(parent)];
  const last = words.pop();
  // Two digits of a hash, as stores of files have them in their paths, name nothing.
  if (last === undefined || isVersion(parent) || /^(?=.?\d)[0-9a-f]{2}$/i.test(parent)) {
    const own = key === undefined || key === 'Location' ? [] : wordsOf(key);
    return own.length === 0 || own.length > 4 ? 'id' : camel(own);
  }
  return `${camel([...words, singular(last)])}Id`;
}

function camel(words: readonly string[]): string {
  return words.map((word, index) => (index === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1))).join('');
}

function freeName(name: string, taken: readonly TemplateParameter[]): string {
  let free = name;
  for (let number = 2; taken.some((parameter) => parameter.name === free); number += 1) free = `${name}${number}`;
  return free;
}
