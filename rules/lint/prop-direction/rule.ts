import {
  classifyName,
  effectiveBounds,
  flatten,
  flowsOf,
  isWrite,
  lintRule,
  operationsReaching,
  ownerOf,
  requestFlows,
  responseFlows,
  wordsOf,
  type ApiModel,
  type Operation,
  type Problem,
  type Property,
  type Repair,
  type Schema,
} from '#rule';

const readOnly = `Say that only the server sets it:

\`\`\`yaml
createdAt: { type: string, format: date-time, readOnly: true }
\`\`\``;

/** What a server writes and a client never has a reason to send, as whole names. */
const serverFields = new Set(
  'created at|created on|created by|created date|date created|creation date|updated at|updated on|updated by|last updated|last modified|modified at|modified by|deleted at'.split(
    '|',
  ),
);

const serverField = lintRule({
  id: 'prop-server-field-writable',
  title: "Server's own property in a request",
  severity: 'low',
  owasp: ['API3:2023'],
  cwe: 915,
  why: `A caller who may send \`createdAt\` or \`updatedBy\` backdates records and blames others, if the code copies the body into the record.`,
  mends: 'Marks it readOnly where its schema is written at the property and the object is returned as well.',
  fix: readOnly,

  operation: (operation, api) => ownIds(operation, api),
  property(property, use, api) {
    if (use.direction !== 'request' || !use.inBody || !serverFields.has(wordsOf(property.name).join(' ')))
      return undefined;
    // A filter of a search by date is meant.
    const senders = operationsReaching(api, ownerOf(api, property), requestFlows);
    if (
      senders.every(
        (operation) => !isWrite(operation) || /search|query|filter|list|report|export/i.test(operation.path),
      )
    )
      return undefined;
    const schema = flatten(api, property.schema);
    if (schema === undefined || schema.types.includes('object')) return undefined;
    return {
      at: property.at,
      message: `Property ${property.name} is the server's and may be sent by the caller.`,
      ...repairOf(property, api),
    };
  },
});

const noDirection = lintRule({
  id: 'prop-shared-schema-no-direction',
  title: 'One schema for both directions without a word on which',
  severity: 'info',
  owasp: ['API3:2023'],
  cwe: 915,
  why: `What the server returns is what the caller may send, ids and states included: by the document every field may be written.`,
  fix: readOnly,

  schema(schema, use, api) {
    if (use.direction !== 'request' || !use.inBody || schema.name === undefined || !use.isWhole) return undefined;
    const flow = flowsOf(api).get(schema.id) ?? 0;
    if ((flow & responseFlows) === 0 || (flow & requestFlows) === 0 || schema.properties.length === 0) return undefined;
    const hasId = schema.properties.some(({ name }) => name === 'id' || name === '_id');
    if (!hasId || schema.properties.some((property) => property.readOnly || property.writeOnly)) return undefined;
    return {
      at: schema.at,
      subject: 'direction',
      message: `${schema.name} is sent and returned, and none of its properties says in which direction.`,
    };
  },
});

const contradiction = lintRule({
  id: 'prop-read-and-write-only',
  title: 'Property that contradicts itself about its direction',
  severity: 'low',
  owasp: ['API3:2023', 'API8:2023'],
  cwe: 20,
  why: `A property that is both \`readOnly\` and \`writeOnly\` belongs nowhere (OpenAPI forbids it), so each tool decides for itself: one shows what the other was to hide. In OpenAPI 2.0 the same holds of one that is \`readOnly\` and required.`,
  fix: `Keep the one that was meant:

\`\`\`yaml
password: { type: string, format: password, writeOnly: true }
\`\`\``,

  /** It travels in neither direction, so that no walk along requests or responses comes here. */
  api(api) {
    const problems: Problem[] = [];
    const message = 'This is readOnly and writeOnly at once.';
    const isBoth = ({ readOnly: isRead, writeOnly: isWritten }: Pick<Property, 'readOnly' | 'writeOnly'>): boolean =>
      isRead && isWritten;
    for (const schema of api.schemas.values()) {
      if (isBoth(schema)) problems.push({ at: schema.at, message });
      // One flag beside the reference, the other behind it.
      for (const property of schema.properties) {
        const own = api.schemas.get(property.schema);
        if (isBoth(property) && (own === undefined || !isBoth(own))) problems.push({ at: property.at, message });
      }
    }
    return api.dialect === '2.0' ? [...problems, ...demanded(api)] : problems;
  },
});

/** Of 2.0 such a property should not be in the list; from 3.0 on the list then speaks of answers alone. */
function demanded(api: ApiModel): readonly Problem[] {
  return [...api.schemas.values()].flatMap(({ properties, required }) => {
    const names = new Set(required);
    return properties
      .filter((property) => property.readOnly && names.has(property.name))
      .map(({ at, name }) => ({
        at,
        message: `${name} is readOnly and required: a request must have it and must not.`,
      }));
  });
}

const plainPassword = lintRule({
  id: 'data-password-plain',
  title: 'Password without writeOnly or format password',
  severity: 'low',
  owasp: ['API3:2023'],
  cwe: 522,
  controls: ['PCI DSS 8.3.2'],
  why: `Tools that show, log and record bodies by the document treat the password as any text: it lands in consoles, examples and test reports.`,
  mends: 'Adds the format where none is there and the schema is written at the property.',
  fix: `Say what it is:

\`\`\`yaml
password: { type: string, format: password, writeOnly: true, minLength: 12, maxLength: 128 }
\`\`\`

Swagger 2.0 has the format alone.`,

  property(property, use, api) {
    if (use.direction !== 'request' || !use.inBody || property.writeOnly) return undefined;
    if (classifyName(property.name)?.id !== 'sec.password') return undefined;
    const schema = flatten(api, property.schema);
    if (schema === undefined || schema.format === 'password' || schema.writeOnly || !mayBeText(schema, api))
      return undefined;
    // Swagger 2.0 does not know writeOnly.
    const isOld = api.dialect === '2.0';
    return {
      at: property.at,
      message: `Password ${property.name} is ${isOld ? 'not' : 'neither writeOnly nor'} of format password.`,
      ...passwordRepair(property, api),
    };
  },
});

const unclassified = lintRule({
  id: 'data-pii-unclassified',
  title: 'Personal data that nothing marks as such',
  severity: 'info',
  owasp: ['API3:2023'],
  cwe: 359,
  controls: ['GDPR 30'],
  why: `Nobody can say where personal data flows if the documents do not. Logs, exports and test systems copy it unnoticed.`,
  fix: `Mark it, so that tools and reviewers see it:

\`\`\`yaml
email: { type: string, format: email, x-data-class: personal }
\`\`\``,

  property(property, use, api) {
    if ((!use.inBody && !use.inSuccess) || !isUnmarked(property, api)) return undefined;
    const owner = api.schemas.get(ownerOf(api, property));
    if (owner !== undefined && isMarked(owner)) return undefined;
    return { at: property.at, message: `${property.name} is personal data and nothing marks it as such.` };
  },
});

export default [serverField, noDirection, contradiction, plainPassword, unclassified];

/** The id of what is made here, if the caller may choose it: the body's own `id`, not that of something it names. */
function ownIds(operation: Operation, api: ApiModel): readonly Problem[] {
  if (operation.method !== 'POST' || !makesOne(operation)) return [];
  return operation.requestBodies.flatMap(({ schema }) => {
    const id = (schema === undefined ? [] : (flatten(api, schema)?.properties ?? [])).find(({ name }) => name === 'id');
    if (id === undefined || id.readOnly || isMeant.test(flatten(api, id.schema)?.description ?? '')) return [];
    return [{ at: id.at, subject: 'own id', message: 'The caller chooses the id of what is made.' }];
  });
}

/** What exists already and is named here, and ids that callers are asked to choose. */
const isMeant =
  /\bto (?:add|attach|link|include|associate)\b|\bexisting\b|\bif you (?:omit|do not)\b|\byou can specify\b|\bclient[- ]generated\b/i;

const verbs =
  /^(?:add|approve|attach|cancel|change|check|convert|copy|execute|link|merge|move|process|query|reject|remove|search|send|set|start|stop|update|validate|verify)$/;

/** `/cards`, and neither `/cards/{id}` nor `/cards/change_status`. */
function makesOne({ path }: Operation): boolean {
  const last = path.split('/').at(-1) ?? '';
  return !last.endsWith('}') && !verbs.test(wordsOf(last)[0] ?? '');
}

const marks = [
  'x-data-class',
  'x-data-classification',
  'x-pii',
  'x-sensitive',
  'x-sensitivity',
  'x-privacy',
  'x-42c-sensitive',
  'x-data-store',
];

function isMarked({ raw }: Schema): boolean {
  return marks.some((key) => Object.hasOwn(raw, key));
}

function isUnmarked(property: Property, api: ApiModel): boolean {
  const category = classifyName(property.name)?.category;
  if (category !== 'personal' && category !== 'national-id' && category !== 'health') return false;
  const schema = api.schemas.get(property.schema);
  return schema !== undefined && !isMarked(schema);
}

function mayBeText({ id }: Schema, api: ApiModel): boolean {
  const { types, isClosed } = effectiveBounds(api, id);
  return !isClosed && types?.includes('string') !== false;
}

/** The property's schema where it is written here: a shared one is used elsewhere too. */
function ownSchema(property: Property, api: ApiModel): Schema | undefined {
  const schema = api.schemas.get(property.schema);
  return schema?.at.path === property.at.path && schema.at.source === property.at.source ? schema : undefined;
}

/** Where the object is returned as well; in one that is only sent the property has no business at all. */
function repairOf(property: Property, api: ApiModel): { readonly repair?: Repair } {
  const schema = ownSchema(property, api);
  const isReturned = ((flowsOf(api).get(ownerOf(api, property)) ?? 0) & responseFlows) !== 0;
  // Swagger 2.0 forbids that it is required then.
  if (schema === undefined || !isReturned || (property.required && api.dialect === '2.0')) return {};
  return {
    repair: { title: 'Mark it readOnly', edits: [{ kind: 'add', at: schema.at, key: 'readOnly', value: true }] },
  };
}

/** The format hides it in tools and changes nothing else. */
function passwordRepair(property: Property, api: ApiModel): { readonly repair?: Repair } {
  const schema = ownSchema(property, api);
  if (schema === undefined || schema.format !== undefined || !schema.types.includes('string')) return {};
  return {
    repair: {
      title: 'Say format: password',
      edits: [{ kind: 'add', at: schema.at, key: 'format', value: 'password' }],
    },
  };
}
