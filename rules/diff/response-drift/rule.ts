import {
  classifyName,
  factRow,
  family,
  wordsOf,
  type AnyRow,
  type BodyFact,
  type FactKind,
  type FactRow,
  type KeywordFact,
  type OperationFact,
  type PropertyFact,
  type VariantFact,
} from '#rule';
import { sensitiveRows } from './sensitive.ts';

type Row<K extends FactKind> = Pick<
  FactRow<K>,
  'id' | 'title' | 'severity' | 'owasp' | 'cwe' | 'why' | 'fix' | 'on' | 'when' | 'say'
> &
  Partial<Pick<FactRow<K>, 'posture' | 'also'>>;

/** What callers get: answers may hold what they did not before. */
function row<K extends FactKind>(given: Row<K>): AnyRow {
  return factRow<K>({ controls: ['PCI DSS 3.4.1', 'PCI DSS 6.2.4'], posture: 'widens', compat: 'no', ...given });
}

const yaml = (text: string): string => `\`\`\`yaml\n${text}\n\`\`\``;
const isAnswered = ({ use }: KeywordFact | PropertyFact | VariantFact): boolean => use.direction === 'response';

const debugNames =
  /^(stack|stack ?trace|trace|backtrace|traceback|debug|debug (info|message)|exception|exception (class|type|message)|inner (error|exception)|cause|sql|query|sql state|file|line|line number|hostname|server|class name|dump)$/;

/** The pattern shows a part alone: stars, crosses or a few last digits. */
function isMask(pattern: unknown): boolean {
  return (
    typeof pattern === 'string' &&
    (/[*x•#]/i.test(pattern.replace(/\\[dwsDWS]/g, '').replace(/\[[^\]]*\]/g, '')) ||
      /^\^?(\[0-9\]|\\d)\{[34]\}\$?$/.test(pattern))
  );
}

function isGuarded({ name }: KeywordFact): boolean {
  const dataClass = classifyName(name);
  if (
    dataClass !== undefined &&
    ['pci', 'pci-sad', 'financial', 'national-id', 'personal', 'secret', 'health'].includes(dataClass.category)
  )
    return true;
  return /\b(masked|mask|last ?(4|four)|pan|card number|iban|account number|ssn)\b/.test(wordsOf(name).join(' '));
}

const masks: readonly AnyRow[] = [
  row<'pattern/removed' | 'pattern/changed'>({
    id: 'resp-mask-pattern-removed',
    title: 'Mask no longer promised',
    severity: 'high',
    owasp: ['API3:2023'],
    cwe: 213,
    why: 'The pattern was the promise that only a part is shown. Without it whole numbers may go to every caller, log and cache (PCI DSS 3.4.1).',
    fix: `Promise the mask:\n\n${yaml("pan: { type: string, pattern: '^\\*{12}[0-9]{4}$' }")}`,
    on: ['pattern/removed', 'pattern/changed'],
    when: (fact) => isAnswered(fact) && isMask(fact.before) && !isMask(fact.after) && isGuarded(fact),
    say: ({ name }) => `"${name}" need not be masked in answers any more.`,
  }),
  row<'pattern/changed'>({
    id: 'resp-pattern-changed',
    title: 'Another pattern in answers',
    severity: 'medium',
    owasp: ['API3:2023'],
    cwe: 213,
    posture: 'unknown',
    why: 'Neither pattern lets everything through that the other does, so answers may hold what they never held.',
    fix: `Look at what the new one lets through:\n\n${yaml("pan: { type: string, pattern: '^\\*{12}[0-9]{4}$' }")}`,
    on: ['pattern/changed'],
    when: (fact) => isAnswered(fact) && fact.growth === 'incomparable' && isGuarded(fact),
    say: ({ name }) => `The pattern of "${name}" in answers is another one.`,
  }),
];

const shapes: readonly AnyRow[] = [
  row<PropertyFact['kind']>({
    id: 'writeonly-removed',
    title: 'What was only sent is answered',
    severity: 'high',
    owasp: ['API3:2023'],
    cwe: 213,
    why: 'It was `writeOnly` because it is a secret: now every caller of the operation reads it back, and so does every log on the way.',
    fix: `Mark it again:\n\n${yaml('secret: { type: string, writeOnly: true }')}`,
    on: ['property/shown'],
    when: isAnswered,
    say: ({ name }) => `Answers have "${name}" now, which was only sent before.`,
  }),
  row<'additionalProperties/opened' | 'unevaluatedProperties/removed'>({
    id: 'resp-additionalprops-opened',
    title: 'Undeclared data in answers',
    severity: 'medium',
    owasp: ['API3:2023'],
    cwe: 213,
    why: 'The answer was closed. Now whatever the database row has may go out, and no contract test says a word.',
    fix: `Close it again:\n\n${yaml('type: object\nadditionalProperties: false')}`,
    on: ['additionalProperties/opened', 'unevaluatedProperties/removed'],
    when: (fact) =>
      isAnswered(fact) &&
      [fact.schema.before.additionalProperties, fact.schema.before.unevaluatedProperties].includes(false),
    say: ({ name }) => `${name === '' ? 'An answer' : `"${name}" in answers`} may hold undeclared properties now.`,
  }),
  row<'maxItems/removed'>({
    id: 'resp-maxitems-removed',
    title: 'List of any length answered',
    severity: 'medium',
    owasp: ['API4:2023'],
    cwe: 770,
    why: 'One call may return the whole table: work for the server, and all data at once for whoever asks.',
    fix: `Promise the limit again:\n\n${yaml('type: array\nmaxItems: 100')}`,
    on: ['maxItems/removed'],
    when: isAnswered,
    say: ({ name }) =>
      `${name === '' ? 'A list in an answer' : `"${name}" in answers`} may have any number of entries now.`,
  }),
  row<PropertyFact['kind']>({
    id: 'error-debug-prop-added',
    title: 'Internals in answers of failure',
    severity: 'medium',
    owasp: ['API8:2023'],
    cwe: 209,
    why: 'Stack traces, queries and host names tell an attacker which code, which version and which table to aim at.',
    fix: `Answer with an id, and keep the rest in the log:\n\n${yaml('traceId: { type: string, format: uuid }')}`,
    on: ['property/added'],
    when: (fact) => isAnswered(fact) && fact.use.inError && debugNames.test(wordsOf(fact.name).join(' ')),
    say: ({ name }) => `Answers of failure have "${name}" now.`,
  }),
  row<BodyFact['kind']>({
    id: 'resp-html-added',
    title: 'HTML answered',
    severity: 'medium',
    owasp: ['API8:2023'],
    cwe: 79,
    why: 'Browsers run what they are given as HTML: data of one customer becomes a script in the session of another.',
    fix: `Answer with JSON:\n\n${yaml('content:\n  application/json: {}')}`,
    on: ['media/added'],
    when: ({ direction, body, response }) =>
      direction === 'response' &&
      /^(text\/html|application\/xhtml\+xml|image\/svg\+xml|\*\/\*|text\/\*)$/.test(body.after?.mediaType ?? '') &&
      response !== undefined &&
      !response.status.startsWith('3'),
    say: ({ operation, response }) => `The answer ${response?.status} of ${operation.id} may be HTML now.`,
  }),
  row<OperationFact['kind']>({
    id: 'link-operation-added',
    title: 'Link to an operation added',
    severity: 'medium',
    owasp: ['API9:2023'],
    cwe: 200,
    why: 'A link tells every caller of this operation how to call the next one, with the parameters filled in: internal ones and those that change something are found that way.',
    fix: `Link to what the same caller may do:\n\n${yaml('links:\n  card: { operationId: getCard }')}`,
    on: ['operation/link-added'],
    say: ({ operation, after }) => `Answers of ${operation?.id} link to "${after}" now.`,
  }),
];

export default family([...masks, ...shapes, ...sensitiveRows(row)]);
