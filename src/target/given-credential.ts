import type { ApiModel, AuthScheme } from '../model/api.ts';
import type { Field } from '../model/exchange.ts';
import type { CallerConfig } from './config.ts';
import { cookiePairs, isCookieHeader } from './cookies.ts';
import { basicCredential, credentialFor, type Credential } from './credential.ts';
import { IdentityError } from './identity-error.ts';

/** What is known without asking anybody. */
export function staticCredential(config: CallerConfig, scheme: AuthScheme | undefined): Credential | undefined {
  const { token, apiKey, basic, cookie, headers } = config;
  if (headers !== undefined) return headerCredential(headers);
  if (basic !== undefined) return basicCredential(basic.user, basic.password);
  if (cookie === undefined) {
    const secret = token ?? apiKey;
    return secret === undefined ? undefined : credentialFor(scheme, secret);
  }
  const pairs = isCookieHeader(cookie) ? cookiePairs(cookie) : [];
  const name = scheme?.in === 'cookie' ? scheme.parameterName : undefined;
  const first = pairs.find(([key]) => key === name) ?? pairs[0] ?? [name ?? 'session', cookie];
  return {
    place: 'cookie',
    name: first[0],
    prefix: '',
    secret: first[1],
    cookies: pairs.filter((pair) => pair !== first),
  };
}

/** The scheme that the caller names, else the first that its kind of secret fits. */
export function schemeFor(config: CallerConfig, api: ApiModel): AuthScheme | undefined {
  const schemes = [...api.authSchemes.values()];
  const { login, token, apiKey, basic, cookie, headers, certificate } = config;
  const isBare = [login, token, apiKey, basic, cookie, headers].every((given) => given === undefined);
  if (config.scheme !== undefined) {
    const named = schemes.find(({ name }) => name === config.scheme);
    if (named !== undefined) return named;
    const known = schemes.map(({ name }) => name).join(', ');
    throw new IdentityError(
      `identity ${config.name} names a scheme that ${api.name} does not have: ${config.scheme} (it has ${known === '' ? 'none' : known})`,
    );
  }
  if (certificate !== undefined && isBare) return schemes.find(({ kind }) => kind === 'mutualTLS');
  if (headers !== undefined) return schemeOfHeader(headers[0], schemes);
  const key = schemes.find(({ kind }) => kind === 'apiKey');
  if (config.apiKey !== undefined) return key;
  if (config.basic !== undefined) return schemes.find(({ httpScheme }) => httpScheme === 'basic');
  if (config.cookie !== undefined) return schemes.find((scheme) => scheme.in === 'cookie');
  const bearer = schemes.find(
    ({ kind, httpScheme }) => httpScheme === 'bearer' || kind === 'oauth2' || kind === 'openIdConnect',
  );
  return bearer ?? key;
}

/** The first header is the credential; the word before a token stays apart from it. */
function headerCredential([[name, value], ...more]: readonly [Field, ...Field[]]): Credential {
  if (name.toLowerCase() === 'cookie') {
    const [first = ['session', value] as const, ...cookies] = cookiePairs(value);
    return { place: 'cookie', name: first[0], prefix: '', secret: first[1], cookies, more };
  }
  const [, prefix = '', secret = value] = /^([A-Za-z]{1,20} +)(\S.*)$/s.exec(value) ?? [];
  return { place: 'header', name, prefix, secret, more };
}

function schemeOfHeader([name, value]: Field, schemes: readonly AuthScheme[]): AuthScheme | undefined {
  const wanted = name.toLowerCase();
  const word = /^[A-Za-z]+(?= )/.exec(value)?.[0]?.toLowerCase() ?? '';
  return (
    schemes.find((scheme) => scheme.in === 'header' && scheme.parameterName?.toLowerCase() === wanted) ??
    (wanted === 'authorization' ? schemes.find(({ httpScheme }) => httpScheme === word) : undefined)
  );
}
