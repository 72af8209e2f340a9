import {
  cookiesOf,
  formProperty,
  formSchema,
  isServedStatus,
  pathValues,
  payloadDifferences,
  textBreaks,
  textsOf,
  trafficRule,
  type ApiModel,
  type BrokenConstraint,
  type Exchange,
  type Operation,
  type Parameter,
  type Problem,
} from '#rule';

export default trafficRule({
  id: 'constraint-not-enforced',
  title: 'Request that breaks the document, and is served',
  severity: 'medium',
  owasp: ['API8:2023', 'API4:2023'],
  cwe: 20,
  controls: ['PCI DSS 6.2.4'],
  why: `Limits that only the document knows hold nobody back: pages of a hundred thousand, amounts below zero, values outside of a closed list reach the code behind, which relies on the limits because they are written down.`,
  fix: `Check requests against the document before the handler runs, and answer 400:

\`\`\`ts
app.use(openApiValidator({ apiSpec: 'openapi.yaml', validateRequests: true }));
\`\`\``,
  only: 'captured',

  exchange(exchange, operation, api) {
    if (operation === undefined || api.dialect === 'capture' || !isServedStatus(exchange)) return undefined;
    const inBody = payloadDifferences(exchange, operation, api).request.filter(({ kind }) => kind === 'broken');
    return [
      ...operation.parameters.flatMap((parameter) => inParameter(parameter, { exchange, operation, api })),
      ...inForm(exchange, operation, api),
      ...inBody.map(({ at, keyword, path, name = '' }): Problem => ({
        at,
        message: `${operation.id} serves a request whose ${path.slice(0, 120)} breaks ${keyword} of its schema.`,
        detail: `${keyword} ${name}`.trim(),
      })),
    ];
  },
});

interface Call {
  readonly exchange: Exchange;
  readonly operation: Operation;
  readonly api: ApiModel;
}

function inParameter(parameter: Parameter, { exchange, operation, api }: Call): readonly Problem[] {
  const { request } = exchange;
  const { name, in: place } = parameter;
  // What HTTP itself speaks of has rules of its own.
  if (place === 'header' && /^(?:accept|content-type|authorization)$/i.test(name)) return [];
  const lower = name.toLowerCase();
  const texts: Readonly<Record<string, () => readonly string[]>> = {
    query: () => textsOf(request.query, name),
    header: () => request.headers.flatMap(([key, value]) => (key.toLowerCase() === lower ? [value] : [])),
    cookie: () => textsOf(cookiesOf(exchange), name),
    path: () => [pathValues(operation, request.path)[name] ?? ''],
  };
  const broken = textBreaks(api, parameter, texts[place]?.() ?? []);
  return broken === undefined ? [] : [problemOf(broken, `the ${place} parameter ${name}`, operation)];
}

function inForm(exchange: Exchange, operation: Operation, api: ApiModel): readonly Problem[] {
  const schema = formSchema(exchange, operation, api);
  if (schema === undefined) return [];
  const form = exchange.request.body?.form ?? [];
  return [...new Set(form.map(([name]) => name))].flatMap((name) => {
    const property = formProperty(schema, name);
    if (property === undefined || property.name !== name) return [];
    const raw = api.schemas.get(property.schema)?.raw ?? {};
    const broken = textBreaks(api, { schema: property.schema, raw }, textsOf(form, name));
    return broken === undefined ? [] : [problemOf(broken, `the form field ${name}`, operation)];
  });
}

function problemOf({ at, keyword }: BrokenConstraint, what: string, { id }: Operation): Problem {
  return { at, message: `${id} serves a request in which ${what} breaks ${keyword} of its schema.`, detail: keyword };
}
