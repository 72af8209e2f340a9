import {
  child,
  effectiveBounds,
  growthOf,
  lintRule,
  parsePattern,
  shapeOf,
  type ApiModel,
  type LintRule,
  type Problem,
  type Schema,
} from '#rule';

type Fault = 'invalid' | 'redos' | 'loose' | 'unanchored';

const metas: Readonly<Record<Fault, Omit<LintRule, 'kind'>>> = {
  invalid: {
    id: 'limit-pattern-invalid',
    title: 'Pattern that is no regular expression',
    severity: 'medium',
    owasp: ['API4:2023'],
    cwe: 185,
    why: `Validators skip a pattern that they cannot read, or refuse to start. What it was to keep out comes in.`,
    fix: `Write it for ECMA-262, as JSON Schema asks (no \`(?i)\`, no possessive quantifiers, no \`\\A\` or \`\\Z\`):

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
    schema(schema, use, api): Problem | undefined {
      if (schema.pattern === undefined || use.direction !== 'request') return undefined;
      const found = faultOf(schema.pattern, schema, api);
      if (found?.fault !== fault) return undefined;
      const { tier, says } = found;
      return { at: child(schema.at, 'pattern'), ...(tier === undefined ? {} : { tier }), message: says };
    },
  }),
);

interface Found {
  readonly fault: Fault;
  readonly tier?: string;
  readonly says: string;
}

/** Exponential ones need some thirty characters, polynomial ones thousands. */
const harmlessCharsMax = { exponential: 15, polynomial: 1_000 } as const;

/** One pattern has one fault, the gravest. */
function faultOf(pattern: string, schema: Schema, api: ApiModel): Found | undefined {
  if (parsePattern(pattern) === 'invalid')
    return { fault: 'invalid', says: 'The pattern is no regular expression of ECMA-262.' };
  const growth = growthOf(pattern);
  if (growth !== 'linear') {
    const { maxLength = Infinity } = effectiveBounds(api, schema.id);
    if (maxLength > harmlessCharsMax[growth])
      return {
        fault: 'redos',
        tier: growth,
        says: `The time to match the pattern grows ${growth === 'exponential' ? 'exponentially' : 'with a power of the length'}.`,
      };
  }
  const shape = shapeOf(pattern);
  if (shape === undefined) return undefined;
  if (shape.isLoose) return { fault: 'loose', says: 'The pattern lets every text through.' };
  if (shape.startsAnchored && shape.endsAnchored) return undefined;
  return { fault: 'unanchored', says: 'The pattern is met by any text that holds a match somewhere.' };
}
