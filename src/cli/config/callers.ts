import type { CallConfig, CallerConfig, OAuth2Config } from '../../target/config.ts';
import { UserErrors, type UserError } from '../user-error.ts';
import type { IdentityPart } from './config.ts';
import { expandedBody, expander, type Environment, type Expand } from './expand.ts';

/** The callers with their secrets: one of two places where variables of a config are expanded. Throws all that are unset. */
export function callersOf(parts: readonly IdentityPart[], environment: Environment): readonly CallerConfig[] {
  const errors: UserError[] = [];
  const callers = parts.map((part) => {
    const expand = expander({ name: `identities.${part.name}`, at: part.at }, { ...environment, errors });
    return callerOf(part, expand);
  });
  if (errors.length > 0) throw new UserErrors(errors);
  return callers;
}

function callerOf({ name, identity }: IdentityPart, expand: Expand): CallerConfig {
  const { role, tenant, scheme, scopes, jwks, register, login, logout, refresh } = identity;
  const { token, apiKey, basic, cookie, oauth2, others, owns } = identity;
  const secret = (key: string, text: string | undefined): string | undefined =>
    text === undefined ? undefined : expand(key, text);
  const called = (key: string, config: CallConfig | undefined): CallConfig | undefined =>
    config === undefined ? undefined : callOf(key, config, expand);
  return {
    name,
    ...given({ role, tenant, scheme, scopes, jwks }),
    ...given({
      register: called('register', register),
      login: login === undefined ? undefined : { ...callOf('login', login, expand), token: login.token },
      logout: called('logout', logout),
      refresh: refresh === undefined ? undefined : { ...callOf('refresh', refresh, expand), token: refresh.token },
      token: secret('token', token),
      apiKey: secret('apiKey', apiKey),
      cookie: secret('cookie', cookie),
      basic:
        basic === undefined
          ? undefined
          : { user: expand('basic.user', basic.user), password: expand('basic.password', basic.password) },
      oauth2: oauth2 === undefined ? undefined : expandedClient(oauth2, expand),
      others:
        others === undefined
          ? undefined
          : Object.fromEntries([...others].map(([key, text]) => [key, expand(`others.${key}`, text)])),
      owns: owns === undefined ? undefined : Object.fromEntries(owns),
    }),
  };
}

const secretKeys = ['clientId', 'clientSecret', 'username', 'password'] as const;

function expandedClient(oauth2: NonNullable<IdentityPart['identity']['oauth2']>, expand: Expand): OAuth2Config {
  const expanded = secretKeys.flatMap((key) => {
    const text = oauth2[key];
    return text === undefined ? [] : [[key, expand(`oauth2.${key}`, text)] as const];
  });
  return { ...oauth2, ...Object.fromEntries(expanded) };
}

/** Without the keys that are undefined: optional means absent. The compiler cannot follow a filter. */
function given<T extends object>(values: T): { readonly [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    readonly [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

function callOf(key: string, { call, body }: CallConfig, expand: Expand): CallConfig {
  return body === undefined ? { call } : { call, body: expandedBody(key, body, expand) };
}
