import { child, lintRule, own, type ApiModel, type Body, type Operation, type Pointer, type Problem } from '#rule';

export default lintRule({
  id: 'media-type-wildcard',
  title: 'Any media type, or one that does not exist',
  severity: 'low',
  tiers: [
    { name: 'request', severity: 'low' },
    { name: 'response', severity: 'info' },
    { name: 'unknown', severity: 'low' },
  ],
  owasp: ['API8:2023'],
  cwe: 436,
  why: `With \`*/*\` the contract does not say which parser reads the body. A gateway that checks JSON lets XML, forms and HTML through unread, and an answer of any type can be one that a browser runs.`,
  fix: `Name the media types that are really read and sent:

\`\`\`yaml
content:
  application/json:
    schema: { $ref: '#/components/schemas/Card' }
\`\`\``,

  api(api) {
    return api.operations.flatMap((operation) => [
      ...ofBodies(api, operation, { tier: 'request', bodies: operation.requestBodies }),
      ...operation.responses.flatMap(({ bodies }) => ofBodies(api, operation, { tier: 'response', bodies })),
    ]);
  },
});

interface Sent {
  readonly tier: 'request' | 'response';
  readonly bodies: readonly Body[];
}

/** Once for the document: one habit of a generator writes it everywhere. */
function ofBodies(api: ApiModel, operation: Operation, { tier, bodies }: Sent): readonly Problem[] {
  return bodies.flatMap((body) => {
    const isAny = body.mediaType === '*/*' || body.mediaType === '*';
    if (!isAny && isKnown(body.mediaType)) return [];
    const direction = tier === 'request' ? 'Requests' : 'Answers';
    return {
      at: placeOf(api, operation, { tier, body }),
      wide: true,
      subject: `${tier} ${body.mediaType}`,
      tier: isAny ? tier : 'unknown',
      message: isAny
        ? `${direction} may be of any media type.`
        : `${direction} are of media type ${body.mediaType.slice(0, 60)}, which none of the registered kinds begins.`,
      operations: [operation.id],
    };
  });
}

/** The top-level types of IANA's registry; ranges such as `image/*` name one. A `{` is a variable of the author's. */
function isKnown(mediaType: string): boolean {
  return (
    /^(?:application|audio|example|font|haptics|image|message|model|multipart|text|video|x-[a-z0-9-]+)\/[^/\s]/.test(
      mediaType,
    ) || mediaType.includes('{')
  );
}

interface Spot {
  readonly tier: 'request' | 'response';
  readonly body: Body;
}

/** 2.0 lists media types apart from the bodies: of the operation or of the root. */
function placeOf(api: ApiModel, operation: Operation, { tier, body }: Spot): Pointer {
  if (api.dialect !== '2.0') return body.at;
  const key = tier === 'request' ? 'consumes' : 'produces';
  return child(own(operation.raw, key) === undefined ? api.at : operation.at, key);
}
