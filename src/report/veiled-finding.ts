import type { Evidence, Finding, Outcome } from '../finding/finding.ts';
import type { Exchange, Field } from '../model/exchange.ts';
import type { Pointer } from '../model/source.ts';
import { isIdentifier } from '../model/shape.ts';
import { opaqueTag, type Veil } from './veil.ts';

/** The list with each entry replaced; itself where none was. */
export function each<T>(list: readonly T[], veiled: (entry: T) => T): readonly T[] {
  let changed: T[] | undefined;
  for (const [index, entry] of list.entries()) {
    const shown = veiled(entry);
    if (shown !== entry) (changed ??= [...list])[index] = shown;
  }
  return changed ?? list;
}

/** The object with these values; itself where they are its own. */
export function withParts<T extends object>(whole: T, parts: Partial<T>): T {
  const keys = Object.keys(parts) as (keyof T)[];
  return keys.every((key) => parts[key] === whole[key]) ? whole : { ...whole, ...parts };
}

export function veiledPointer(at: Pointer, veil: Veil): Pointer {
  return withParts(at, { path: veil.pointer(at.path) });
}

export function veiledOutcome(outcome: Outcome, veil: Veil): Outcome {
  const { subject, subjects, reason, findings } = outcome;
  return withParts(outcome, {
    subject: veil.name(subject),
    ...(subjects === undefined ? {} : { subjects: veil.names(subjects) }),
    ...(reason === undefined ? {} : { reason: veil.name(reason) }),
    findings: each(findings, (finding) => veiledFinding(finding, veil)),
  });
}

function veiledFinding(finding: Finding, veil: Veil): Finding {
  const { operation, at, related, reach, evidence, message, repairs } = finding;
  // An edit cannot be written with a tag in it: `lint --fix` has it still.
  const isRepairOpen = repairs === undefined || repairs.every((repair) => isOpen(JSON.stringify(repair), veil));
  const { repairs: _repairs, ...bare } = finding;
  return withParts<Finding>(isRepairOpen ? finding : bare, {
    ...(operation === undefined ? {} : { operation: veil.name(operation) }),
    at: veiledPointer(at, veil),
    related: each(related, (one) =>
      withParts(one, { at: veiledPointer(one.at, veil), message: veil.name(one.message) }),
    ),
    reach: withParts(reach, { operations: veil.names(reach.operations) }),
    evidence: each(evidence, (one) => veiledEvidence(one, veil)),
    message: veil.name(message),
  });
}

function isOpen(text: string, veil: Veil): boolean {
  return veil.name(text) === text;
}

/** Ids that a probe was given are needed to send it again; those of captures are of customers. */
function veiledEvidence(evidence: Evidence, veil: Veil): Evidence {
  if (evidence.kind === 'comparison') {
    const { note, before, after } = evidence;
    return withParts(evidence, { note: veil.name(note), before: veil.name(before), after: veil.name(after) });
  }
  const { note, exchange, curl } = evidence;
  const isCaptured = exchange.identity === capturedBy;
  const shown = (text: string): string => (isCaptured ? veil.name(text) : veil.proof(text));
  const { path } = exchange.request;
  const known = isCaptured ? withoutIds(path) : path;
  return withParts(evidence, {
    note: shown(note),
    curl: shown(known === path ? curl : curl.replaceAll(path, () => known)),
    exchange: veiledExchange(
      known === path ? exchange : { ...exchange, request: { ...exchange.request, path: known } },
      shown,
    ),
  });
}

/** Who sent what a capture holds. */
const capturedBy = 'captured';

/** Shortest id that tells whose object it is, in characters: `/pages/12` is nobody's. */
const idCharsMin = 6;

/** A captured path without the ids of the customers that it was captured of; days and tags stay. */
function withoutIds(path: string): string {
  return path
    .split('/')
    .map((segment) => (isTelling(segment) ? opaqueTag : segment))
    .join('/');
}

function isTelling(segment: string): boolean {
  return (
    segment.length >= idCharsMin && isIdentifier(segment) && !segment.includes('<') && !/^\d{4}-\d\d-\d\d/.test(segment)
  );
}

/** Without its body, which was looked through field by field when it was read. */
function veiledExchange(exchange: Exchange, shown: (text: string) => string): Exchange {
  const fields = (list: readonly Field[]): readonly Field[] =>
    each(list, (field) => {
      const [name, value] = [shown(field[0]), shown(field[1])];
      return name === field[0] && value === field[1] ? field : [name, value];
    });
  const { request, response } = exchange;
  return withParts(exchange, {
    request: withParts(request, {
      origin: shown(request.origin),
      path: shown(request.path),
      query: fields(request.query),
      headers: fields(request.headers),
    }),
    ...(response === undefined ? {} : { response: withParts(response, { headers: fields(response.headers) }) }),
  });
}
