import { isIdentifier, isVersion } from './shape.ts';
import { wordsOf } from './words.ts';

/** One address as it was called. */
export interface SeenPath {
  readonly origin: string;
  /** As sent, with tags for what is sensitive. */
  readonly path: string;
  /** The names at the top of its JSON answers, sorted and joined: addresses of one kind of object share them. */
  readonly answers?: string;
}

export interface PathTemplate {
  /** `/v1/cards/{cardId}/pan` */
  readonly path: string;
  readonly parameters: readonly TemplateParameter[];
}
export interface TemplateParameter {
  readonly name: string;
  /** By its look, by a value of that name in some body, because its siblings are alike, or because the user says so. */
  readonly because: 'shape' | 'provenance' | 'siblings' | 'given';
}

/** Segments of a path that are told apart. */
const segmentsMax = 32;

interface Node {
  readonly children: Map<string, Node>;
  /** What all variable children have become. */
  variable?: { readonly node: Node; readonly because: TemplateParameter['because'] };
  readonly answers: Set<string>;
  isEnd: boolean;
}

/**
 * Which segments are parameters, from all addresses of a capture together: by their shape; by provenance, as an id that is
 * in the path was in some body before; and by siblings that are alike. `values` are such values, lower case, of identity
 * keys. Methods count together. Linear in the number of segments.
 */
export function pathTemplates(
  seen: Iterable<SeenPath>,
  values: ReadonlySet<string>,
): (origin: string, path: string) => PathTemplate {
  const roots = new Map<string, Node>();
  for (const { origin, path, answers } of seen) {
    let node = roots.get(origin);
    if (node === undefined) roots.set(origin, (node = emptyNode()));
    for (const segment of segmentsOf(path)) node = childOf(node, decode(segment));
    node.isEnd = true;
    if (answers !== undefined && answers !== '') node.answers.add(answers);
  }
  for (const root of roots.values()) fold(root, values);
  return (origin, path) => templateOf(roots.get(origin), path);
}

function emptyNode(): Node {
  return { children: new Map(), answers: new Set(), isEnd: false };
}

function segmentsOf(path: string): readonly string[] {
  return path
    .split('/')
    .filter((segment) => segment !== '')
    .slice(0, segmentsMax);
}

function decode(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function childOf(node: Node, segment: string): Node {
  const known = node.children.get(segment);
  if (known !== undefined) return known;
  const made = emptyNode();
  node.children.set(segment, made);
  return made;
}

interface Visit {
  readonly node: Node;
  /** The segment before; empty at the root and after a parameter. */
  readonly parent: string;
  readonly parentIsVariable: boolean;
  /** Only `api`, versions and the like so far: what stands here is the name of a resource. */
  readonly isBase: boolean;
}

/** From the root downwards; what is folded is merged before it is looked at. */
function fold(root: Node, values: ReadonlySet<string>): void {
  const queue: Visit[] = [{ node: root, parent: '', parentIsVariable: false, isBase: true }];
  for (const visit of queue) {
    const { node, isBase } = visit;
    foldChildren(visit, 'shape', (segment) => isIdentifier(segment));
    if (!isBase) {
      foldChildren(visit, 'provenance', (segment) => values.has(segment.toLowerCase()) && !isReserved(segment));
      for (const alike of [sameAnswers(visit), sameContinuations(visit)]) {
        if (alike.size > 0) foldChildren(visit, 'siblings', (segment) => alike.has(segment));
      }
    }
    for (const [segment, child] of node.children)
      queue.push({ node: child, parent: segment, parentIsVariable: false, isBase: isBase && isGeneric(segment) });
    if (node.variable !== undefined)
      queue.push({ node: node.variable.node, parent: '', parentIsVariable: true, isBase: false });
  }
}

function foldChildren(
  { node }: Visit,
  because: TemplateParameter['because'],
  isVariable: (segment: string) => boolean,
): void {
  for (const [segment, child] of node.children) {
    if (!isVariable(segment)) continue;
    node.children.delete(segment);
    node.variable ??= { node: emptyNode(), because };
    merge(node.variable.node, child);
  }
}

/** By a stack: paths of strangers may be long. */
function merge(into: Node, from: Node): void {
  const stack: [Node, Node][] = [[into, from]];
  for (let pair = stack.pop(); pair !== undefined; pair = stack.pop()) {
    const [a, b] = pair;
    a.isEnd ||= b.isEnd;
    for (const answer of b.answers) a.answers.add(answer);
    for (const [segment, child] of b.children) {
      const known = a.children.get(segment);
      if (known === undefined) a.children.set(segment, child);
      else stack.push([known, child]);
    }
  }
}

/** Three ends that answer with the same names are one kind of object; under a plural two are enough. */
function sameAnswers({ node, parent }: Visit): ReadonlySet<string> {
  const byAnswers = new Map<string, string[]>();
  for (const [segment, child] of node.children) {
    const [answers] = child.answers;
    if (!child.isEnd || child.answers.size !== 1 || answers === undefined) continue;
    if (isReserved(segment) || isEnvelope(answers)) continue;
    append(byAnswers, answers, segment);
  }
  const least = isPlural(parent) ? 2 : 3;
  return new Set([...byAnswers.values()].filter((segments) => segments.length >= least).flat());
}

/** `/users/alice/posts` and `/users/bob/posts`. Below a parameter, where resources stand too, more must agree. */
function sameContinuations({ node, parent, parentIsVariable }: Visit): ReadonlySet<string> {
  if (!isPlural(parent) && !parentIsVariable) return new Set();
  const byNext = new Map<string, string[]>();
  for (const [segment, child] of node.children) {
    if (isReserved(segment)) continue;
    for (const next of child.children.keys()) {
      if (!isIdentifier(next)) append(byNext, next, segment);
    }
  }
  const shared = new Map<string, number>();
  for (const segments of byNext.values()) {
    if (segments.length < 2) continue;
    for (const segment of segments) shared.set(segment, (shared.get(segment) ?? 0) + 1);
  }
  const least = parentIsVariable ? 2 : 1;
  return new Set([...shared].filter(([, count]) => count >= least).map(([segment]) => segment));
}

function append(lists: Map<string, string[]>, key: string, item: string): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}

function isGeneric(segment: string): boolean {
  return isVersion(segment) || /^(?:api|apis|rest|public|services?|gateway|graphql|mobile|web|b2b|b2c)$/i.test(segment);
}

const reserved: ReadonlySet<string> = new Set(
  'me self current mine search count login logout signin signup register token tokens new latest batch bulk export import default all status health validate verify confirm preview summary stats statistics metadata config settings admin internal public private active history'.split(
    ' ',
  ),
);

/** Words that stand where ids stand and are none. */
function isReserved(segment: string): boolean {
  return reserved.has(segment.toLowerCase());
}

const envelope: ReadonlySet<string> = new Set(
  '_links data items results result records list content entries value values rows meta metadata total totalcount total_count count page pages pagesize page_size per_page limit offset links next previous prev cursor next_cursor has_more hasmore pagination status success ok message error errors code'.split(
    ' ',
  ),
);

/** Lists and answers of all resources share such names. */
function isEnvelope(answers: string): boolean {
  return answers.split(',').every((name) => envelope.has(name.toLowerCase()));
}

function isPlural(segment: string): boolean {
  return /[a-z]{2}s$/i.test(segment) && !/(?:ss|us|is)$/i.test(segment);
}

function templateOf(root: Node | undefined, path: string): PathTemplate {
  let node = root;
  let parent = '';
  let template = '';
  const parameters: TemplateParameter[] = [];
  for (const written of segmentsOf(path)) {
    const segment = decode(written);
    const exact = node?.children.get(segment);
    const variable = exact === undefined ? node?.variable : undefined;
    if (variable === undefined && (exact !== undefined || !isIdentifier(segment))) {
      template += `/${written}`;
      parent = segment;
    } else {
      const name = freeName(nameFor(parent), parameters);
      parameters.push({ name, because: variable?.because ?? 'shape' });
      template += `/{${name}}`;
      parent = '';
    }
    node = exact ?? variable?.node;
  }
  return { path: template === '' ? '/' : template, parameters };
}

/** `payment-instruments` -> `paymentInstrumentId` */
function nameFor(parent: string): string {
  const words = [...wordsOf(parent)];
  const last = words.pop();
  if (last === undefined || isVersion(parent)) return 'id';
  const singular = isPlural(last) ? last.replace(/ies$/, 'y').replace(/(?<=ch|sh|x|z|ss)es$|s$/, '') : last;
  const camel = [...words, singular].map((word, index) =>
    index === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1),
  );
  return `${camel.join('')}Id`;
}

function freeName(name: string, taken: readonly TemplateParameter[]): string {
  let free = name;
  for (let number = 2; taken.some((parameter) => parameter.name === free); number += 1) free = `${name}${number}`;
  return free;
}

const identityKey =
  /^(?:id|uuid|guid|login|slug|key|code|number|sha|ref|username|handle|full_?name|name|email)$|(?:_id|Id|_uuid|Uuid|_key|_slug|_ref|Ref)$/;

/** Whether a value of that key may come back in a path. */
export function isIdentityKey(key: string): boolean {
  return identityKey.test(key);
}
