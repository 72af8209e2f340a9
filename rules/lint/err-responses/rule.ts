import {
  flatten,
  isUnprotected,
  isWrite,
  lintRule,
  sharedResponse,
  type ApiModel,
  type Body,
  type LintRule,
  type Operation,
  type Problem,
  type Response,
} from '#rule';

interface Row {
  readonly meta: Omit<LintRule, 'kind'>;
  readonly among: (operation: Operation) => boolean;
  readonly statuses: readonly string[];
  readonly what: string;
  /** Those of them that the lack itself may be made up with. */
  readonly written: readonly string[];
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
      mends:
        'Adds 401 by reference where all operations that declare it refer to one shared response of the same file.',
      fix: fixWith('401'),
    },
    among: (operation) => !isUnprotected(operation),
    statuses: ['401', '403', '4XX', 'default'],
    what: '401 or 403',
    written: ['401'],
  },
  {
    meta: {
      id: 'err-400-422',
      title: 'Operation with input and no answer to a wrong one',
      severity: 'info',
      owasp: ['API8:2023'],
      cwe: 755,
      why: `If the document knows no refusal of bad input, the code often knows none either: bad input ends as an error of the server that shows its inside.`,
      mends:
        'Adds 400 or 422 by reference where all operations that declare it refer to one shared response of the same file.',
      fix: fixWith('422'),
    },
    among: takesInput,
    statuses: ['400', '415', '422', '4XX', 'default'],
    what: '400 or 422',
    written: ['400', '422'],
  },
  {
    meta: {
      id: 'err-500-or-default',
      title: 'Operation without an answer for its own failure',
      severity: 'info',
      owasp: ['API8:2023'],
      cwe: 755,
      why: `What nobody planned is what the framework sends: a page with versions and a stack trace.`,
      mends:
        'Adds 500, 5XX or default by reference where all operations that declare it refer to one shared response of the same file.',
      fix: fixWith('5XX'),
    },
    among: () => true,
    statuses: ['500', '501', '502', '503', '504', '5XX', 'default'],
    what: '5xx or default',
    written: ['500', '5XX', 'default'],
  },
];

const families = rows.map(({ meta, among, statuses, what, written }) =>
  lintRule({
    ...meta,
    operation: (operation, api) =>
      !among(operation) || operation.responses.some(({ status }) => statuses.includes(status))
        ? undefined
        : {
            at: operation.at,
            message: `${operation.id} declares neither ${what.replace(' or ', ' nor ')}.`,
            ...sharedResponse(operation, written, api),
          },
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
  operation(operation, api) {
    const pages = operation.responses.filter(({ status, bodies }) => /^[45]/.test(status) && isPage(bodies));
    if (pages.length === 0) return undefined;
    const others = operation.responses.filter((response) => !pages.includes(response));
    // One that answers with nothing else speaks as the API does.
    const isSilent = others.every(({ bodies }) => bodies.length === 0);
    if (!others.some(speaksJson) && !(isSilent && api.operations.some(({ responses }) => responses.some(speaksJson))))
      return undefined;
    return pages.map(({ at, status }) => ({
      at,
      message: `Error ${status} of ${operation.id} is a page or plain text.`,
    }));
  },
  api(api): Problem | undefined {
    const forms = formsOf(api);
    if (forms.length < 2) return undefined;
    return {
      at: api.at,
      subject: 'form',
      message: `Errors come in ${forms.length} forms that have no field in common.`,
      related: forms.slice(0, 5).map(({ at }) => ({ at, message: 'one of the forms' })),
    };
  },
});

export default [...families, format];

function isPage(bodies: readonly Body[]): boolean {
  return bodies.length > 0 && bodies.every(({ mediaType }) => mediaType.startsWith('text/'));
}

function speaksJson({ bodies }: Response): boolean {
  return bodies.some(({ mediaType }) => mediaType.endsWith('json'));
}

/** A body of GET or DELETE has no meaning (RFC 9110 section 9.3), and that it is there is said by another rule. */
function takesInput(operation: Operation): boolean {
  if (!isWrite(operation)) return false;
  return operation.parameters.length > 0 || (operation.method !== 'DELETE' && operation.requestBodies.length > 0);
}

/** A form of error, or what was found to be the same as an earlier one. */
interface Form {
  readonly operation: Operation;
  same?: Form;
}

/**
 * An operation for each form of error. Forms that share a field are one: a client that reads it reads both, and a field
 * more in one of them is no other form.
 */
function formsOf(api: ApiModel): readonly Operation[] {
  const forms: Form[] = [];
  const byName = new Map<string, Form>();
  const seen = new Set<string>();
  for (const operation of api.operations) {
    for (const schema of errorSchemas(operation)) {
      if (seen.has(schema)) continue;
      seen.add(schema);
      const names = (flatten(api, schema)?.properties ?? []).map(({ name }) => name);
      const [first, ...others] = new Set(names.flatMap((name) => byName.get(name) ?? []).map(rootOf));
      const form = first ?? { operation };
      if (first === undefined && names.length > 0) forms.push(form);
      for (const other of others) other.same = form;
      for (const name of names) byName.set(name, form);
    }
  }
  return forms.filter(({ same }) => same === undefined).map(({ operation }) => operation);
}

/** Shortens the way as it goes, so that a stranger's chain of forms costs no more than its length. */
function rootOf(form: Form): Form {
  let root = form;
  for (let next = root.same; next !== undefined; next = root.same) {
    if (next.same !== undefined) root.same = next.same;
    root = next;
  }
  return root;
}

function errorSchemas({ responses }: Operation): readonly string[] {
  return responses
    .filter(({ status }) => /^[45]|^default$/.test(status))
    .flatMap(({ bodies }) => bodies)
    .flatMap(({ mediaType, schema }) =>
      mediaType === 'application/problem+json' || schema === undefined ? [] : [schema],
    );
}
