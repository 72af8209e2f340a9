import type { Json } from '../../model/json.ts';
import type { LoadPlace } from '../../load/load-error.ts';
import { UserError } from '../user-error.ts';

export interface Environment {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Variables that `--allow-env` names besides `SALLYPORT_...`. */
  readonly allowed: readonly string[];
}

/** Where a text with variables stands: `identities.alice`. */
export interface Holder {
  readonly name: string;
  readonly at: () => LoadPlace;
}

export interface Expanding extends Environment {
  /** What is wrong; all of it is told at once. */
  readonly errors: UserError[];
}

export type Expand = (key: string, text: string) => string;

/** They stay, since the target puts them in place: a fresh marker, and what a session has. */
const targets = new Set(['${seed}', '${token}', '${refresh}']);

/** Puts variables in the place of `${NAME}`. */
export function expander({ name, at }: Holder, { env, allowed, errors }: Expanding): Expand {
  return (key, text) =>
    text.replace(/\$\{([^}]*)\}?/g, (whole, variable: string) => {
      if (targets.has(whole)) return whole;
      const place = at();
      const where = `${name}.${key}`;
      if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(variable) || !whole.endsWith('}')) {
        errors.push(new UserError('config', `${where}: a variable is written \${NAME}`, { place }));
      } else if (!variable.startsWith('SALLYPORT_') && !allowed.includes(variable)) {
        errors.push(
          new UserError('config', `${where}: variable ${variable} may not be read by a config`, {
            place,
            hint: `name it SALLYPORT_..., or allow it with --allow-env ${variable}`,
          }),
        );
      } else {
        const value = env[variable];
        // CI sets secrets that a fork may not have to the empty text.
        if (value !== undefined && value !== '') return value;
        errors.push(
          new UserError('config', `${where}: variable ${variable} is not set`, {
            place,
            hint: `export ${variable}=...`,
          }),
        );
      }
      return '';
    });
}

/** Through text and back: JSON walks the body, however deep it is, and keeps keys such as `__proto__` own. */
export function expandedBody(key: string, body: Json, expand: Expand): Json {
  return JSON.parse(JSON.stringify(body), (inner: string, value: Json) =>
    typeof value === 'string' ? expand(`${key}.body.${inner}`, value) : value,
  ) as Json;
}
