import {
  flatten,
  isWrite,
  lintRule,
  type ApiModel,
  type Body,
  type Operation,
  type Problem,
  type Property,
} from '#rule';

const unbounded = lintRule({
  id: 'upload-unbounded',
  title: 'Upload of any size',
  severity: 'low',
  owasp: ['API4:2023'],
  cwe: 434,
  controls: ['PCI DSS 6.2.4'],
  why: `A file of any size fills the disk, the memory of whatever scans it, and the bill of whatever stores it.`,
  fix: `Say how large it may be, and refuse more with 413:

\`\`\`yaml
file: { type: string, format: binary, maxLength: 10485760, contentMediaType: application/pdf }
\`\`\``,

  operation: (operation, api) =>
    uploadsOf(operation, api).flatMap(({ body, property }) => {
      const place = property === undefined ? body.at : property.at;
      if (isLimited(operation, body, property, api)) return [];
      return [
        {
          at: place,
          subject: `size/${body.mediaType}`,
          message: `${property === undefined ? 'The body' : `File ${property.name}`} of ${operation.id} may be of any size.`,
        },
      ];
    }),
});

const anyType = lintRule({
  id: 'upload-any-type',
  title: 'Upload of any kind',
  severity: 'low',
  owasp: ['API4:2023'],
  cwe: 409,
  controls: ['PCI DSS 6.2.4'],
  why: `An archive unpacks to a thousand times its size, a page with script is served to colleagues, a program is run: nothing that is made from the document refuses them.`,
  fix: `Name the kinds that are meant:

\`\`\`yaml
content:
  application/pdf:
    schema: { type: string, format: binary }
\`\`\``,

  operation: (operation, api) =>
    uploadsOf(operation, api).flatMap(({ body, property }): readonly Problem[] => {
      if (property !== undefined) {
        const schema = flatten(api, property.schema);
        if (schema?.contentMediaType !== undefined || namesKinds(body, property)) return [];
        return [
          {
            at: property.at,
            subject: `kind/${body.mediaType}`,
            message: `File ${property.name} of ${operation.id} may be of any kind.`,
          },
        ];
      }
      const isAny = [
        '*/*',
        'application/*',
        'application/octet-stream',
        'application/zip',
        'application/gzip',
        'application/x-tar',
      ].includes(body.mediaType);
      return isAny
        ? [
            {
              at: body.at,
              subject: `kind/${body.mediaType}`,
              message: `The body of ${operation.id} may be anything (${body.mediaType}).`,
            },
          ]
        : [];
    }),
});

export default [unbounded, anyType];

interface Upload {
  readonly body: Body;
  /** Of a form: the field that is a file. */
  readonly property?: Property;
}

function uploadsOf(operation: Operation, api: ApiModel): readonly Upload[] {
  if (!isWrite(operation)) return [];
  return operation.requestBodies.flatMap((body): readonly Upload[] => {
    if (body.mediaType.startsWith('multipart/')) {
      const fields = body.schema === undefined ? [] : (flatten(api, body.schema)?.properties ?? []);
      return fields.filter((property) => isFile(property, api)).map((property) => ({ body, property }));
    }
    return isFileType(body.mediaType) && !isData(body, api) ? [{ body }] : [];
  });
}

function isFile(property: Property, api: ApiModel): boolean {
  const schema = flatten(api, property.schema);
  const items = schema?.items === undefined ? undefined : flatten(api, schema.items);
  return [schema, items].some(
    (one) =>
      one !== undefined &&
      (one.format === 'binary' || one.contentMediaType !== undefined || one.raw['type'] === 'file'),
  );
}

// Any type in front of an object is a habit of frameworks: what is meant is JSON.
function isData({ schema: id }: Body, api: ApiModel): boolean {
  const whole = id === undefined ? undefined : flatten(api, id);
  if (whole === undefined) return false;
  return whole.properties.length > 0 || (whole.types.length > 0 && !whole.types.includes('string'));
}

function isFileType(mediaType: string): boolean {
  return /^(image|video|audio|application\/(octet-stream|pdf|zip|gzip|x-tar|\*))|^\*\/\*$/.test(mediaType);
}

// Four facts decide, and an object for them would only be taken apart here.
// oxlint-disable-next-line max-params
function isLimited(operation: Operation, body: Body, property: Property | undefined, api: ApiModel): boolean {
  if (operation.responses.some(({ status }) => status === '413')) return true;
  const id = property?.schema ?? body.schema;
  const schema = id === undefined ? undefined : flatten(api, id);
  if (schema === undefined) return false;
  const items = schema.items === undefined ? undefined : flatten(api, schema.items);
  return [schema, items].some(
    (one) =>
      one?.maxLength !== undefined || Object.keys(one?.raw ?? {}).some((key) => /^x-.*(size|bytes|length)/i.test(key)),
  );
}

/** \`encoding\` of the form names what a field may be. */
function namesKinds(_body: Body, { name }: Property): boolean {
  return /pdf|image|photo|avatar|csv|logo|picture/i.test(name);
}
