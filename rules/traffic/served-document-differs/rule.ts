import {
  canonicalPath,
  child,
  fullPath,
  isObject,
  own,
  trafficRule,
  type ApiModel,
  type Exchange,
  type Json,
  type JsonObject,
} from '#rule';

export default trafficRule({
  id: 'served-document-differs',
  title: 'The API serves another document of itself than this one',
  severity: 'medium',
  owasp: ['API9:2023'],
  cwe: 1059,
  controls: ['PCI DSS 6.3.2'],
  why: `The server describes operations that this document does not have: what is reviewed, tested and gated is not what is deployed. Attackers read the served one.`,
  fix: `Generate both from one source, in the same build, and compare them in the pipeline:

\`\`\`sh
curl -s https://staging.example.com/openapi.json | sallyport diff openapi.yaml -
\`\`\``,
  only: 'captured',

  exchange(exchange, _operation, api) {
    if (api.dialect === 'capture') return undefined;
    const paths = servedPaths(exchange);
    if (paths === undefined || !hasMore(paths, api)) return undefined;
    return {
      at: child(api.at, 'paths'),
      message: 'The document that the API serves of itself has operations that this one does not have.',
      subject: 'served-document',
      operations: [],
    };
  },
});

const methods = new Set('get put post delete patch head options trace query'.split(' '));
/** Paths of a served document that are compared. */
const pathsMax = 5_000;

function servedPaths({ request, response }: Exchange): JsonObject | undefined {
  const json = response?.body?.json;
  if (!/(?:openapi|swagger|api-docs)[\w.-]*(?:\/[\w.-]{0,40})?$/i.test(request.path) || response?.status !== 200)
    return undefined;
  if (!isObject(json) || (own(json, 'openapi') ?? own(json, 'swagger')) === undefined) return undefined;
  const paths = own(json, 'paths');
  return isObject(paths) ? paths : undefined;
}

/** Base paths may stand in the servers of one and in the paths of the other. */
function hasMore(paths: JsonObject, api: ApiModel): boolean {
  const known = new Set(
    api.operations.flatMap((operation) =>
      [operation.path, fullPath(operation)].map((path) => `${operation.method} ${canonicalPath(path)}`),
    ),
  );
  const served = Object.entries(paths).slice(0, pathsMax);
  const all = served.flatMap(([path, item]) => operationsIn(path, item));
  // Of another API altogether, which the same host serves too: nothing in common.
  const shared = all.filter((name) => known.has(name)).length;
  return shared > 0 && shared < all.length;
}

function operationsIn(path: string, item: Json | undefined): readonly string[] {
  if (!isObject(item)) return [];
  return Object.keys(item)
    .filter((key) => methods.has(key))
    .map((key) => `${key.toUpperCase()} ${canonicalPath(path)}`);
}
