import {
  flatten,
  isFormFile,
  isWrite,
  lintRule,
  wordsOf,
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
file: { type: string, format: binary, maxLength: 10485760 }            # 3.0
file: { contentMediaType: application/pdf, maxLength: 10485760 }       # 3.1 and later
\`\`\`

A \`file\` of Swagger 2.0 takes no length: declare the answer 413 instead, which counts in every version.`,

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
      const subject = `kind/${body.mediaType}`;
      if (property === undefined) {
        const kind = kindOf(body.mediaType);
        return kind === undefined ? [] : [{ at: body.at, subject, message: `The body of ${operation.id} ${kind}.` }];
      }
      if (namesKinds(body, property, api)) return [];
      return [{ at: property.at, subject, message: `File ${property.name} of ${operation.id} may be of any kind.` }];
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
      return fields.filter(({ schema }) => isFormFile(api, schema)).map((property) => ({ body, property }));
    }
    return isFileType(body.mediaType) && !isData(body, api) ? [{ body }] : [];
  });
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
      one !== undefined &&
      (one.maxLength !== undefined ||
        saidSize.test(one.description ?? '') ||
        Object.keys(one.raw).some((key) => /^x-.*(size|bytes|length)/i.test(key))),
  );
}

/** `The maximum file size is 1MB.`: said to people, but said. */
const saidSize =
  /\b(?:max(?:imum)?|up to|limit(?:ed)?|at most|no(?:t)? (?:more|larger|bigger)|less than)\b.{0,60}?\d\s?(?:[kmg]i?b|bytes)\b/i;

/** What the media type says of the kind, where it says too little. */
function kindOf(mediaType: string): string | undefined {
  if (['*/*', 'application/*', 'application/octet-stream'].includes(mediaType)) return `may be anything (${mediaType})`;
  return ['application/zip', 'application/gzip', 'application/x-tar'].includes(mediaType)
    ? `is an archive (${mediaType}), which may hold anything of any size`
    : undefined;
}

const kinds =
  /\b(?:pdf|images?|photos?|avatar|logo|picture|csv|tsv|jsonl?|ya?ml|xml|jpe?g|png|gif|mp[34]|wav|flac|docx?|xlsx?|txt)\b/i;

/** By its own media type, the form's `encoding`, or in words. */
function namesKinds({ encodings }: Body, { name, schema: id }: Property, api: ApiModel): boolean {
  const schema = flatten(api, id);
  const items = schema?.items === undefined ? undefined : flatten(api, schema.items);
  const encoding = encodings?.get(name);
  if (encoding !== undefined && kindOf(encoding) === undefined) return true;
  return (
    [schema, items].some((one) => one?.contentMediaType !== undefined && kindOf(one.contentMediaType) === undefined) ||
    [wordsOf(name).join(' '), schema?.description ?? ''].some((text) => kinds.test(text))
  );
}
