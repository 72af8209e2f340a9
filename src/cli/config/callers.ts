import type { Json } from '../../model/json.ts';
import type { CallConfig, CallerConfig } from '../../target/config.ts';
import { UserError, UserErrors } from '../user-error.ts';
import type { IdentityPart } from './config.ts';

export interface Environment {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Variables that `--allow-env` names besides `SALLYPORT_...`. */
  readonly allowed: readonly string[];
}

/** The callers with their secrets: the one place where variables of a config are expanded. Throws all that are unset. */
export function callersOf(parts: readonly IdentityPart[], environment: Environment): readonly CallerConfig[] {
  const errors: UserError[] = [];
  const callers = parts.map((part) => {
    const expand = (key: string, text: string): string => expanded({ text, key, part, environment, errors });
    return callerOf(part, expand);
  });
  if (errors.length > 0) throw new UserErrors(errors);
  return callers;
}

type Expand = (key: string, text: string) => string;

function callerOf({ name, identity }: IdentityPart, expand: Expand): CallerConfig {
  const { role, tenant, scheme, scopes, jwks, register, login, logout, refresh } = identity;
  const { token, apiKey, basic, cookie, others, owns } = identity;
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
      others:
        others === undefined
          ? undefined
          : Object.fromEntries([...others].map(([key, text]) => [key, expand(`others.${key}`, text)])),
      owns: owns === undefined ? undefined : Object.fromEntries(owns),
    }),
  };
}

/** Without the keys that are undefined: optional means absent. The compiler cannot follow a filter. */
function given<T extends object>(values: T): { readonly [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    readonly [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

function callOf(key: string, { call, body }: CallConfig, expand: Expand): CallConfig {
  if (body === undefined) return { call };
  // Through text and back: JSON walks the body, however deep it is, and keeps keys such as `__proto__` own.
  const expandedBody: Json = JSON.parse(JSON.stringify(body), (inner: string, value: Json) =>
    typeof value === 'string' ? expand(`${key}.body.${inner}`, value) : value,
  );
  return { call, body: expandedBody };
}

interface Expansion {
  readonly text: string;
  readonly key: string;
  readonly part: IdentityPart;
  readonly environment: Environment;
  readonly errors: UserError[];
}

/** They stay, since the target puts them in place: a fresh marker, and what a session has. */
const targets = new Set(['${seed}', '${token}', '${refresh}']);

function expanded({ text, key, part, environment, errors }: Expansion): string {
  return text.replace(/\$\{([^}]*)\}?/g, (whole, variable: string) => {
    if (targets.has(whole)) return whole;
    const place = part.at();
    const where = `identities.${part.name}.${key}`;
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(variable) || !whole.endsWith('}')) {
      errors.push(new UserError('config', `${where}: a variable is written \${NAME}`, { place }));
    } else if (!variable.startsWith('SALLYPORT_') && !environment.allowed.includes(variable)) {
      errors.push(
        new UserError('config', `${where}: variable ${variable} may not be read by a config`, {
          place,
          hint: `name it SALLYPORT_..., or allow it with --allow-env ${variable}`,
        }),
      );
    } else {
      const value = environment.env[variable];
      // CI sets secrets that a fork may not have to the empty text.
      if (value !== undefined && value !== '') return value;
      errors.push(
        new UserError('config', `${where}: variable ${variable} is not set`, { place, hint: `export ${variable}=...` }),
      );
    }
    return '';
  });
}
