import {
  coversType,
  dataClasses,
  documentedResponse,
  isMasked,
  isObject,
  payloadDifferences,
  propertiesAt,
  trafficRule,
  type ApiModel,
  type Exchange,
  type Json,
  type Operation,
  type Problem,
} from '#rule';

export default trafficRule({
  id: 'mask-broken',
  title: 'Property documented as masked or write-only, answered in clear',
  severity: 'high',
  owasp: ['API3:2023'],
  cwe: 213,
  controls: ['PCI DSS 3.4.1', 'PCI DSS 3.3.1', 'GDPR 5(1)(c)'],
  why: `The document says that readers never get the whole number or secret, so their systems are built and assessed as if they never had it. Every one of them now stores what only the owner may hold.`,
  fix: `Mask where the answer is made, from a stored form that has no more:

\`\`\`ts
return { ...view, maskedPan: '************' + card.last4 }; // and never select card.pan here
\`\`\``,
  only: 'captured',

  exchange(exchange, operation, api) {
    if (operation === undefined || api.dialect === 'capture') return undefined;
    const hidden = payloadDifferences(exchange, operation, api).response.filter(({ kind }) => kind === 'hidden');
    const writeOnly = hidden.map(({ at, path }): Problem => ({
      at,
      message: `${operation.id} answers with ${path.slice(0, 120)}, which is documented as writeOnly.`,
      detail: 'writeOnly',
    }));
    return [...writeOnly, ...unmasked(exchange, operation, api)];
  },
});

/** Numbers whose masks people write down; of a card number up to ten digits may be shown (PCI DSS 3.4.1). */
const shownMax: ReadonlyMap<string, number> = new Map([
  ['pci.pan', 10],
  ['fin.iban', 4],
  ['fin.account', 4],
  ['id.ssn', 4],
  ['id.aadhaar', 4],
  ['id.nino', 4],
]);

function unmasked(exchange: Exchange, operation: Operation, api: ApiModel): readonly Problem[] {
  const { status = 0, body } = exchange.response ?? {};
  const documented = documentedResponse(operation, status);
  const schema = documented?.bodies.find(({ mediaType }) => coversType(mediaType, body?.mediaType ?? ''))?.schema;
  if (schema === undefined) return [];
  return wholeNumbers(exchange).flatMap(({ dataClass, path }) =>
    propertiesAt(api, schema, path)
      .filter((property) => !property.writeOnly && saysMasked(property, dataClass, api))
      .slice(0, 1)
      .map(({ at }) => ({
        at,
        message: `${operation.id} answers with the whole of ${dataClasses.get(dataClass)?.title ?? 'a number'} in ${path.slice(0, 120)}, which is documented as masked.`,
        detail: 'masked',
        dataClasses: [dataClass],
      })),
  );
}

interface Whole {
  readonly dataClass: string;
  /** `$.cards[].maskedPan`. */
  readonly path: string;
}

/** Values of one body that are looked at. */
const nodesMax = 5_000;

/**
 * Values whose form alone made them a number: a property called `maskedPan` claims nothing, and what lies in it may be
 * whole all the same. A test card's number in a masked field is the same fault.
 */
function wholeNumbers({ response, sightings }: Exchange): readonly Whole[] {
  const masked = new Set(sightings.flatMap(({ nature, tag }) => (nature === 'masked' ? [tag] : [])));
  const found: Whole[] = [];
  const stack: { readonly value: Json; readonly path: string }[] = [{ value: response?.body?.json ?? null, path: '$' }];
  for (let nodes = 0; stack.length > 0 && nodes < nodesMax; nodes += 1) {
    const { value, path } = stack.pop() ?? { value: null, path: '' };
    if (Array.isArray(value))
      for (const item of value.slice(0, nodesMax)) stack.push({ value: item, path: `${path}[]` });
    else if (isObject(value)) {
      for (const key of Object.keys(value).slice(0, nodesMax))
        stack.push({ value: value[key] ?? null, path: `${path}.${key}` });
    } else if (typeof value === 'string') {
      const dataClass = /^<([A-Z][A-Z0-9.-]{0,40}):\d+>$/.exec(value)?.[1]?.toLowerCase();
      if (dataClass !== undefined && shownMax.has(dataClass) && !masked.has(value)) found.push({ dataClass, path });
    }
  }
  return found;
}

function saysMasked(
  property: { readonly name: string; readonly schema: string },
  dataClass: string,
  api: ApiModel,
): boolean {
  const schema = api.schemas.get(property.schema);
  return schema !== undefined && isMasked({ name: property.name, shownMax: shownMax.get(dataClass) ?? 4 }, schema, api);
}
