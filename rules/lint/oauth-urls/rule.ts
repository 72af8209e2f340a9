import {
  child,
  isCleartextUrl,
  lintRule,
  own,
  ownText,
  urlOverTls,
  type AuthScheme,
  type LintRule,
  type OAuthFlow,
  type Pointer,
  type Problem,
} from '#rule';

/** A URL that credentials are sent to, as the document writes it. */
interface Named {
  readonly key: string;
  readonly at: Pointer;
  readonly url: string | undefined;
  readonly isNeeded: boolean;
}

const flowKeys = ['authorizationUrl', 'deviceAuthorizationUrl', 'tokenUrl', 'refreshUrl'] as const;
/** What RFC 6749 and 8628 cannot do without. */
const needed: Readonly<Record<OAuthFlow['kind'], readonly string[]>> = {
  authorizationCode: ['authorizationUrl', 'tokenUrl'],
  implicit: ['authorizationUrl'],
  password: ['tokenUrl'],
  clientCredentials: ['tokenUrl'],
  deviceAuthorization: ['deviceAuthorizationUrl', 'tokenUrl'],
};

function flowUrls({ flows, raw }: AuthScheme): readonly Named[] {
  // RFC 8628's endpoint, which OpenAPI 3.2 demands.
  const device = ownText(own(own(raw, 'flows'), 'deviceAuthorization'), 'deviceAuthorizationUrl');
  return flows.flatMap((flow) =>
    flowKeys
      .filter((key) => key !== 'deviceAuthorizationUrl' || flow.kind === 'deviceAuthorization')
      .map((key) => {
        const url = key === 'deviceAuthorizationUrl' ? device : flow[key];
        const at = url === undefined ? flow.at : child(flow.at, key);
        return { key, at, url, isNeeded: needed[flow.kind].includes(key) };
      }),
  );
}

/** OpenID Connect's discovery document, and OAuth's own (RFC 8414), which 3.2 can name. */
function metadataUrls({ kind, raw, at }: AuthScheme): readonly Named[] {
  return (['openIdConnectUrl', 'oauth2MetadataUrl'] as const).map((key) => {
    const url = ownText(raw, key);
    const isNeeded = key === 'openIdConnectUrl' && kind === 'openIdConnect';
    return { key, at: url === undefined ? at : child(at, key), url, isNeeded };
  });
}

const cleartextFix = `Use https:

\`\`\`yaml
tokenUrl: https://auth.example.com/oauth/token
\`\`\``;

function cleartext(names: readonly Named[]): readonly Problem[] {
  return names.flatMap(({ key, at, url }) =>
    url === undefined || !isCleartextUrl(url)
      ? []
      : {
          at,
          message: `${key} is reached in clear text (http).`,
          ...urlOverTls(url, at),
        },
  );
}

const rows: readonly {
  readonly meta: Omit<LintRule, 'kind'>;
  readonly judge: (scheme: AuthScheme) => readonly Problem[];
}[] = [
  {
    meta: {
      id: 'oauth-url-cleartext',
      title: 'OAuth URL without TLS',
      severity: 'high',
      owasp: ['API2:2023', 'API8:2023'],
      cwe: 319,
      controls: ['PCI DSS 4.2.1'],
      why: `Codes, client secrets and tokens travel to these addresses. Over \`http://\` everybody on the way reads them, and can answer in the server's place.`,
      mends: 'Writes https, unless the address names a port, numbers or an internal host.',
      fix: cleartextFix,
    },
    judge: (scheme) => cleartext(flowUrls(scheme)),
  },
  {
    meta: {
      id: 'oidc-url-cleartext',
      title: 'Discovery document without TLS',
      severity: 'high',
      owasp: ['API2:2023', 'API8:2023'],
      cwe: 319,
      controls: ['PCI DSS 4.2.1'],
      why: `The discovery document says where to log in and which keys sign tokens. Whoever can change it on the way makes tokens of his own that clients and services believe.`,
      mends: 'Writes https, unless the address names a port, numbers or an internal host.',
      fix: cleartextFix.replace(
        'tokenUrl: https://auth.example.com/oauth/token',
        'openIdConnectUrl: https://auth.example.com/.well-known/openid-configuration',
      ),
    },
    judge: (scheme) => cleartext(metadataUrls(scheme)),
  },
  {
    meta: {
      id: 'oauth-url-invalid',
      title: 'OAuth URL missing or malformed',
      severity: 'low',
      owasp: ['API2:2023'],
      cwe: 20,
      why: `Clients cannot log in as the document says, so each finds its own way: addresses copied from elsewhere, and certificate checks switched off until it works.`,
      fix: `Name the address in full:

\`\`\`yaml
tokenUrl: https://auth.example.com/oauth/token
\`\`\``,
    },
    judge: (scheme) =>
      [...flowUrls(scheme), ...metadataUrls(scheme)].flatMap(({ key, at, url, isNeeded }) => {
        if (url === undefined) return isNeeded ? { at, subject: key, message: `The ${key} is missing.` } : [];
        return isUrl(url) ? [] : { at, message: `${key} is no URL.` };
      }),
  },
];

export default rows.map(({ meta, judge }) => lintRule({ ...meta, authScheme: (scheme) => judge(scheme) }));

/** Absolute or relative (3.x allows both); templates such as `{tenant}` are common and meant. */
function isUrl(text: string): boolean {
  if (text.trim() === '' || /\s/.test(text)) return false;
  return URL.canParse(text.replaceAll(/[{}]/g, ''), 'https://api.example.com/');
}
