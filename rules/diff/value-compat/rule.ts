import {
  family,
  factRow,
  type AnyRow,
  type Compat,
  type FactKind,
  type KeywordFact,
  type Severity,
  type Versions,
} from '#rule';
import { asText, entries, ofParameters } from './table.ts';

type Direction = 'request' | 'response';
type Kind = KeywordFact['kind'];

/** The verdict for clients is the severity: what breaks them is no hole. */
const severities: Readonly<Record<Compat, Severity>> = { breaking: 'medium', maybe: 'low', no: 'info' };

interface Row {
  readonly id: string;
  readonly title: string;
  readonly kind: Kind;
  readonly direction: Direction;
  readonly compat: Compat;
  readonly snippet: string;
  readonly place?: KeywordFact['place'];
  readonly when?: (fact: KeywordFact, versions: Versions) => boolean;
}

function rowOf({ id, title, kind, direction, compat, snippet, place, when }: Row): AnyRow {
  return factRow({
    id,
    title,
    // New values in answers come with every release.
    severity: kind === 'enum/value-added' ? 'info' : severities[compat],
    owasp: ['API9:2023'],
    cwe: 1059,
    posture: direction === 'request' && compat !== 'no' ? 'tightens' : 'neutral',
    compat,
    why: whys[direction][compat],
    fix: fixOf(compat, snippet),
    on: [kind],
    when: (fact, versions) =>
      fact.use.direction === direction &&
      (place === undefined || fact.place === place) &&
      (when?.(fact, versions) ?? true),
    say: (fact) => `${title} of ${calledBy(fact)}${valuesOf(fact)}.`,
  });
}

function calledBy({ name, place }: KeywordFact): string {
  if (place === 'body') return 'the body';
  return name === '' ? 'a value in the body' : `"${name}"`;
}

/** Both values where they are short. */
function valuesOf({ before, after }: KeywordFact): string {
  const text = (value: unknown): string => (value === undefined ? '' : JSON.stringify(value));
  const [was, is] = [text(before), text(after)];
  if (was.length + is.length === 0 || was.length + is.length > 80) return '';
  if (was === '') return `: ${is}`;
  return is === '' ? `: ${was} before` : `: ${was} became ${is}`;
}

const whys: Readonly<Record<Direction, Readonly<Record<Compat, string>>>> = {
  request: {
    breaking:
      'Requests that were accepted are refused now. Clients that are in the field go on sending them until somebody changes their code.',
    maybe:
      'Requests that were accepted may be refused now, if the server did not refuse them before. Only the clients know whether they send such values.',
    no: 'Every request that was accepted still is, so no client breaks. The change is told because reviewers of the contract want to see all of it.',
  },
  response: {
    breaking:
      'Answers may hold what clients were promised never to get. Generated clients refuse such answers or crash on them.',
    maybe:
      'Answers may hold what clients have not seen before. Those that handle unknown values go on working; the others fail on the day it first comes.',
    no: 'Every answer still is what clients were promised, so none breaks. The change is told because reviewers of the contract want to see all of it.',
  },
};

function fixOf(compat: Compat, snippet: string): string {
  const lead =
    compat === 'no'
      ? 'Nothing, if it is meant. To take it back:'
      : 'Keep the old contract for the clients in the field and offer the new one under a new version, or take the change back:';
  return `${lead}\n\n\`\`\`yaml\n${snippet}\n\`\`\``;
}

function idOf(direction: Direction, kind: FactKind): string {
  const text = kind
    .replace('x-', '')
    .replace('/', '-')
    .replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return `${direction}-${text}`;
}

const directions = ['request', 'response'] as const;

const parameterRows = ofParameters.map((entry) =>
  rowOf({ ...entry, direction: 'request', snippet: 'default: …   # as before', when: isOptional }),
);
const textRows = asText.map((entry) =>
  rowOf({ ...entry, direction: 'request', snippet: 'type: integer', when: isFreed }),
);

/** The default of what has to be sent is never used. */
function isOptional({ name, reach }: KeywordFact, { after }: Versions): boolean {
  const ids = new Set(reach?.());
  const uses = after.operations
    .filter(({ id }) => ids.has(id))
    .flatMap(({ parameters }) => parameters.filter((each) => each.name === name));
  return uses.length === 0 || uses.some(({ required }) => !required);
}

function isFreed({ before, after, schema }: KeywordFact): boolean {
  const isPlain = (type: unknown): boolean => type === 'number' || type === 'integer' || type === 'boolean';
  const isAnyText =
    schema.after.format === undefined && schema.after.pattern === undefined && schema.after.enum === undefined;
  return (
    Array.isArray(before) &&
    before.length > 0 &&
    before.every(isPlain) &&
    Array.isArray(after) &&
    after.includes('string') &&
    isAnyText
  );
}

const valueRows = entries.flatMap((entry) =>
  directions.map((direction) =>
    rowOf({
      id: idOf(direction, entry.kind),
      title: `${entry.title} in ${direction}s`,
      kind: entry.kind,
      direction,
      compat: entry[direction],
      snippet: entry.snippet,
    }),
  ),
);

export default family([...parameterRows, ...textRows, ...valueRows]);
