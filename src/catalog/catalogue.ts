import { isApiCall } from '../model/api-call.ts';
import type { Exchange, Sighting } from '../model/exchange.ts';
import type { Json } from '../model/json.ts';
import type { TemplateParameter } from '../model/path-template.ts';
import type { Pointer } from '../model/source.ts';
import type { Templates } from './known-templates.ts';
import { SchemaLearner, type PlaceBudget } from './schema/learner.ts';
import { addNumber, addString, newStats, type ShapeStats } from './schema/shape-stats.ts';

/** Operations of one service. */
const operationsMax = 10_000;
/** Query fields, statuses with a media type, and places of sensitive data of one operation. */
const fieldsMax = 100;
/** Places of bodies that are told apart in one service: some 500 bytes each. */
const placesMax = 200_000;
/** Callers that are told apart. */
const identitiesMax = 1_000;

/** What is known of one operation from traffic: counts and names, no value. */
export interface CatalogueOperation {
  /** `GET /v1/cards/{cardId}` */
  readonly id: string;
  readonly service: string;
  readonly method: string;
  readonly path: string;
  readonly origins: Set<string>;
  readonly pathParameters: readonly TemplateParameter[];
  readonly query: Map<string, { readonly stats: ShapeStats; seen: number }>;
  readonly first: Pointer;
  calls: number;
  /** Calls by status. */
  readonly statuses: Map<number, number>;
  /** What was let in. */
  readonly credentials: Set<Exchange['credentials']>;
  /** How callers said who they are: `bearer`, `basic`, `header X-Api-Key`, `cookie`. */
  readonly schemes: Set<string>;
  /** Tags of credentials. */
  readonly identities: Set<string>;
  /** `response pci.pan $.cards[].pan` */
  readonly data: Map<string, Pick<Sighting, 'dataClass' | 'in' | 'place' | 'name'>>;
  readonly requests: Map<string, SchemaLearner>;
  /** By status and media type: `200 application/json`. */
  readonly answers: Map<string, SchemaLearner>;
}

/** Fills a catalogue from exchanges whose templates are known: captures are read twice, so that no exchange need be kept. */
export class CatalogueBuilder {
  readonly #operations = new Map<string, CatalogueOperation>();
  readonly #service: string;
  readonly #template: Templates;
  readonly #budget: PlaceBudget = { left: placesMax };

  constructor(service: string, template: Templates) {
    this.#service = service;
    this.#template = template;
  }

  see(exchange: Exchange): void {
    if (!isApiCall(exchange)) return;
    const operation = this.#operationOf(exchange);
    if (operation === undefined) return;
    const { request, response } = exchange;
    const status = response?.status ?? 0;
    operation.calls += 1;
    operation.origins.add(request.origin);
    operation.statuses.set(status, (operation.statuses.get(status) ?? 0) + 1);
    if (status < 400) operation.credentials.add(exchange.credentials);
    for (const [name, value] of request.query) addQuery(operation, name, value);
    addCaller(operation, exchange);
    for (const { dataClass, in: side, place, name } of exchange.sightings) {
      if (dataClass.startsWith('sec.') && place !== 'body' && place !== 'query') continue;
      const key = `${side} ${dataClass} ${name}`;
      if (operation.data.size < fieldsMax) operation.data.set(key, { dataClass, in: side, place, name });
    }
    if (request.body !== undefined) this.#learn(operation.requests, request.body.mediaType, request.body.json);
    this.#learn(operation.answers, `${status} ${response?.body?.mediaType ?? ''}`, response?.body?.json);
  }

  /** In the order first seen. Only what once answered with something else than 404 is there. */
  operations(): readonly CatalogueOperation[] {
    return [...this.#operations.values()].filter(({ statuses }) =>
      [...statuses.keys()].some((status) => status !== 404),
    );
  }

  #learn(learners: Map<string, SchemaLearner>, key: string, json: Json | undefined): void {
    let learner = learners.get(key);
    if (learner === undefined) {
      if (learners.size >= fieldsMax) return;
      learners.set(key, (learner = new SchemaLearner({}, this.#budget)));
    }
    if (json !== undefined) learner.see(json);
  }

  #operationOf({ request, at }: Exchange): CatalogueOperation | undefined {
    const { path, parameters } = this.#template(request);
    const id = `${request.method} ${path}`;
    const known = this.#operations.get(id);
    if (known !== undefined || this.#operations.size >= operationsMax) return known;
    const made: CatalogueOperation = {
      id,
      service: this.#service,
      method: request.method,
      path,
      origins: new Set(),
      pathParameters: parameters,
      query: new Map(),
      first: at,
      calls: 0,
      statuses: new Map(),
      credentials: new Set(),
      schemes: new Set(),
      identities: new Set(),
      data: new Map(),
      requests: new Map(),
      answers: new Map(),
    };
    this.#operations.set(id, made);
    return made;
  }
}

/** Query fields are texts: what they could be read as is their type. */
function addQuery({ query }: CatalogueOperation, name: string, value: string): void {
  let field = query.get(name);
  if (field === undefined) {
    if (query.size >= fieldsMax || name.length > 100) return;
    query.set(name, (field = { stats: newStats(), seen: 0 }));
  }
  field.seen += 1;
  field.stats.seen += 1;
  if (/^-?\d{1,15}(?:\.\d{1,10})?$/.test(value)) addNumber(field.stats, Number(value));
  else if (value === 'true' || value === 'false') field.stats.booleans += 1;
  else addString(field.stats, value);
}

function addCaller({ schemes, identities }: CatalogueOperation, { request, sightings }: Exchange): void {
  const authorization = request.headers.find(([name]) => name.toLowerCase() === 'authorization')?.[1] ?? '';
  const scheme = /^(bearer|basic|digest)\s/i.exec(authorization)?.[1]?.toLowerCase();
  if (scheme !== undefined) schemes.add(scheme);
  for (const { in: side, place, name, tag, dataClass } of sightings) {
    if (side !== 'request' || !dataClass.startsWith('sec.') || (place !== 'header' && place !== 'cookie')) continue;
    if (identities.size < identitiesMax) identities.add(tag);
    if (place === 'cookie') schemes.add(`cookie ${name}`);
    else if (name.toLowerCase() !== 'authorization') schemes.add(`header ${name}`);
    else if (scheme === undefined) schemes.add('header Authorization');
  }
}
