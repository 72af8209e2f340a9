import type { Json } from './json.ts';
import type { Pointer } from './source.ts';

/** A header, query or form field in the order of the wire; names keep their case. Sensitive values are tags. */
export type Field = readonly [name: string, value: string];

export interface HttpBody {
  /** Lower case, without parameters; empty where unknown. */
  readonly mediaType: string;
  /** Redacted; cut at the reader's limit. Absent for binary content. */
  readonly text?: string;
  /** Redacted and parsed, where the text is JSON. */
  readonly json?: Json;
  /** Redacted fields of a form or multipart body. */
  readonly form?: readonly Field[];
  /** SHA-256 of binary content in hex: whether two files are the same. Absent of text and of what was cut. */
  readonly digest?: string;
  /** Length on the wire before redaction, in bytes. */
  readonly bytes: number;
  readonly truncated: boolean;
}

export interface HttpRequest {
  readonly method: string;
  /** `https://api.example.com:8443`, without userinfo. */
  readonly origin: string;
  /** Decoded only by readers; sensitive segments are tags. */
  readonly path: string;
  readonly query: readonly Field[];
  readonly headers: readonly Field[];
  readonly body?: HttpBody;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: readonly Field[];
  readonly body?: HttpBody;
}

/** What a request carried to say who sends it. `unknown`: the exporter strips credentials (Chrome's sanitised HAR). */
export type Credentials = 'present' | 'absent' | 'unknown';

/** One HTTP request and its answer, captured in a HAR file or sent by a probe. Redacted before it exists. */
export interface Exchange {
  readonly request: HttpRequest;
  readonly response?: HttpResponse;
  /** How it failed, where there is no answer. */
  readonly failure?: string;
  /** Whose credentials: an identity's name, `anonymous`, `garbage`, or `captured`. */
  readonly identity: string;
  readonly credentials: Credentials;
  /** Sensitive values that were replaced, by class and place, in the order they stood: what traffic rules judge. */
  readonly sightings: readonly Sighting[];
  readonly durationMs: number;
  /** When it was sent, as captured: ISO 8601 with a time zone. */
  readonly startedAt?: string;
  /** The entry in its capture; of a probe the operation in the document. */
  readonly at: Pointer;
}

/** One sensitive value seen, never the value itself. */
export interface Sighting {
  /** A data class id of model/data-class, such as `pci.pan`. */
  readonly dataClass: string;
  readonly tag: string;
  readonly in: 'request' | 'response';
  readonly place: 'path' | 'query' | 'header' | 'cookie' | 'body' | 'form';
  /** Header or field name, or the path in a body with `[]` for items: `$.cards[].pan`. */
  readonly name: string;
  /** Known test values (411111...) and masked ones are seen and said to be so. */
  readonly nature: 'real' | 'test' | 'masked';
}

export function header(fields: readonly Field[], name: string): string | undefined {
  const wanted = name.toLowerCase();
  return fields.find(([key]) => key.toLowerCase() === wanted)?.[1];
}
