import type { ApiModel, AuthRequirement, Body, Operation, Parameter, Response, Server } from '../model/api.ts';
import { isApiCall } from '../model/api-call.ts';
import type { Exchange } from '../model/exchange.ts';
import { hasLiteral, matcher } from '../model/match.ts';
import { PathLearner } from '../model/path-learner.ts';
import type { PathTemplate } from '../model/path-template.ts';
import type { Pointer, Source } from '../model/source.ts';
import { documentedTemplate, givenTemplate, type Templates } from './known-templates.ts';

/** Operations that one capture may show. */
const operationsMax = 10_000;
/** Addresses that are kept until all of the capture says which of their parts are parameters. */
const callsMax = 100_000;
/** Query fields of one operation. */
const queryNamesMax = 100;

export interface DiscoverOptions {
  readonly name: string;
  readonly source: Source;
  /** Paths that the user knows better: `/v1/cards/{cardId}`. */
  readonly templates?: readonly string[];
  /** Documents whose paths count before anything is learnt. */
  readonly documents?: readonly ApiModel[];
}

/** What is kept of the calls of one address by one method: names and kinds, no value. */
interface Call {
  readonly method: string;
  readonly origin: string;
  readonly path: string;
  readonly first: Pointer;
  readonly queryNames: Set<string>;
  readonly requestTypes: Set<string>;
  /** Media types by status. */
  readonly answers: Map<number, Set<string>>;
  readonly credentials: Set<Exchange['credentials']>;
}

/** Learns an API from its traffic, one exchange at a time. */
export class Discovery {
  readonly #learner = new PathLearner();
  readonly #calls = new Map<string, Call>();

  see(exchange: Exchange): void {
    if (!isApiCall(exchange)) return;
    const { request, response } = exchange;
    this.#learner.see(exchange);
    const key = `${request.method} ${request.origin}${request.path}`;
    let call = this.#calls.get(key);
    if (call === undefined) {
      if (this.#calls.size >= callsMax) return;
      call = {
        method: request.method,
        origin: request.origin,
        path: request.path,
        first: exchange.at,
        queryNames: new Set(),
        requestTypes: new Set(),
        answers: new Map(),
        credentials: new Set(),
      };
      this.#calls.set(key, call);
    }
    for (const [name] of request.query) if (call.queryNames.size < queryNamesMax) call.queryNames.add(name);
    if (request.body !== undefined) call.requestTypes.add(request.body.mediaType);
    const status = response?.status ?? 0;
    const types = call.answers.get(status) ?? new Set();
    if (response?.body !== undefined) types.add(response.body.mediaType);
    call.answers.set(status, types);
    if (status < 400) call.credentials.add(exchange.credentials);
  }

  /** What the user says, then what documents have, then what the traffic shows. */
  templates({ templates = [], documents = [] }: Pick<DiscoverOptions, 'templates' | 'documents'>): Templates {
    const learned = this.#learner.learn();
    const given = templates.map(givenTemplate);
    const known = documents.map((document) => documentedTemplate(document, this.#calls.values()));
    return (call) =>
      given.map((fits) => fits(call.path)).find((found) => found !== undefined) ??
      known.map((fits) => fits(call)).find((found) => found !== undefined) ??
      learned(call.origin, call.path);
  }

  /** The API as the traffic shows it. Only paths that once answered with something else than 404 are in it. */
  model(options: DiscoverOptions): ApiModel {
    const { name, source } = options;
    const at: Pointer = { source: source.id, path: '' };
    const template = this.templates(options);
    const merged = new Map<string, { readonly call: Call; readonly template: PathTemplate }>();
    for (const call of this.#calls.values()) {
      if ([...call.answers.keys()].every((status) => status === 404)) continue;
      const found = template(call);
      const key = `${call.method} ${found.path} ${call.origin}`;
      const known = merged.get(key);
      if (known !== undefined) join(known.call, call);
      else if (merged.size < operationsMax) merged.set(key, { call, template: found });
    }
    const servers = new Map<string, Server>();
    for (const { call } of merged.values()) {
      if (!servers.has(call.origin)) servers.set(call.origin, serverOf(call.origin, at));
    }
    return {
      name,
      title: name,
      version: '',
      dialect: 'capture',
      at,
      operations: unique([...merged.values()].map((one) => operationOf(one, servers))),
      hooks: [],
      schemas: new Map(),
      authSchemes: new Map([[schemeName, { name: schemeName, at, kind: 'unknown', flows: [], raw: {} }]]),
      servers: [...servers.values()],
      sources: new Map([[source.id, source]]),
      extensions: {},
      unread: [],
      faults: [],
    };
  }
}

export function discover(exchanges: Iterable<Exchange>, options: DiscoverOptions): ApiModel {
  const discovery = new Discovery();
  for (const exchange of exchanges) discovery.see(exchange);
  return discovery.model(options);
}

/** Operations of a discovered API that a document does not have, on the hosts where it has some. */
export function shadows(api: ApiModel, document: ApiModel): readonly Operation[] {
  const match = matcher(document);
  const found = api.operations.map((operation) => {
    const origin = operation.servers[0]?.resolvedUrl ?? '';
    return { operation, origin, matched: match(operation.method, origin, operation.path) };
  });
  const ours = new Set(
    found.flatMap(({ origin, matched }) =>
      matched.host !== 'other' || hasLiteral(matched.operation?.path ?? '') ? [origin] : [],
    ),
  );
  return found.flatMap(({ operation, origin, matched }) =>
    matched.operation === undefined && ours.has(origin) ? [operation] : [],
  );
}

/** The one scheme of a capture: that a credential was sent, whatever kind it was. */
const schemeName = 'captured';

function join(into: Call, from: Call): void {
  for (const name of from.queryNames) into.queryNames.add(name);
  for (const type of from.requestTypes) into.requestTypes.add(type);
  for (const credential of from.credentials) into.credentials.add(credential);
  for (const [status, types] of from.answers)
    into.answers.set(status, new Set([...(into.answers.get(status) ?? []), ...types]));
}

function serverOf(origin: string, at: Pointer): Server {
  return { url: origin, resolvedUrl: origin, at, level: 'api', variables: [] };
}

/** The same method and path on two hosts: the id is one, so the first stands for both. */
function unique(operations: readonly Operation[]): readonly Operation[] {
  const byId = new Map<string, Operation>();
  for (const operation of operations) {
    const known = byId.get(operation.id);
    if (known === undefined) byId.set(operation.id, operation);
    else byId.set(operation.id, { ...known, servers: [...known.servers, ...operation.servers] });
  }
  return [...byId.values()];
}

function operationOf(
  { call, template }: { readonly call: Call; readonly template: PathTemplate },
  servers: ReadonlyMap<string, Server>,
): Operation {
  const at = call.first;
  const auth = authOf(call, at);
  const server = servers.get(call.origin);
  return {
    id: `${call.method} ${template.path}`,
    kind: 'path',
    method: call.method,
    path: template.path,
    at,
    tags: [],
    parameters: [
      ...template.parameters.map(({ name }) => parameterOf(name, 'path', at)),
      ...[...call.queryNames].map((name) => parameterOf(name, 'query', at)),
    ],
    requestBodies: [...call.requestTypes].map((type) => bodyOf(type, at)),
    responses: [...call.answers]
      .sort(([a], [b]) => a - b)
      .map(([status, types]): Response => ({
        status: String(status),
        at,
        bodies: [...types].map((type) => bodyOf(type, at)),
        headers: [],
      })),
    auth,
    authFrom: 'none',
    authAt: at,
    servers: server === undefined ? [] : [server],
    deprecated: false,
    raw: {},
  };
}

/** What was seen to let a caller in; where the capture cannot tell, it is taken as asking for a credential. */
function authOf({ credentials }: Call, at: Pointer): readonly AuthRequirement[] {
  const alternatives: AuthRequirement[] = [];
  if (credentials.has('present') || credentials.has('unknown') || credentials.size === 0)
    alternatives.push({ at, schemes: [{ name: schemeName, scopes: [] }] });
  if (credentials.has('absent')) alternatives.push({ at, schemes: [] });
  return alternatives;
}

function parameterOf(name: string, place: 'path' | 'query', at: Pointer): Parameter {
  return { name, in: place, required: place === 'path', deprecated: false, at, examples: [], raw: {} };
}

function bodyOf(mediaType: string, at: Pointer): Body {
  return { mediaType, required: false, at, examples: [] };
}
