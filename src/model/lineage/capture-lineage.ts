import { isApiCall } from '../api-call.ts';
import type { ApiModel, Operation, OperationId } from '../api.ts';
import type { Exchange } from '../exchange.ts';
import type { Json } from '../json.ts';
import { basePathOf } from '../operation.ts';
import { ProducedValues } from '../path/produced.ts';
import type { CapturedCaller, CapturedGrant, CapturedId, CapturedTraffic } from './captured.ts';
import { consumedBy, type Consumed } from './consumed.ts';
import type { Edge } from './edge.ts';

/** Callers that are told apart in one capture. */
const callersMax = 50;
/** Ids that are kept of one parameter of one operation: the newest. */
const idsMax = 3;
/** Parameters of one caller of which ids are kept. */
const placesMax = 5_000;
/** Longest body that is kept, in bytes, and how many of one caller. */
const bodyBytesMax = 64 * 1024;
const bodiesMax = 500;
/** Answers with credentials that are remembered. */
const grantsMax = 200;
/** Edges between operations, and calls that no operation explains. */
const edgesMax = 20_000;
const callsMax = 1_000;

interface Noted extends Consumed {
  readonly operation: OperationId;
  readonly beside: Readonly<Record<string, string>>;
}
interface CallerNotes {
  readonly credentials: readonly string[];
  readonly produced: ProducedValues;
  readonly ids: Map<string, Noted[]>;
  readonly used: Set<string>;
  readonly bodies: Map<OperationId, Json>;
}

/** Learns from exchanges which answer gave what a later request needed, and to whom. Hand it exchanges in their order. */
export class CaptureLineage {
  readonly #callers = new Map<string, CallerNotes>();
  /** Operations in the order of their first answer: a produced value names its own by number. */
  readonly #operations: OperationId[] = [];
  readonly #numbers = new Map<OperationId, number>();
  readonly #edges = new Map<string, Edge & { seen: number }>();
  readonly #grants: CapturedGrant[] = [];
  readonly #calls = new Map<string, { readonly method: string; readonly path: string; readonly origin: string }>();
  /** Hosts that an operation with a fixed part in its path answered on. */
  readonly #origins = new Set<string>();

  see(exchange: Exchange, operation: Operation | undefined): void {
    const { request, response } = exchange;
    if (response === undefined || response.status < 200 || response.status > 299 || !isApiCall(exchange)) return;
    this.#grant(exchange);
    if (operation === undefined) return this.#unexplained(exchange);
    if (/\/[^/{}]+/.test(operation.path)) this.#origins.add(request.origin);
    const notes = this.#notesOf(exchange);
    if (notes === undefined) return;
    const consumed = consumedBy(exchange, operation);
    for (const one of consumed) this.#consume(one, { operation, notes, consumed });
    const { json, bytes = 0 } = request.body ?? {};
    if (json !== undefined && notes.bodies.size < bodiesMax && bytes <= bodyBytesMax)
      notes.bodies.set(operation.id, json);
    // What the request named itself, its answer only repeats.
    notes.produced.see(exchange, this.#numberOf(operation), new Set(consumed.map(({ value }) => value.toLowerCase())));
  }

  traffic(api: ApiModel): CapturedTraffic {
    const servers = [...api.servers, ...api.operations.flatMap((operation) => operation.servers)];
    const bases = [...new Set(servers.map(basePathOf))].filter((base) => base !== '');
    const below = (path: string): string => {
      const base = bases.find((one) => path.startsWith(`${one}/`));
      return base === undefined ? path : path.slice(base.length);
    };
    return {
      callers: [...this.#callers].filter(([key]) => key !== nobody).map(([, notes]) => this.#callerOf(notes)),
      grants: this.#grants,
      edges: [...this.#edges.values()],
      calls: [...this.#calls.values()]
        .filter(({ origin }) => this.#origins.has(origin))
        .map(({ method, path }) => ({ method, path: below(path) })),
    };
  }

  #notesOf(exchange: Exchange): CallerNotes | undefined {
    const credentials = credentialTags(exchange);
    const key =
      credentials.length > 0 ? credentials.join(' ') : exchange.credentials === 'unknown' ? 'unknown' : nobody;
    const known = this.#callers.get(key);
    if (known !== undefined || this.#callers.size >= callersMax) return known;
    const notes: CallerNotes = {
      credentials,
      produced: new ProducedValues(),
      ids: new Map(),
      used: new Set(),
      bodies: new Map(),
    };
    this.#callers.set(key, notes);
    return notes;
  }

  #numberOf({ id }: Operation): number {
    const known = this.#numbers.get(id);
    if (known !== undefined) return known;
    this.#numbers.set(id, this.#operations.length);
    return this.#operations.push(id) - 1;
  }

  #consume(
    one: Consumed,
    {
      operation,
      notes,
      consumed,
    }: { readonly operation: Operation; readonly notes: CallerNotes; readonly consumed: readonly Consumed[] },
  ): void {
    this.#link(one, operation, notes);
    const key = `${operation.id} ${one.in} ${one.name}`;
    const known = notes.ids.get(key) ?? [];
    if (known.length === 0 && notes.ids.size >= placesMax) return;
    const beside = Object.fromEntries(
      consumed
        .filter(({ in: place, name }) => place === 'path' && name !== one.name)
        .map((each) => [each.name, each.value]),
    );
    const others = known.filter(({ value }) => value !== one.value);
    notes.ids.set(key, [{ ...one, operation: operation.id, beside }, ...others].slice(0, idsMax));
    notes.used.add(one.value.toLowerCase());
  }

  /** From the answer that named the value first, to this caller or to another. */
  #link(one: Consumed, operation: Operation, notes: CallerNotes): void {
    const produced =
      notes.produced.get(one.value) ??
      [...this.#callers.values()].map((each) => each.produced.get(one.value)).find((each) => each !== undefined);
    const producer = produced === undefined ? undefined : this.#operations[produced.order];
    if (produced === undefined || producer === undefined || producer === operation.id) return;
    const edge = { producer, field: produced.key, consumer: operation.id, in: one.in, name: one.name };
    const key = JSON.stringify(Object.values(edge));
    const known = this.#edges.get(key);
    if (known !== undefined) known.seen += 1;
    else if (this.#edges.size < edgesMax) this.#edges.set(key, { ...edge, evidence: 'capture', seen: 1 });
  }

  #callerOf(notes: CallerNotes): CapturedCaller {
    const others = [...this.#callers.values()].filter((each) => each !== notes);
    const isShared = (value: string): boolean =>
      others.some(({ used, produced }) => used.has(value.toLowerCase()) || produced.get(value) !== undefined);
    const ids = [...notes.ids.values()].flat().filter(({ value }) => !isShared(value));
    return {
      credentials: notes.credentials,
      ids: ids.map((id): CapturedId => ({ ...id, isProduced: notes.produced.get(id.value) !== undefined })),
      bodies: notes.bodies,
    };
  }

  #grant({ request, sightings }: Exchange): void {
    const given = tagsOf(sightings.filter((one) => one.in === 'response' && one.dataClass.startsWith('sec.')));
    const sent = request.body?.json;
    if (given.length > 0 && sent !== undefined && this.#grants.length < grantsMax) this.#grants.push({ sent, given });
  }

  #unexplained({ request }: Exchange): void {
    const { method, path, origin } = request;
    const key = `${method} ${origin}${path}`;
    if (this.#calls.size < callsMax) this.#calls.set(key, { method, path, origin });
  }
}

const nobody = 'nobody';

/** Tags of what the request says about who sends it. */
function credentialTags({ sightings }: Exchange): readonly string[] {
  return tagsOf(
    sightings.filter((one) => one.in === 'request' && one.place !== 'body' && one.dataClass.startsWith('sec.')),
  );
}

function tagsOf(sightings: readonly { readonly tag: string }[]): readonly string[] {
  return [...new Set(sightings.map(({ tag }) => tag))].sort();
}
