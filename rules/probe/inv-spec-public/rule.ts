import {
  canonicalPath,
  compared,
  isInternalUrl,
  isObject,
  probeRule,
  shown,
  unusable,
  type ApiModel,
  type Exchange,
} from '#rule';

const paths = [
  '/openapi.json',
  '/swagger.json',
  '/v3/api-docs',
  '/v2/api-docs',
  '/api-docs',
  '/swagger/v1/swagger.json',
] as const;

export default probeRule({
  id: 'inv-spec-public',
  title: 'Document of an internal API can be read by anybody',
  severity: 'info',
  owasp: ['API9:2023'],
  cwe: 200,
  controls: ['PCI DSS 6.2.4'],
  impact: 'read',
  per: 'host',
  requests: 10,
  identities: 0,
  why: `By its servers the API is for your own network, and its document is handed to whoever asks, with every operation and every field.`,
  fix: `Put the document behind the same guard as the API:

\`\`\`js
app.get('/openapi.json', requireAuth, (req, res) => res.sendFile('openapi.json'));
\`\`\``,

  applies: (_, api) => isPrivate(api),

  async *probe(_, target) {
    const ask = (path: string, fresh = false): Promise<Exchange> =>
      target.send({ method: 'GET', path, fromRoot: true, fresh }, target.anonymous);
    let asked = 0;
    for (const path of paths) {
      const answer = await ask(path);
      if (unusable(answer) === undefined) asked += 1;
      if (!isOurs(answer, target.api)) continue;
      const again = await ask(path, true);
      if (!isOurs(again, target.api)) continue;
      yield {
        at: target.api.servers[0]?.at ?? target.api.at,
        subject: 'document',
        message: `The document of this API can be read at ${path} without a credential.`,
        evidence: [
          shown(target, 'The answer without a credential.', answer),
          shown(target, 'Once more, on a new connection.', again),
          compared(`What is at ${path}`, 'a refusal', 'an OpenAPI document with paths of this API'),
        ],
      };
      return 'decided';
    }
    return asked === 0 ? { undecided: 'no path was answered' } : 'decided';
  },
});

/** All its servers are of the own network, by address or by name. */
function isPrivate({ servers }: ApiModel): boolean {
  return (
    servers.length > 0 &&
    servers.every(({ resolvedUrl }) => {
      const host = URL.canParse(resolvedUrl) ? new URL(resolvedUrl).hostname : '';
      const isNamed = host.split('.').some((label) => /^(internal|intranet|corp|private|lan)$/.test(label));
      return host !== '' && (isNamed || (isInternalUrl(resolvedUrl) && !/^(localhost|127\.|\[::1\])/.test(host)));
    })
  );
}

/** It says that it is one, and has a path that the document has. */
function isOurs({ response }: Exchange, api: ApiModel): boolean {
  const json = response?.status === 200 ? response.body?.json : undefined;
  if (!isObject(json) || !(typeof json['openapi'] === 'string' || json['swagger'] === '2.0')) return false;
  const own = new Set(api.operations.map(({ path }) => canonicalPath(path)));
  return isObject(json['paths']) && Object.keys(json['paths']).some((path) => own.has(canonicalPath(path)));
}
