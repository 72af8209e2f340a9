import type { ApiModel, OAuthFlow } from '../model/api.ts';
import type { Field } from '../model/exchange.ts';
import type { CallConfig, CallerConfig, OAuth2Config, TokenPlace } from './config.ts';
import { IdentityError } from './identity-error.ts';

const place: TokenPlace = { body: '$.access_token', refresh: '$.refresh_token' };
const grants: Readonly<Record<OAuth2Config['grant'], OAuthFlow['kind']>> = {
  client_credentials: 'clientCredentials',
  password: 'password',
};

/** A caller with `oauth2` logs in at the token endpoint (RFC 6749 sections 4.3 and 4.4), and renews there (section 6). */
export function withTokenEndpoint(config: CallerConfig, api: ApiModel): CallerConfig {
  const { oauth2 } = config;
  if (oauth2 === undefined) return config;
  const { grant, username, password, scope } = oauth2;
  const call = `POST ${endpointOf(config.name, oauth2, api)}`;
  const client = clientOf(oauth2);
  const asked = {
    grant_type: grant,
    ...(grant === 'password' ? { username: username ?? '', password: password ?? '' } : {}),
    ...(scope === undefined ? {} : { scope }),
  };
  const form = (body: Readonly<Record<string, string>>): CallConfig => ({
    call,
    form: true,
    headers: client.headers,
    body: { ...body, ...client.fields },
  });
  return {
    refresh: { ...form({ grant_type: 'refresh_token', refresh_token: '${refresh}' }), token: place },
    ...config,
    login: { ...form(asked), token: place },
  };
}

/** Throws IdentityError where neither the config nor the document says it. */
function endpointOf(name: string, { tokenUrl, grant }: OAuth2Config, api: ApiModel): string {
  if (tokenUrl !== undefined) return tokenUrl;
  const flows = [...api.authSchemes.values()].flatMap((scheme) => scheme.flows);
  const declared = flows.find(({ kind }) => kind === grants[grant])?.tokenUrl;
  if (declared !== undefined) return declared;
  throw new IdentityError(
    `identity ${name}: the document has no token endpoint for ${grant}; add to sallyport.yaml: oauth2: { tokenUrl: /oauth/token }`,
  );
}

/** What the redactor must know before anything is sent. */
export function secretsOf(oauth2: OAuth2Config): readonly string[] {
  const headers = clientOf(oauth2).headers.map(([, value]) => value.slice('Basic '.length));
  return [oauth2.clientSecret ?? '', oauth2.password ?? '', ...headers].filter((secret) => secret !== '');
}

interface ClientParts {
  readonly headers: readonly Field[];
  readonly fields: Readonly<Record<string, string>>;
}

/** A client without a secret only names itself. */
function clientOf({ clientId, clientSecret, clientAuth = 'basic' }: OAuth2Config): ClientParts {
  if (clientId === undefined) return { headers: [], fields: {} };
  if (clientSecret === undefined) return { headers: [], fields: { client_id: clientId } };
  if (clientAuth === 'body') return { headers: [], fields: { client_id: clientId, client_secret: clientSecret } };
  const both = [clientId, clientSecret].map(formEncoded).join(':');
  return { headers: [['Authorization', `Basic ${Buffer.from(both).toString('base64')}`]], fields: {} };
}

/** RFC 6749 section 2.3.1 wants both encoded as in a form before they are joined. */
function formEncoded(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice(1);
}
