import {
  flatten,
  isUnprotected,
  isWrite,
  lintRule,
  type ApiModel,
  type LintRule,
  type Operation,
  type Problem,
} from '#rule';

interface Row {
  readonly meta: Omit<LintRule, 'kind'>;
  readonly among: (operation: Operation) => boolean;
  readonly statuses: readonly string[];
  readonly what: string;
}

const fixWith = (status: string): string => `Declare it once and refer to it:

\`\`\`yaml
responses:
  '${status}': { $ref: '#/components/responses/Problem' }
\`\`\``;

const rows: readonly Row[] = [
  {
    meta: {
      id: 'err-401-403-404',
      title: 'Protected operation without 401',
      severity: 'info',
      owasp: ['API8:2023'],
      cwe: 755,
      why: `Clients and tests that are made from the document do not know that a call may be refused: nobody checks that it is, and refusals come in forms that nobody planned.`,
      fix: fixWith('401'),
    },
    among: (operation) => !isUnprotected(operation),
    statuses: ['401', '403', '4XX', 'default'],
    what: '401 or 403',
  },
  {
    meta: {
      id: 'err-400-422',
      title: 'Operation with input and no answer to a wrong one',
      severity: 'info',
      owasp: ['API8:2023'],
      cwe: 755,
      why: `If the document knows no refusal of bad input, the code often knows none either: bad input ends as an error of the server that shows its inside.`,
      fix: fixWith('422'),
    },
    among: (operation) => operation.requestBodies.length > 0 || (isWrite(operation) && operation.parameters.length > 0),
    statuses: ['400', '415', '422', '4XX', 'default'],
    what: '400 or 422',
  },
  {
    meta: {
      id: 'err-500-or-default',
      title: 'Operation without an answer for its own failure',
      severity: 'info',
      owasp: ['API8:2023'],
      cwe: 755,
      why: `What nobody planned is what the framework sends: a page with versions and a stack trace.`,
      fix: fixWith('5XX'),
    },
    among: () => true,
    statuses: ['500', '501', '502', '503', '504', '5XX', 'default'],
    what: '5xx or default',
  },
];

const families = rows.map(({ meta, among, statuses, what }) =>
  lintRule({
    ...meta,
    operation: (operation) =>
      !among(operation) || operation.responses.some(({ status }) => statuses.includes(status))
        ? undefined
        : { at: operation.at, message: `${operation.id} declares neither ${what.replace(' or ', ' nor ')}.` },
  }),
);

const format = lintRule({
  id: 'err-format',
  title: 'Errors in several forms',
  severity: 'info',
  owasp: ['API8:2023'],
  cwe: 755,
  why: `Each form of error is handled apart, or not at all: clients show raw bodies, and what a library adds to its own form (versions, traces) goes unnoticed.`,
  fix: `Use one form, best that of RFC 9457:

\`\`\`yaml
content:
  application/problem+json:
    schema: { $ref: '#/components/schemas/Problem' }
\`\`\``,

  /** A page or plain text, where the API speaks JSON otherwise. */
  operation: (operation) => {
    const speaksJson = operation.responses.some(({ bodies }) =>
      bodies.some(({ mediaType }) => mediaType.endsWith('json')),
    );
    return operation.responses
      .filter(
        ({ status, bodies }) =>
          speaksJson &&
          /^[45]/.test(status) &&
          bodies.length > 0 &&
          bodies.every(({ mediaType }) => mediaType.startsWith('text/')),
      )
      .map(({ at, status }) => ({ at, message: `Error ${status} of ${operation.id} is a page or plain text.` }));
  },
  api(api): Problem | undefined {
    const forms = new Map<string, Operation>();
    for (const operation of api.operations) {
      for (const { status, bodies } of operation.responses) {
        if (!/^[45]|^default$/.test(status)) continue;
        for (const { mediaType, schema } of bodies) {
          if (mediaType === 'application/problem+json' || schema === undefined) continue;
          const form = formOf(schema, api);
          if (form !== '' && !forms.has(form)) forms.set(form, operation);
        }
      }
    }
    if (forms.size < 2) return undefined;
    return {
      at: api.at,
      subject: 'form',
      message: `Errors come in ${forms.size} forms.`,
      related: [...forms.values()].slice(0, 5).map(({ at }) => ({ at, message: 'one of the forms' })),
    };
  },
});

export default [...families, format];

/** The names of its fields: what a client has to tell apart. */
function formOf(schema: string, api: ApiModel): string {
  const names = (flatten(api, schema)?.properties ?? []).map(({ name }) => name);
  return [...names].sort().join(' ');
}
