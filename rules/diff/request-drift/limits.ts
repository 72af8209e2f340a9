import { effectiveBounds, wordsOf, type AnyRow, type FactKind, type KeywordFact, type Versions } from '#rule';
import { isAmount, isPageSize, isPassword } from './names.ts';
import { called, inRequest, leap, numberOf, row, yaml } from './row.ts';

type Bound<K extends string> = Extract<KeywordFact['kind'], `${K}/${'removed' | 'raised' | 'lowered'}`>;

/** Held by something else: another part of an `allOf`, a closed list, a format or a pattern. */
function isStillBounded({ schema }: KeywordFact, { after }: Versions, key: 'maxLength' | 'maxItems'): boolean {
  return effectiveBounds(after, schema.after.id)[key] !== undefined;
}

function values({ before, after }: KeywordFact): string {
  const [was, is] = [numberOf(before), numberOf(after)];
  if (was === undefined) return '';
  return is === undefined ? ` (${was} before)` : ` (${was} became ${is})`;
}

function isLeap({ before, after }: KeywordFact): boolean {
  const [was, is] = [numberOf(before), numberOf(after)];
  return was !== undefined && is !== undefined && is >= was * leap;
}

/** In a request, under such a name. */
const named =
  (isIt: (name: string) => boolean) =>
  (fact: KeywordFact): boolean =>
    inRequest(fact) && isIt(fact.name);

const maxima: readonly (Bound<'maximum'> | Bound<'exclusiveMaximum'>)[] = [
  'maximum/removed',
  'maximum/raised',
  'exclusiveMaximum/removed',
  'exclusiveMaximum/raised',
];
const minima: readonly (Bound<'minimum'> | Bound<'exclusiveMinimum'>)[] = [
  'minimum/removed',
  'minimum/lowered',
  'exclusiveMinimum/removed',
  'exclusiveMinimum/lowered',
];

/** Nothing keeps it above zero any more that did before. */
function lostItsFloor({ before, after, schema }: KeywordFact): boolean {
  const was = numberOf(before);
  if (was === undefined || was < 0) return false;
  const { minimum, exclusiveMinimum } = schema.after;
  const floor = numberOf(after) ?? minimum ?? exclusiveMinimum;
  return floor === undefined || floor < 0;
}

export const limits: readonly AnyRow[] = [
  row<FactKind & ('minLength/removed' | 'minLength/lowered')>({
    id: 'password-minlength-lowered',
    title: 'Shorter passwords accepted',
    severity: 'medium',
    owasp: ['API2:2023'],
    cwe: 521,
    why: 'Short passwords are guessed: each character less makes the search dozens of times shorter (PCI DSS 8.3.6 asks for twelve).',
    fix: `Ask for the length that was asked for:\n\n${yaml('password: { type: string, minLength: 12, maxLength: 128 }')}`,
    on: ['minLength/removed', 'minLength/lowered'],
    when: (fact) =>
      inRequest(fact) && isPassword(fact.name) && !/\b(old|current|previous)\b/.test(wordsOf(fact.name).join(' ')),
    say: (fact) => `${called(fact)} may be shorter now${values(fact)}.`,
  }),
  row({
    id: 'amount-minimum-removed',
    title: 'Negative amounts accepted',
    severity: 'high',
    owasp: ['API6:2023'],
    cwe: 839,
    why: 'A transfer of minus hundred moves money the other way; an order of minus one is a refund. The limit was what kept them out.',
    fix: `Set the floor again:\n\n${yaml('amount: { type: number, exclusiveMinimum: 0 }   # in 3.0: minimum: 0.01')}`,
    on: minima,
    when: (fact) => named(isAmount)(fact) && lostItsFloor(fact),
    say: (fact) => `${called(fact)} may be below zero now${values(fact)}.`,
  }),
  row({
    id: 'amount-maximum-raised',
    title: 'Larger amounts accepted',
    severity: 'medium',
    owasp: ['API6:2023'],
    cwe: 770,
    why: 'The limit is what one stolen session, one mistake or one fraud can cost.',
    fix: `Set the limit that was set:\n\n${yaml('amount: { type: number, maximum: 10000 }')}`,
    on: maxima,
    when: (fact) => named(isAmount)(fact) && !isPageSize(fact.name),
    say: (fact) => `${called(fact)} may be larger now${values(fact)}.`,
  }),
  row({
    id: 'limit-maximum-removed',
    title: 'Page size without a maximum',
    severity: 'medium',
    owasp: ['API4:2023'],
    cwe: 770,
    why: 'One request reads the whole table, as often as somebody likes to send it.',
    fix: `Set the limit that was set:\n\n${yaml('schema: { type: integer, minimum: 1, maximum: 100, default: 20 }')}`,
    on: maxima,
    when: (fact) => named(isPageSize)(fact) && (fact.after === undefined || isLeap(fact)),
    say: (fact) => `${called(fact)} lets a caller ask for more at once now${values(fact)}.`,
  }),
  row({
    id: 'limit-default-raised',
    title: 'Larger pages by default',
    severity: 'low',
    owasp: ['API4:2023'],
    cwe: 770,
    why: 'Every caller that says nothing gets more at once, and so does whoever only wants the server to work.',
    fix: `Keep the default small:\n\n${yaml('schema: { type: integer, minimum: 1, maximum: 100, default: 20 }')}`,
    on: ['default/changed'],
    when: (fact) => named(isPageSize)(fact) && (numberOf(fact.after) ?? 0) > (numberOf(fact.before) ?? Infinity),
    say: (fact) => `${called(fact)} is larger by default now${values(fact)}.`,
  }),
  row({
    id: 'maxlength-removed',
    title: 'Text of any length accepted',
    severity: 'medium',
    owasp: ['API4:2023', 'API8:2023'],
    cwe: 770,
    why: 'Megabytes in one field fill memory, logs and databases, and reach code that was written for short texts.',
    fix: `Set the limit again:\n\n${yaml('holder: { type: string, maxLength: 26 }')}`,
    on: ['maxLength/removed'],
    when: (fact, versions) => inRequest(fact) && !isStillBounded(fact, versions, 'maxLength'),
    say: (fact) => `${called(fact)} may be of any length now${values(fact)}.`,
  }),
  row({
    id: 'maxlength-raised',
    title: 'Longer text accepted',
    severity: 'low',
    owasp: ['API4:2023'],
    cwe: 770,
    why: 'More text reaches code, logs and databases that were written for the old limit.',
    fix: `Set the limit that is needed:\n\n${yaml('holder: { type: string, maxLength: 26 }')}`,
    on: ['maxLength/raised'],
    when: (fact, versions) => inRequest(fact) && !isHeld(fact, versions),
    say: (fact) => `${called(fact)} may be longer now${values(fact)}.`,
  }),
  row({
    id: 'req-maxitems-removed',
    title: 'List of any length accepted',
    severity: 'medium',
    owasp: ['API4:2023'],
    cwe: 770,
    why: 'One request carries a million entries, each of which costs a query, a message or a calculation.',
    fix: `Set the limit again:\n\n${yaml('labels: { type: array, maxItems: 10 }')}`,
    on: ['maxItems/removed', 'maxItems/raised'],
    when: (fact, versions) =>
      inRequest(fact) && (fact.after === undefined ? !isStillBounded(fact, versions, 'maxItems') : isLeap(fact)),
    say: (fact) =>
      `${called(fact)} may have ${fact.after === undefined ? 'any number of' : 'many more'} entries now${values(fact)}.`,
  }),
  row({
    id: 'uniqueitems-removed',
    title: 'Repeated entries accepted',
    severity: 'low',
    owasp: ['API4:2023'],
    cwe: 837,
    why: 'The same entry a thousand times is a thousand times the work, or the same voucher used twice.',
    fix: `Ask for different entries again:\n\n${yaml('labels: { type: array, uniqueItems: true }')}`,
    on: ['uniqueItems/removed'],
    when: inRequest,
    say: (fact) => `${called(fact)} may hold the same entry several times now.`,
  }),
];

/** Another keyword lets no more through than before. */
function isHeld({ before, schema }: KeywordFact, { after }: Versions): boolean {
  const most = effectiveBounds(after, schema.after.id).maxLength;
  return most !== undefined && most <= (numberOf(before) ?? 0);
}
