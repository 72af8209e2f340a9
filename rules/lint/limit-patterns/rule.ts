import {
  child,
  flatten,
  growthOf,
  isHarmless,
  lintRule,
  parsePattern,
  shapeOf,
  type ApiModel,
  type LintRule,
  type PatternShape,
  type Pointer,
  type Problem,
  type Schema,
} from '#rule';

type Fault = 'invalid' | 'redos' | 'loose' | 'unanchored';

const metas: Readonly<Record<Fault, Omit<LintRule, 'kind'>>> = {
  invalid: {
    id: 'limit-pattern-invalid',
    title: 'Pattern that is no regular expression, or another than was meant',
    severity: 'medium',
    tiers: [
      { name: 'unreadable', severity: 'medium' },
      { name: 'misread', severity: 'low' },
      { name: 'unportable', severity: 'info' },
    ],
    owasp: ['API4:2023'],
    cwe: 185,
    why: `Validators skip a pattern that they cannot read, or refuse to start; what is written for another engine is read as something else. What it was to keep out comes in.`,
    fix: `Write it for ECMA-262, as JSON Schema asks (no \`(?i)\`, no possessive quantifiers, no \`\\A\` or \`\\Z\`, no slashes around it):

\`\`\`yaml
pattern: '^[A-Za-z]{2}[0-9]{6}$'
\`\`\``,
  },
  redos: {
    id: 'limit-pattern-redos',
    title: 'Pattern that a short text keeps busy',
    severity: 'high',
    tiers: [
      { name: 'exponential', severity: 'high' },
      { name: 'polynomial', severity: 'low' },
    ],
    owasp: ['API4:2023'],
    cwe: 1333,
    why: `Some expressions try every way to split the text: thirty characters take minutes. Whoever sends a few such requests stops every gateway and server that validates by the document.`,
    fix: `Let no two repetitions fit the same text, and limit the length:

\`\`\`yaml
pattern: '^[a-z0-9]+(-[a-z0-9]+)*$'
maxLength: 64
\`\`\``,
  },
  loose: {
    id: 'limit-pattern-loose',
    title: 'Pattern that lets everything through',
    severity: 'low',
    owasp: ['API4:2023'],
    cwe: 185,
    why: `It looks like a check and is none: reviewers and tools count the field as validated.`,
    fix: `Name what is meant:

\`\`\`yaml
pattern: '^[A-Za-z0-9 .,-]+$'
\`\`\``,
  },
  unanchored: {
    id: 'limit-pattern-unanchored',
    title: 'Pattern that only looks for a part',
    severity: 'low',
    owasp: ['API4:2023'],
    cwe: 777,
    why: `JSON Schema searches: without \`^\` and \`$\` the pattern is met by any text that holds a match somewhere, with whatever an attacker puts around it.`,
    fix: `Anchor it at both ends:

\`\`\`yaml
pattern: '^[0-9]{16}$'
\`\`\``,
  },
};

export default (['invalid', 'redos', 'loose', 'unanchored'] as const).map((fault) =>
  lintRule({
    ...metas[fault],
    schema(schema, use, api): readonly Problem[] {
      if (use.direction !== 'request') return [];
      const { pattern, at } = schema;
      const found: Problem[] = [];
      if (pattern !== undefined) found.push(...problemOf(faultOf(schema, pattern, api), fault, child(at, 'pattern')));
      for (const { pattern: names } of schema.patternProperties)
        found.push(...problemOf(dangerOf(names, namesMax, api), fault, child(at, 'patternProperties', names)));
      return found;
    },
  }),
);

interface Found {
  readonly fault: Fault;
  readonly tier?: string;
  readonly says: string;
}

function problemOf(found: Found | undefined, fault: Fault, at: Pointer): readonly Problem[] {
  if (found?.fault !== fault) return [];
  return [{ at, ...(found.tier === undefined ? {} : { tier: found.tier }), message: found.says }];
}

/** Nothing bounds a property's name. */
const namesMax = Infinity;

/** One pattern has one fault, the gravest. */
function faultOf(schema: Schema, pattern: string, api: ApiModel): Found | undefined {
  // What the pattern itself bounds is only known when it has matched.
  const danger = dangerOf(pattern, flatten(api, schema.id)?.maxLength ?? Infinity, api);
  if (danger !== undefined && danger.tier !== 'unportable') return danger;
  const shape = shapeOf(pattern);
  // Beside a closed list a pattern has nothing left to keep out.
  if (shape === undefined || schema.enum !== undefined) return danger;
  if (shape.isLoose) return { fault: 'loose', says: 'The pattern lets every text through.' };
  if (shape.startsAnchored && shape.endsAnchored) return danger;
  return { fault: 'unanchored', says: 'The pattern is met by any text that holds a match somewhere.' };
}

/** What is wrong with a pattern wherever it stands. */
function dangerOf(pattern: string, maxLength: number, api: ApiModel): Found | undefined {
  if (parsePattern(pattern) === 'invalid')
    return { fault: 'invalid', tier: 'unreadable', says: 'The pattern is no regular expression of ECMA-262.' };
  const growth = growthOf(api, pattern);
  if (growth.kind !== 'linear' && !isHarmless(growth, maxLength)) {
    const how =
      growth.kind === 'exponential' ? 'multiply with every few characters' : 'grow with a power of the length';
    return { fault: 'redos', tier: growth.kind, says: `The steps to match the pattern ${how} of a text.` };
  }
  const shape = shapeOf(pattern);
  const says = shape === undefined ? undefined : misreading(pattern, shape);
  if (says !== undefined) return { fault: 'invalid', tier: 'misread', says };
  const [first] = shape?.unportable ?? [];
  if (first === undefined) return undefined;
  return { fault: 'invalid', tier: 'unportable', says: `The pattern has a ${first}, which not every gateway knows.` };
}

function misreading(pattern: string, { isDead, strayEscapes }: PatternShape): string | undefined {
  if (/^\/\^.*\$\/[a-z]{0,6}$/.test(pattern)) return 'The slashes around the pattern are part of it: no text matches.';
  if (isDead) return 'No text can match the pattern: something stands before its ^ or behind its $.';
  const [first] = strayEscapes;
  return first === undefined ? undefined : `ECMA-262 reads ${first} in the pattern as the letter ${first.slice(1)}.`;
}
