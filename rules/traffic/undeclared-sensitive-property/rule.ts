import {
  dataClasses,
  declared,
  documentedResponse,
  isCredentialFlow,
  isGraveInAnswer,
  isObject,
  trafficRule,
  type ApiModel,
  type Declared,
  type Exchange,
  type Operation,
  type Problem,
  type Response,
  type Sighting,
} from '#rule';

export default trafficRule({
  id: 'undeclared-sensitive-property',
  title: 'Sensitive property in a response that the document does not declare',
  severity: 'high',
  owasp: ['API3:2023'],
  cwe: 213,
  controls: ['PCI DSS 3.4.1', 'PCI DSS 3.3.1', 'GDPR 5(1)(c)'],
  why: `The server sends more than it promised, usually a whole database row. Clients show only what they know, so nobody notices, but whoever reads the raw answer has card numbers, account numbers or secrets that were never meant to leave.`,
  fix: `Build the answer from an explicit list of properties, not from the stored object:

\`\`\`ts
return { id: card.id, status: card.status, last4: card.pan.slice(-4) };
\`\`\`

If the property is meant to be there, declare it in the response's schema, so that it is reviewed and its readers are known.`,

  exchange(exchange, operation, api) {
    const status = exchange.response?.status ?? 0;
    if (operation === undefined || api.dialect === 'capture' || status < 200 || status > 299) return undefined;
    const response = documentedResponse(operation, status);
    if (response === undefined) return undefined;
    const found = exchange.sightings.filter((sighting) => isLeak(sighting, operation));
    return found.flatMap((sighting) => judge(sighting, { exchange, operation, response, api }));
  },
});

/** A login answers with tokens, whatever its document says of them. */
function isLeak(sighting: Sighting, operation: Operation): boolean {
  const isSecret = dataClasses.get(sighting.dataClass)?.category === 'secret';
  return isGraveInAnswer(sighting) && !(isSecret && isCredentialFlow(operation));
}

interface Answer {
  readonly exchange: Exchange;
  readonly operation: Operation;
  readonly response: Response;
  readonly api: ApiModel;
}

function judge({ dataClass, name }: Sighting, { exchange, operation, response, api }: Answer): readonly Problem[] {
  const title = dataClasses.get(dataClass)?.title ?? 'sensitive data';
  const verdict = declaredIn(response, { path: name, exchange, api });
  if (verdict === 'declared') return [];
  return [
    {
      at: response.at,
      message: `${operation.id} answers with ${title} in ${name.slice(0, 120)}, which its response ${response.status} does not declare.`,
      subject: `response/${response.status}/json/${name}`,
      certainty: verdict === 'undeclared' ? 'firm' : 'tentative',
      dataClasses: [dataClass],
    },
  ];
}

function declaredIn(
  response: Response,
  { path, exchange, api }: { readonly path: string; readonly exchange: Exchange; readonly api: ApiModel },
): Declared {
  const mediaType = exchange.response?.body?.mediaType ?? '';
  const bodies = response.bodies.filter((body) => body.mediaType === mediaType);
  const candidates = bodies.length > 0 ? bodies : response.bodies.filter((body) => /json|^\*|^$/.test(body.mediaType));
  const verdicts = candidates.map(({ schema }) => (schema === undefined ? 'open' : declared(api, schema, path)));
  // Text inside of a longer text is no property: its class was seen in the middle of it.
  if (!isObject(exchange.response?.body?.json) && !Array.isArray(exchange.response?.body?.json)) return 'declared';
  if (verdicts.includes('declared')) return 'declared';
  return verdicts.includes('undeclared') ? 'undeclared' : 'open';
}
