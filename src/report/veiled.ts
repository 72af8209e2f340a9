import type { Known } from '../finding/coverage.ts';
import type { ApiRun, Run, Suppressed } from '../finding/run.ts';
import type { ApiModel, Operation } from '../model/api.ts';
import type { Source, SourceId } from '../model/source.ts';
import { Veil } from './veil.ts';
import { each, veiledOutcome, veiledPointer, withParts } from './veiled-finding.ts';

/**
 * The run as every report shows it: a key, a token, a card number or an id that stands where a name belongs (in a path, as a
 * field, a host, a callback), or in what a team wrote itself, is a tag. Fingerprints are those of the names as written, and
 * nearly every run is returned as it is.
 */
export function veiledRun(run: Run): Run {
  const veil = new Veil();
  for (const { api } of run.apis) meetNames(api, veil);
  const apis = each(run.apis, (api) => veiledApi(api, veil));
  const texts = (list: readonly string[]): readonly string[] => each(list, (text) => veil.text(text));
  const { gate, drift } = run;
  const known = (list: readonly Known[]): readonly Known[] => each(list, (one) => veiledKnown(one, veil));
  return withParts(run, {
    apis,
    gate: withParts(gate, {
      sentence: veil.text(gate.sentence),
      suppressed: each(gate.suppressed, (one) => veiledSuppressed(one, veil)),
    }),
    incomplete: each(run.incomplete, (one) => withParts(one, { message: veil.text(one.message) })),
    notes: texts(run.notes),
    rules: veiledRules(run.rules, veil),
    ...(drift === undefined
      ? {}
      : { drift: withParts(drift, { absent: known(drift.absent), notRetested: known(drift.notRetested) }) }),
  });
}

/** Sentences quote them. */
function meetNames({ operations, hooks, authSchemes, servers }: ApiModel, veil: Veil): void {
  for (const { id, path, parameters } of [...operations, ...hooks])
    for (const name of [id, path, ...parameters.map((parameter) => parameter.name)]) veil.name(name);
  for (const name of authSchemes.keys()) veil.name(name);
  for (const { url } of servers) veil.name(url);
}

function veiledApi(run: ApiRun, veil: Veil): ApiRun {
  const { api, owner, edges, data } = run;
  const back = new Map<string, string>();
  const operations = each(api.operations, (operation) => veiledOperation(operation, { veil, back }));
  const hooks = each(api.hooks, (operation) => veiledOperation(operation, { veil, back }));
  const outcomes = each(run.outcomes, (outcome) => {
    for (const { at, related } of outcome.findings)
      for (const { path } of [at, ...related.map((one) => one.at)]) keep(back, path, veil);
    return veiledOutcome(outcome, veil);
  });
  const located = (sources: ReadonlyMap<SourceId, Source>): ReadonlyMap<SourceId, Source> =>
    back.size === 0 ? sources : new Map([...sources].map(([id, source]) => [id, locating(source, back)]));
  return withParts(run, {
    api: withParts(api, { operations, hooks, sources: located(api.sources) }),
    outcomes,
    sources: located(run.sources),
    ...(owner === undefined ? {} : { owner: veil.text(owner) }),
    ...(data === undefined
      ? {}
      : { data: each(data, (flow) => withParts(flow, { operations: veil.names(flow.operations) })) }),
    ...(edges === undefined
      ? {}
      : {
          edges: each(edges, (edge) =>
            withParts(edge, {
              producer: veil.name(edge.producer),
              consumer: veil.name(edge.consumer),
              field: veil.name(edge.field),
              name: veil.name(edge.name),
            }),
          ),
        }),
  });
}

interface Veiling {
  readonly veil: Veil;
  /** What pointers were before. */
  readonly back: Map<string, string>;
}

function veiledOperation(operation: Operation, { veil, back }: Veiling): Operation {
  keep(back, operation.at.path, veil);
  return withParts(operation, {
    id: veil.name(operation.id),
    path: veil.name(operation.path),
    at: veiledPointer(operation.at, veil),
  });
}

function keep(back: Map<string, string>, path: string, veil: Veil): void {
  const shown = veil.pointer(path);
  if (shown !== path) back.set(shown, path);
}

/** A source that finds veiled pointers, too. */
function locating(source: Source, back: ReadonlyMap<string, string>): Source {
  const { id, uri, inTree } = source;
  return {
    id,
    uri,
    inTree,
    locate: (path) => source.locate(back.get(path) ?? path),
    ...(source.replacements === undefined ? {} : { replacements: (edits) => source.replacements?.(edits) }),
  };
}

function veiledKnown(known: Known, veil: Veil): Known {
  const { operation, message } = known;
  return withParts(known, {
    ...(operation === undefined ? {} : { operation: veil.name(operation) }),
    ...(message === undefined ? {} : { message: veil.name(message) }),
  });
}

function veiledSuppressed(suppressed: Suppressed, veil: Veil): Suppressed {
  const { operation, owner, reason } = suppressed;
  return withParts(suppressed, {
    ...(operation === undefined ? {} : { operation: veil.name(operation) }),
    ...(owner === undefined ? {} : { owner: veil.text(owner) }),
    reason: veil.text(reason),
  });
}

/** What a team wrote; our own texts quote nothing. */
function veiledRules(rules: Run['rules'], veil: Veil): Run['rules'] {
  if (![...rules.keys()].some((id) => id.startsWith('own-'))) return rules;
  return new Map(
    [...rules].map(([id, rule]) => [
      id,
      id.startsWith('own-')
        ? withParts(rule, { title: veil.text(rule.title), why: veil.text(rule.why), fix: veil.text(rule.fix) })
        : rule,
    ]),
  );
}
