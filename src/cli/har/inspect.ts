import { readCapture, type CaptureReader } from '../../load/har/capture.ts';
import type { Exchange } from '../../model/exchange.ts';
import { createRedactor } from '../../model/redact.ts';
import { forLine } from '../../report/escape.ts';
import type { Io } from '../io.ts';
import { inJson } from '../outputs.ts';
import { counting, progressOn, type Progress } from '../progress.ts';
import { capturesOf, filterOf, type FilterFlags } from './captures.ts';

export interface InspectFlags extends FilterFlags {
  readonly format: 'text' | 'json';
}

/** Different hosts, media types or names that are counted one by one; the rest is counted together. */
const namesMax = 200;

/** What is in captures, without a value of them: 0, 130 interrupted. */
export async function inspectCaptures(args: readonly string[], flags: InspectFlags, io: Io): Promise<number> {
  const progress = progressOn(io, flags.quiet === true);
  return tell(args, flags, { ...io, progress }).finally(() => progress.end());
}

async function tell(
  args: readonly string[],
  flags: InspectFlags,
  io: Io & { readonly progress: Progress },
): Promise<number> {
  const redactor = createRedactor();
  const seen: unknown[] = [];
  for (const input of await capturesOf(args, io)) {
    const reader = readCapture(input, redactor, { filter: filterOf(flags) });
    const tally = new Tally();
    for await (const exchange of counting(reader.exchanges(), io.progress, `reading ${input.uri}`)) {
      if (io.signal.aborted) return 130;
      tally.add(exchange);
    }
    io.progress.end();
    if (flags.format === 'text') io.stdout.write(textOf(input.uri, tally, reader));
    seen.push({ uri: input.uri, creator: reader.creator, ...reader.counts, ...tally.toJSON(), notes: reader.notes });
  }
  if (flags.format === 'json')
    io.stdout.write(inJson(`${JSON.stringify({ schemaVersion: 1, captures: seen }, null, 2)}\n`));
  return 0;
}

class Counts {
  readonly #byName = new Map<string, number>();

  add(name: string): void {
    const key = this.#byName.has(name) || this.#byName.size < namesMax ? name : 'others';
    this.#byName.set(key, (this.#byName.get(key) ?? 0) + 1);
  }

  toJSON(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#byName].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)));
  }

  toString(): string {
    return Object.entries(this.toJSON())
      .map(([name, count]) => `${forLine(name)} ${count}`)
      .join(', ');
  }
}

class Tally {
  readonly hosts = new Counts();
  readonly methods = new Counts();
  readonly statuses = new Counts();
  readonly mediaTypes = new Counts();
  readonly credentials = new Counts();
  readonly dataClasses = new Counts();
  #exchanges = 0;
  #first: string | undefined;
  #last: string | undefined;

  add({ request, response, credentials, sightings, startedAt }: Exchange): void {
    this.#exchanges += 1;
    this.hosts.add(request.origin === '' ? 'no host' : request.origin);
    this.methods.add(request.method);
    this.statuses.add(response === undefined ? 'no answer' : String(response.status));
    if (response?.body !== undefined) this.mediaTypes.add(response.body.mediaType || 'no type');
    this.credentials.add(credentials);
    for (const { dataClass, nature } of sightings)
      this.dataClasses.add(nature === 'real' ? dataClass : `${dataClass} (${nature})`);
    if (startedAt === undefined) return;
    const time = Date.parse(startedAt);
    if (this.#first === undefined || time < Date.parse(this.#first)) this.#first = startedAt;
    if (this.#last === undefined || time > Date.parse(this.#last)) this.#last = startedAt;
  }

  get span(): string {
    return this.#first === undefined ? '' : `${this.#first} to ${this.#last ?? ''}`;
  }

  toJSON(): Readonly<Record<string, unknown>> {
    const { hosts, methods, statuses, mediaTypes, credentials, dataClasses } = this;
    const counts = Object.entries({ hosts, methods, statuses, mediaTypes, credentials, dataClasses });
    return {
      exchanges: this.#exchanges,
      firstAt: this.#first,
      lastAt: this.#last,
      ...Object.fromEntries(counts.map(([name, each]) => [name, each.toJSON()])),
    };
  }
}

function textOf(uri: string, tally: Tally, reader: CaptureReader): string {
  const { entries, filtered } = reader.counts;
  const left = filtered > 0 ? `, ${filtered} left out by the filter` : '';
  const rows = [
    ['made by', forLine(reader.creator ?? 'not said')],
    ['between', tally.span],
    ['hosts', tally.hosts.toString()],
    ['methods', tally.methods.toString()],
    ['statuses', tally.statuses.toString()],
    ['media types', tally.mediaTypes.toString()],
    ['credentials', tally.credentials.toString()],
    ['data', tally.dataClasses.toString()],
  ].filter(([, text]) => text !== '');
  const lines = rows.map(([name = '', text = '']) => `  ${name.padEnd(12)} ${text}`);
  const notes = reader.notes.map((note) => `  ! ${forLine(note)}`);
  return `${forLine(uri)}: ${entries} entries${left}\n${[...lines, ...notes].join('\n')}\n`;
}
