import type { AnyRow, BodyFact, KeywordFact } from '#rule';
import { called, inRequest, row, yaml } from './row.ts';

const uploads: readonly Uploads[] = ['contentMediaType/removed', 'contentMediaType/changed', 'media/encoding'];
type Uploads = 'contentMediaType/removed' | 'contentMediaType/changed' | 'media/encoding';
type Kind = 'media/added' | 'body/added';
/** The media types that came with the fact: all of a new body's. */
function mediaTypes({ kind, body, operation }: BodyFact): readonly string[] {
  return kind === 'body/added'
    ? operation.requestBodies.map(({ mediaType }) => mediaType)
    : [body.after?.mediaType ?? ''];
}

const accepts =
  (pattern: RegExp) =>
  (fact: BodyFact): boolean =>
    fact.direction === 'request' &&
    mediaTypes(fact).some((type) => pattern.test(type)) &&
    !fact.instead.some((type) => pattern.test(type));

const on: readonly Kind[] = ['media/added', 'body/added'];

const wildcard = /\*/;
const xml = /[/+]xml$/;
const file =
  /^multipart\/form-data$|^application\/octet-stream$|^(image|video|audio)\/|^application\/(pdf|zip|gzip|x-tar|x-7z-compressed)$/;

export const bodies: readonly AnyRow[] = [
  row<Kind>({
    id: 'wildcard-media-added',
    title: 'Any media type accepted',
    severity: 'medium',
    owasp: ['API8:2023'],
    cwe: 436,
    why: 'The body is read by whatever parser fits its type: XML with entities, forms that other pages can send, archives. Checks of the JSON schema see none of it.',
    fix: `Name the types:\n\n${yaml('content:\n  application/json: {}')}`,
    on,
    when: accepts(wildcard),
    say: ({ operation }) => `${operation.id} accepts bodies of any type now.`,
  }),
  row<Kind>({
    id: 'xml-body-added',
    title: 'XML accepted',
    severity: 'medium',
    owasp: ['API8:2023'],
    cwe: 611,
    why: 'XML parsers read entities: files of the server, addresses inside your network, and texts that grow to gigabytes.',
    fix: `Accept JSON alone, or switch entities off in the parser:\n\n${yaml('content:\n  application/json: {}')}`,
    on,
    when: accepts(xml),
    say: ({ operation }) => `${operation.id} accepts XML now.`,
  }),
  row<Kind>({
    id: 'file-upload-added',
    title: 'Upload of files accepted',
    severity: 'medium',
    owasp: ['API4:2023', 'API8:2023'],
    cwe: 434,
    why: 'Files are large, hold scripts and go to viewers, converters and disks that trust them.',
    fix: `Limit type and size, and keep files away from where they run:\n\n${yaml('content:\n  multipart/form-data:\n    encoding: { scan: { contentType: image/png } }')}`,
    on,
    when: accepts(file),
    say: ({ operation }) => `${operation.id} accepts files now.`,
  }),
  row<'body/optional'>({
    id: 'body-not-required',
    title: 'Body may be left out',
    severity: 'low',
    owasp: ['API8:2023'],
    cwe: 20,
    why: 'What is required in the body is required no longer: a request without one is checked by nothing.',
    fix: `Require it:\n\n${yaml('requestBody:\n  required: true')}`,
    on: ['body/optional'],
    say: ({ operation }) => `${operation.id} takes a request without a body now.`,
  }),
  row<Uploads>({
    id: 'upload-media-type-widened',
    title: 'Uploads of more types accepted',
    severity: 'medium',
    owasp: ['API8:2023'],
    cwe: 434,
    why: 'A picture may be a page with scripts now, or an archive: viewers and converters get what they were not made for.',
    fix: `Name the types again:\n\n${yaml('signature: { type: string, contentMediaType: image/png }')}`,
    on: uploads,
    when: (fact) => isSent(fact) && (typesOf(fact).after === undefined || isWider(typesOf(fact))),
    say: (fact) => `${partOf(fact)} may be of more media types now.`,
  }),
  row<Uploads>({
    id: 'upload-media-type-changed',
    title: 'Uploads of another type accepted',
    severity: 'low',
    owasp: ['API8:2023'],
    cwe: 434,
    posture: 'unknown',
    why: 'Files of another type reach what was made for the old one. Whether that is worse the documents do not say.',
    fix: `Look at what reads them:\n\n${yaml('signature: { type: string, contentMediaType: image/png }')}`,
    on: uploads,
    when: (fact) =>
      isSent(fact) &&
      typesOf(fact).before !== undefined &&
      !isWider({ before: typesOf(fact).after, after: typesOf(fact).before }),
    say: (fact) => `${partOf(fact)} is of another media type now.`,
  }),
];

type Upload = KeywordFact | BodyFact;

function isSent(fact: Upload): boolean {
  return 'direction' in fact ? fact.direction === 'request' : inRequest(fact);
}

function typesOf(fact: Upload): { readonly before?: unknown; readonly after?: unknown } {
  return 'direction' in fact ? (fact.encoding ?? {}) : fact;
}

function partOf(fact: Upload): string {
  return 'direction' in fact ? `"${fact.encoding?.name}"` : called(fact);
}

/** Every type of the old list is in the new one, or below its wildcard. */
function isWider({ before, after }: { readonly before?: unknown; readonly after?: unknown }): boolean {
  const list = (text: unknown): readonly string[] =>
    (typeof text === 'string' ? text : '').split(',').map((each) => each.trim().toLowerCase());
  const [was, is] = [list(before), list(after)];
  return was.every((type) =>
    is.some(
      (other) => other === type || other === '*/*' || (other.endsWith('/*') && type.startsWith(other.slice(0, -1))),
    ),
  );
}
