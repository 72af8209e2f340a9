import type { ApiModel, Operation, Server } from './api.ts';
import { basePathOf } from './operation.ts';
import { percentDecoded } from './percent.ts';

export interface Matched {
  readonly operation?: Operation;
  /** Some operation has this path, perhaps with another method. */
  readonly knownPath: boolean;
  /** Is the host one of the document's servers? `unknown` where it names none. */
  readonly host: 'documented' | 'other' | 'unknown';
  /** Values of the path's parameters, decoded. */
  readonly parameters: Readonly<Record<string, string>>;
}
export type Matcher = (method: string, origin: string, path: string) => Matched;

/** Segments of a path; servers stop at far fewer. */
const segmentsMax = 64;

/** A segment with parameters in it: `v{version}`, `{name}.{ext}` as fixed texts with names between them. */
interface Pattern {
  readonly texts: readonly string[];
  readonly names: readonly string[];
  readonly node: Node;
}
interface Node {
  readonly literals: Map<string, Node>;
  readonly patterns: Pattern[];
  /** The segment is one parameter, whatever its name: names are those of the operation. */
  any?: Node;
  /** `{path+}`: all that is left. */
  rest?: Node;
  readonly operations: Operation[];
}

/** URL -> operation: literals before parameters, below any server's base path, or at the root where no base path fits. */
export function matcher(api: ApiModel): Matcher {
  const root = emptyNode();
  for (const operation of api.operations) {
    const bases = operation.servers.length === 0 ? [''] : operation.servers.map(basePathOf);
    // Staging systems and gateways put the API elsewhere: another server's base path, or none.
    for (const base of new Set([...bases, ''])) plant(root, base + operation.path, operation);
  }
  return (method, origin, path) => {
    const host = hostKind(api, origin);
    const segments = segmentsOf(path).map(percentDecoded);
    const found = segments.length > segmentsMax ? [] : find(root, segments);
    const wanted = method.toUpperCase();
    const operation = choose(found, wanted) ?? (wanted === 'HEAD' ? choose(found, 'GET') : undefined);
    return {
      ...(operation === undefined ? {} : { operation }),
      knownPath: found.length > 0,
      host,
      parameters: operation === undefined ? {} : parametersOf(operation, segments),
    };
  };
}

const hostTests = new WeakMap<ApiModel, readonly ((origin: string) => boolean)[]>();

/** Is it a host of the document's servers? `unknown` where it names none. */
export function hostKind(api: ApiModel, origin: string): Matched['host'] {
  let tests = hostTests.get(api);
  if (tests === undefined) {
    tests = hostsOf([...api.servers, ...api.operations.flatMap(({ servers }) => servers)]);
    hostTests.set(api, tests);
  }
  if (tests.length === 0) return 'unknown';
  return tests.some((matches) => matches(origin)) ? 'documented' : 'other';
}

/** The values of the operation's path parameters in an address that it matched, decoded. */
export function pathValues(operation: Operation, path: string): Readonly<Record<string, string>> {
  return parametersOf(operation, segmentsOf(path).map(percentDecoded));
}

/** Some fixed segment stands in the template: `/{id}` alone fits every address and proves nothing. */
export function hasLiteral(path: string): boolean {
  return segmentsOf(path).some((segment) => !segment.startsWith('{'));
}

function emptyNode(): Node {
  return { literals: new Map(), patterns: [], operations: [] };
}

function segmentsOf(path: string): readonly string[] {
  return path.split('/').filter((segment) => segment !== '');
}

/** `v{version}.{format}` -> texts `v`, `.`, `` and names `version`, `format`. */
function partsOf(segment: string): { readonly texts: readonly string[]; readonly names: readonly string[] } {
  const parts = segment.split(/\{([^{}]*)\}/);
  return {
    texts: parts.filter((_, index) => index % 2 === 0),
    names: parts.filter((_, index) => index % 2 === 1),
  };
}

function plant(root: Node, template: string, operation: Operation): void {
  let node = root;
  for (const segment of segmentsOf(template).slice(0, segmentsMax)) {
    const { texts, names } = partsOf(segment);
    if (names.length === 0) node = literal(node, percentDecoded(segment));
    else if (names.length > 1 || texts.some((text) => text !== '')) node = pattern(node, texts, names);
    else if (/[+*]$/.test(names[0] ?? '')) node = node.rest ??= emptyNode();
    else node = node.any ??= emptyNode();
  }
  if (!node.operations.includes(operation)) node.operations.push(operation);
}

function literal(node: Node, text: string): Node {
  const known = node.literals.get(text);
  if (known !== undefined) return known;
  const made = emptyNode();
  node.literals.set(text, made);
  return made;
}

function pattern(node: Node, texts: readonly string[], names: readonly string[]): Node {
  const known = node.patterns.find((other) => other.texts.join('{}') === texts.join('{}'));
  if (known !== undefined) return known.node;
  const made: Pattern = { texts, names, node: emptyNode() };
  node.patterns.push(made);
  return made.node;
}

/** All operations whose template fits, the more literal ones first. Each node of the tree is visited at most once. */
function find(root: Node, segments: readonly string[]): readonly Operation[] {
  const found: Operation[] = [];
  const stack: { node: Node; depth: number }[] = [{ node: root, depth: 0 }];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { node, depth } = next;
    const segment = segments[depth];
    if (segment === undefined) {
      found.push(...node.operations);
      continue;
    }
    // The last pushed is looked at first: literals, then mixed segments, then parameters.
    if (node.rest !== undefined) stack.push({ node: node.rest, depth: segments.length });
    if (node.any !== undefined) stack.push({ node: node.any, depth: depth + 1 });
    for (const { texts, node: below } of node.patterns) {
      if (valuesIn(segment, texts) !== undefined) stack.push({ node: below, depth: depth + 1 });
    }
    const exact = node.literals.get(segment);
    if (exact !== undefined) stack.push({ node: exact, depth: depth + 1 });
  }
  return found;
}

/** `GET /cards/batch` is `GET /cards/{cardId}` where only `POST /cards/batch` is documented: routers do so too. */
function choose(found: readonly Operation[], method: string): Operation | undefined {
  return found.find((operation) => operation.method.toUpperCase() === method);
}

/** What stands between the fixed texts; each value as short as it can be, and none empty. */
function valuesIn(segment: string, texts: readonly string[]): readonly string[] | undefined {
  const [head = '', ...rest] = texts;
  if (!segment.startsWith(head)) return undefined;
  const values: string[] = [];
  let from = head.length;
  for (const [index, text] of rest.entries()) {
    const isLast = index === rest.length - 1;
    const to = isLast ? segment.length - text.length : segment.indexOf(text, from + 1);
    if (to <= from || (isLast && !segment.endsWith(text))) return undefined;
    values.push(segment.slice(from, to));
    from = to + text.length;
  }
  return values;
}

/** From the end, so that it does not matter which base path the URL has. */
function parametersOf(operation: Operation, segments: readonly string[]): Readonly<Record<string, string>> {
  const template = segmentsOf(operation.path);
  const values = new Map<string, string>();
  const tail = /^\{[^{}]*[+*]\}$/.test(template.at(-1) ?? '');
  const offset = tail ? 0 : segments.length - template.length;
  for (const [index, segment] of template.entries()) {
    const { texts, names } = partsOf(segment);
    const found = names.length === 0 ? [] : valuesIn(segments[index + offset] ?? '', texts);
    names.forEach((name, at) => values.set(name, found?.[at] ?? ''));
  }
  return Object.fromEntries(values);
}

/** Tests for the hosts of the servers; a variable in a host stands for its choices, or for any label where it has none. */
function hostsOf(servers: readonly Server[]): readonly ((origin: string) => boolean)[] {
  const exact = new Set<string>();
  const open = new Map<string, (origin: string) => boolean>();
  for (const server of servers) {
    const authority = authorityOf(server.url);
    if (authority === undefined) continue;
    exact.add(authorityOf(server.resolvedUrl) ?? authority);
    if (authority.includes('{')) open.set(authority, (origin) => fits(authorityOf(origin) ?? '', authority, server));
  }
  const tests = [...open.values()];
  return exact.size === 0 ? tests : [(origin) => exact.has(authorityOf(origin) ?? ''), ...tests];
}

/** `api.example.com:8443`, lower case, without a default port: whether it is met over http or https does not change whose it is. */
function authorityOf(url: string): string | undefined {
  const authority = /^(?:[a-z][a-z0-9+.-]*:)?\/\/([^/?#]*)/i.exec(url)?.[1];
  if (authority === undefined || authority === '') return undefined;
  return authority
    .slice(authority.lastIndexOf('@') + 1)
    .toLowerCase()
    .replace(/:(?:80|443)$/, '');
}

function fits(authority: string, template: string, server: Server): boolean {
  const { texts, names } = partsOf(template);
  const values = valuesIn(authority, texts);
  return (
    values?.every((value, index) => {
      const variable = server.variables.find(({ name }) => name.toLowerCase() === names[index]);
      if (variable?.enum === undefined) return !value.includes('.');
      return variable.enum.some((choice) => choice.toLowerCase() === value);
    }) === true
  );
}
