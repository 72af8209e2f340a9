import {
  child,
  flatten,
  growthOf,
  isHarmless,
  isSteep,
  lintRule,
  parsePattern,
  shapeOf,
  type ApiModel,
  type Growth,
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
      { name: 'steep', severity: 'high' },
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
  if (shape === undefined || schema.enum !== undefined || never.has(pattern)) return danger;
  if (shape.isLoose) return { fault: 'loose', says: 'The pattern lets every text through.' };
  if (shape.startsAnchored && shape.endsAnchored) return danger;
  return { fault: 'unanchored', says: 'The pattern is met by any text that holds a match somewhere.' };
}

/** What is wrong with a pattern wherever it stands. */
function dangerOf(pattern: string, maxLength: number, api: ApiModel): Found | undefined {
  if (parsePattern(pattern) === 'invalid')
    return { fault: 'invalid', tier: 'unreadable', says: 'The pattern is no regular expression of ECMA-262.' };
  const shape = shapeOf(pattern);
  const growth = growthOf(api, pattern);
  // A search from every character on makes a square of most: that is said of the missing anchor.
  const isSearch = growth.kind === 'polynomial' && growth.degree <= 2 && shape?.startsAnchored === false;
  const busy = isSearch ? undefined : busyness(growth, maxLength);
  if (busy !== undefined) return { fault: 'redos', ...busy };
  const says = shape === undefined ? undefined : misreading(pattern, shape);
  if (says !== undefined) return { fault: 'invalid', tier: 'misread', says };
  const [first] = shape?.unportable ?? [];
  if (first === undefined) return undefined;
  return { fault: 'invalid', tier: 'unportable', says: `The pattern has a ${first}, which not every gateway knows.` };
}

/** How short a text keeps a matcher busy, if one does that is let in. */
function busyness(growth: Growth, maxLength: number): { readonly tier: string; readonly says: string } | undefined {
  const { kind, degree, doubling, shortSteps } = growth;
  const isFelt = !isHarmless(growth, maxLength);
  if (kind === 'exponential' && isFelt) {
    const every = doubling < 1.5 ? 'character' : `${Math.round(doubling)} characters`;
    return { tier: kind, says: `The steps to match the pattern double with every ${every} of a text.` };
  }
  const power = degree === 2 ? 'the square' : degree === 3 ? 'the cube' : `the power ${degree}`;
  if (isSteep(growth, maxLength)) {
    const steps = `A text of 100 characters takes over 10^${Math.floor(Math.log10(shortSteps))} steps to match the pattern`;
    return {
      tier: 'steep',
      says: kind === 'linear' ? `${steps}.` : `${steps}: they grow with ${power} of its length.`,
    };
  }
  if (kind !== 'polynomial' || !isFelt) return undefined;
  return { tier: kind, says: `The steps to match the pattern grow with ${power} of a text's length.` };
}

/** Written so that nothing matches: what else would allow `null` beside a closed list of 3.0. */
const never: ReadonlySet<string> = new Set(['.^', '$.', '$^', 'a^', '$a', '(?!)', '^(?!)', '[]', '[^\\s\\S]']);

function misreading(pattern: string, { isDead, strayEscapes }: PatternShape): string | undefined {
  if (/^\/\^.*\$\/[a-z]{0,6}$/.test(pattern)) return 'The slashes around the pattern are part of it: no text matches.';
  if (isDead && !never.has(pattern))
    return 'No text can match the pattern: something stands before its ^ or behind its $.';
  const [first] = strayEscapes;
  return first === undefined ? undefined : `ECMA-262 reads ${first} in the pattern as the letter ${first.slice(1)}.`;
}
