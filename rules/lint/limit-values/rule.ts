import {
  effectiveBounds,
  flatten,
  lintRule,
  type ApiModel,
  type LintRule,
  type Problem,
  type Schema,
  type SchemaUse,
} from '#rule';

interface Row {
  readonly meta: Omit<LintRule, 'kind'>;
  readonly judge: (schema: Schema, api: ApiModel) => string | undefined;
}

const rows: readonly Row[] = [
  {
    meta: {
      id: 'limit-string-length',
      title: 'Request text of any length',
      severity: 'low',
      owasp: ['API4:2023'],
      cwe: 770,
      why: `One field with a hundred megabytes costs the sender nothing and the server memory, log space and database time.`,
      fix: `Say how long it may be, and refuse more:

\`\`\`yaml
type: string
maxLength: 200
\`\`\``,
    },
    judge: (schema, api) =>
      schema.types.includes('string') && effectiveBounds(api, schema.id).maxLength === undefined && !isBinary(schema)
        ? 'may be of any length'
        : undefined,
  },
  {
    meta: {
      id: 'limit-string-shape',
      title: 'Request text of any shape',
      severity: 'info',
      owasp: ['API4:2023'],
      cwe: 20,
      why: `Nothing that is made from the document refuses quotes, control characters or markup: whatever the code behind does not check reaches queries, pages and logs.`,
      fix: `Say what it looks like:

\`\`\`yaml
type: string
pattern: '^[A-Za-z0-9 -]+$'
\`\`\``,
    },
    judge: (schema, api) =>
      schema.types.includes('string') && !effectiveBounds(api, schema.id).isShaped && !isBinary(schema)
        ? 'has neither pattern, format nor closed list'
        : undefined,
  },
  {
    meta: {
      id: 'limit-number-range',
      title: 'Request number without a range',
      severity: 'low',
      owasp: ['API4:2023'],
      cwe: 190,
      why: `A negative amount pays the payer, a huge one overflows, a page size of a billion reads the whole table.`,
      fix: `Say what is sensible:

\`\`\`yaml
type: integer
minimum: 1
maximum: 100000
\`\`\``,
    },
    judge: (schema, api) => {
      if (!isNumber(schema) || schema.enum !== undefined) return undefined;
      const { minimum, maximum } = effectiveBounds(api, schema.id);
      if (minimum !== undefined && maximum !== undefined) return undefined;
      return minimum === undefined && maximum === undefined
        ? 'has neither minimum nor maximum'
        : `has no ${minimum === undefined ? 'minimum' : 'maximum'}`;
    },
  },
  {
    meta: {
      id: 'limit-number-format',
      title: 'Request integer without a format',
      severity: 'info',
      owasp: ['API4:2023'],
      cwe: 190,
      why: `Gateway, code and database each assume another width: a number that the one lets through is cut by the other, and turns negative or into somebody else's id.`,
      fix: `Name the width:

\`\`\`yaml
type: integer
format: int64
\`\`\``,
    },
    judge: (schema) =>
      schema.types.includes('integer') && schema.enum === undefined && schema.format === undefined
        ? 'names no width (int32, int64)'
        : undefined,
  },
];

const limits = rows.map(({ meta, judge }) =>
  lintRule({
    ...meta,
    schema(schema, use, api) {
      if (!isSent(use)) return undefined;
      const whole = flatten(api, schema.id);
      // Of variants each is judged where it stands.
      if (whole === undefined || whole.anyOf.length + whole.oneOf.length > 0) return undefined;
      const says = judge(whole, api);
      return says === undefined ? undefined : { at: schema.at, message: `${nameOf(schema)} ${says}.` };
    },
  }),
);

const inverted = lintRule({
  id: 'limit-range-inverted',
  title: 'Lower limit above the upper one',
  severity: 'medium',
  owasp: ['API8:2023'],
  cwe: 20,
  why: `Nothing is valid, so validation was never in force where this is used: it is switched off, or nobody looks at what it says.`,
  fix: `Swap or correct them:

\`\`\`yaml
minLength: 3
maxLength: 40
\`\`\``,

  schema(schema, _use, api) {
    const whole = flatten(api, schema.id);
    return whole === undefined ? undefined : ofPairs(schema, whole);
  },
});

export default [...limits, inverted];

function ofPairs(schema: Schema, whole: Schema): Problem | undefined {
  const pairs = [
    ['minimum', 'maximum'],
    ['minLength', 'maxLength'],
    ['minItems', 'maxItems'],
    ['minProperties', 'maxProperties'],
  ] as const;
  for (const [low, high] of pairs) {
    const [least, most] = [whole[low], whole[high]];
    // Said where it is written; a whole that only its parts contradict is said of the part that joins them.
    if (least === undefined || most === undefined || least <= most) continue;
    return { at: schema.at, message: `${low} is above ${high}: nothing is valid.` };
  }
  return undefined;
}

/** What an attacker sends. A part of an allOf is not judged alone: the whole may have the limit. */
function isSent({ direction, isWhole }: SchemaUse): boolean {
  return direction === 'request' && isWhole;
}

function isNumber({ types }: Schema): boolean {
  return types.includes('integer') || types.includes('number');
}

/** Files have a rule of their own. */
function isBinary({ format, contentEncoding, contentMediaType }: Schema): boolean {
  return format === 'binary' || format === 'byte' || contentEncoding !== undefined || contentMediaType !== undefined;
}

function nameOf({ at, types }: Schema): string {
  const name = /\/properties\/([\w.-]{1,64})$/.exec(at.path)?.[1];
  const kind = types.includes('string') ? 'Text' : 'Number';
  return name === undefined ? `The ${kind.toLowerCase()}` : `${kind} ${name}`;
}
