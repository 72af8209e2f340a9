import type { ApiModel, Operation } from '../model/api.ts';
import { hasLiteral, matcher, type Matcher } from '../model/match.ts';
import type { PathTemplate } from '../model/path-template.ts';

/** A call, as far as its template goes. */
export interface Addressed {
  readonly method: string;
  readonly origin: string;
  readonly path: string;
}
/** The template of a call, from all that is known. */
export type Templates = (call: Addressed) => PathTemplate;

/** The user's template, for paths that fit it segment by segment. */
export function givenTemplate(template: string): (path: string) => PathTemplate | undefined {
  const wanted = segmentsOf(template);
  const found: PathTemplate = {
    path: `/${wanted.join('/')}`,
    parameters: parametersOf(wanted, 'given', 'the config says so'),
  };
  return (path) => {
    const segments = segmentsOf(path);
    const fits =
      segments.length === wanted.length &&
      wanted.every((segment, index) => isParameter(segment) || segment === segments[index]);
    return fits ? found : undefined;
  };
}

/**
 * The template of a document's operation; a method that it lacks on a path that it has counts too. Below whatever the host
 * has before it: staging systems put an API elsewhere. `calls` say which hosts serve it.
 */
export function documentedTemplate(
  document: ApiModel,
  calls: Iterable<Addressed>,
): (call: Addressed) => PathTemplate | undefined {
  const match = matcher(document);
  const methods = [...new Set(document.operations.map(({ method }) => method))];
  const ours = originsOf(document, match, calls);
  return ({ method, origin, path }) => {
    if (!ours.has(origin)) return undefined;
    const own = match(method, origin, path);
    const operation = own.operation ?? (own.knownPath ? anyMethod(match, methods, { origin, path }) : undefined);
    // A path of parameters alone fits every address.
    if (operation === undefined || !hasLiteral(operation.path)) return undefined;
    const [segments, wanted] = [segmentsOf(path), segmentsOf(operation.path)];
    const template = [...segments.slice(0, Math.max(0, segments.length - wanted.length)), ...wanted];
    return { path: `/${template.join('/')}`, parameters: parametersOf(template, 'document', 'the document says so') };
  };
}

/** Its own hosts, and others where two of its operations were called, or all it has. */
function originsOf(document: ApiModel, match: Matcher, calls: Iterable<Addressed>): ReadonlySet<string> {
  const seen = new Map<string, Set<Operation>>();
  const ours = new Set<string>();
  for (const { method, origin, path } of calls) {
    const { operation, host } = match(method, origin, path);
    if (host === 'documented') ours.add(origin);
    if (operation === undefined || !hasLiteral(operation.path)) continue;
    const known = seen.get(origin);
    if (known === undefined) seen.set(origin, new Set([operation]));
    else known.add(operation);
  }
  const least = Math.min(2, document.operations.length);
  for (const [origin, operations] of seen) if (operations.size >= least) ours.add(origin);
  return ours;
}

function anyMethod(
  match: Matcher,
  methods: readonly string[],
  { origin, path }: Pick<Addressed, 'origin' | 'path'>,
): Operation | undefined {
  for (const method of methods) {
    const { operation } = match(method, origin, path);
    if (operation !== undefined) return operation;
  }
  return undefined;
}

function segmentsOf(path: string): readonly string[] {
  return path.split('/').filter((segment) => segment !== '');
}

function parametersOf(
  segments: readonly string[],
  because: 'given' | 'document',
  evidence: string,
): PathTemplate['parameters'] {
  const names = segments.flatMap((segment) => [...segment.matchAll(/\{([^{}]+)\}/g)].map(([, name = '']) => name));
  return names.map((name) => ({ name, because, confidence: 1, evidence }));
}

function isParameter(segment: string): boolean {
  return /^\{[^{}]+\}$/.test(segment);
}
