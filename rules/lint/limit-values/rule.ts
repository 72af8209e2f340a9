import {
  effectiveBounds,
  flatten,
  isSentValue,
  limitRepair,
  lintRule,
  rangeRepair,
  schemaName,
  schemasLacking,
  type ApiModel,
  type Bounds,
  type LintRule,
  type Problem,
  type Repair,
  type Schema,
} from '#rule';

interface Row {
  readonly meta: Omit<LintRule, 'kind'>;
  readonly lacks: (bounds: Bounds) => boolean;
  readonly says: (bounds: Bounds) => string;
  readonly mends: (schema: Schema, api: ApiModel) => { readonly repair?: Repair };
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
      mends:
        "With --fix-limits: writes maxLength of the config's profile, where examples, defaults and other limits keep to it.",
      fix: `Say how long it may be, and refuse more:

\`\`\`yaml
type: string
maxLength: 200
\`\`\``,
    },
    lacks: (bounds) => isText(bounds) && bounds.maxLength === undefined,
    says: () => 'may be of any length',
    mends: (schema, api) => limitRepair(schema, ['maxLength'], api),
  },
  {
    meta: {
      id: 'limit-string-shape',
      title: 'Request text of any shape',
      severity: 'info',
      owasp: ['API4:2023'],
      cwe: 20,
      why: `Nothing that is made from the document refuses quotes, control characters or markup: whatever the code behind does not check reaches queries, pages and logs.`,
      mends:
        "With --fix-limits: writes pattern of the config's profile, where examples, defaults and other limits keep to it.",
      fix: `Say what it looks like:

\`\`\`yaml
type: string
pattern: '^[A-Za-z0-9 -]+$'
\`\`\``,
    },
    lacks: (bounds) => isText(bounds) && !bounds.isShaped,
    says: () => 'has neither pattern, format nor closed list',
    mends: (schema, api) => limitRepair(schema, ['pattern'], api),
  },
  {
    meta: {
      id: 'limit-number-range',
      title: 'Request number without a range',
      severity: 'low',
      owasp: ['API4:2023'],
      cwe: 190,
      why: `A negative amount pays the payer, a huge one overflows, a page size of a billion reads the whole table.`,
      mends:
        "With --fix-limits: writes minimum and maximum of the config's profile, where examples, defaults and other limits keep to it.",
      fix: `Say what is sensible:

\`\`\`yaml
type: integer
minimum: 1
maximum: 100000
\`\`\``,
    },
    lacks: (bounds) => isNumber(bounds) && (bounds.minimum === undefined || bounds.maximum === undefined),
    says: ({ minimum, maximum }) =>
      minimum === undefined && maximum === undefined
        ? 'has neither minimum nor maximum'
        : `has no ${minimum === undefined ? 'minimum' : 'maximum'}`,
    mends: rangeRepair,
  },
  {
    meta: {
      id: 'limit-number-format',
      title: 'Request integer without a format',
      severity: 'info',
      owasp: ['API4:2023'],
      cwe: 190,
      why: `Gateway, code and database each assume another width: a number that the one lets through is cut by the other, and turns negative or into somebody else's id.`,
      mends:
        "With --fix-limits: writes format of the config's profile, where examples, defaults and other limits keep to it.",
      fix: `Name the width:

\`\`\`yaml
type: integer
format: int64
\`\`\``,
    },
    lacks: (bounds) =>
      isNumber(bounds) && bounds.types?.includes('number') !== true && !bounds.isSized && !fits(bounds),
    says: () => 'names no width (int32, int64)',
    mends: (schema, api) => limitRepair(schema, ['format'], api),
  },
];

const limits = rows.map(({ meta, lacks, says, mends }) =>
  lintRule({
    ...meta,
    // What an attacker sends, as a whole: parts of an allOf and variants are judged with what surrounds them.
    schema(schema, use, api) {
      if (use.direction !== 'request' || !isSentValue(api, schema.id)) return undefined;
      return schemasLacking(api, schema.id, lacks)
        .filter((one) => !isBinary(one, api))
        .map((one) => ({
          at: one.at,
          message: `${nameOf(one)} ${says(effectiveBounds(api, one.id))}.`,
          ...mends(one, api),
        }));
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

  schema: (schema, _use, api) => ofPairs(schema, api),
});

export default [...limits, inverted];

const pairs = [
  { low: 'minimum', high: 'maximum', of: ['integer', 'number'] },
  { low: 'minLength', high: 'maxLength', of: ['string'] },
  { low: 'minItems', high: 'maxItems', of: ['array'] },
  { low: 'minProperties', high: 'maxProperties', of: ['object'] },
] as const;

/** Which pair is inverted, if one is that the schema's types ask for. */
function invertedIn(schema: Schema): (typeof pairs)[number] | undefined {
  return pairs.find(({ low, high, of }) => {
    if (schema.types.length > 0 && !of.some((type) => schema.types.includes(type))) return false;
    const [least = -Infinity, most = Infinity] = [schema[low], schema[high]];
    if (low !== 'minimum') return least > most;
    const { exclusiveMinimum: above = -Infinity, exclusiveMaximum: below = Infinity } = schema;
    return least > most || above >= most || least >= below || above >= below;
  });
}

/** Said where it is written; a whole that only its parts contradict is said of the schema that joins them. */
function ofPairs(schema: Schema, api: ApiModel): Problem | undefined {
  const whole = flatten(api, schema.id);
  const pair = whole === undefined ? undefined : invertedIn(whole);
  if (pair === undefined) return undefined;
  const isPartsOwn = schema.allOf.some((id) => {
    const part = flatten(api, id);
    return part !== undefined && invertedIn(part) !== undefined;
  });
  if (isPartsOwn) return undefined;
  return { at: schema.at, message: `${pair.low} is above ${pair.high}: nothing is valid.` };
}

function isText({ types }: Bounds): boolean {
  return types?.includes('string') === true;
}

function isNumber({ types }: Bounds): boolean {
  return types?.includes('integer') === true;
}

/** A range says it as well: what lies within 32 bits fits everywhere. */
function fits({ minimum = -Infinity, maximum = Infinity }: Bounds): boolean {
  return minimum >= -(2 ** 31) && maximum < 2 ** 31;
}

/** Files have a rule of their own; one that is packed into JSON is a text. */
function isBinary(schema: Schema, api: ApiModel): boolean {
  const { format, contentEncoding, contentMediaType, raw } = flatten(api, schema.id) ?? schema;
  const isFile = contentMediaType !== undefined && contentEncoding === undefined;
  return format === 'binary' || isFile || raw['type'] === 'file';
}

function nameOf(schema: Schema): string {
  const name = schemaName(schema);
  const kind = schema.types.includes('string') ? 'Text' : schema.types.length === 0 ? 'Value' : 'Number';
  return name === undefined ? `The ${kind.toLowerCase()}` : `${kind} ${name}`;
}
