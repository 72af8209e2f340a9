/** People who log in with a name and a password, and the sessions they have open. */
import { randomBytes } from 'node:crypto';
import type { Json } from '../model/json.ts';
import type { TwinUser } from './app.ts';

export interface Person {
  readonly email: string;
  password: string;
}
export interface People {
  /** Users by token: what `app` takes. */
  readonly sessions: Map<string, TwinUser>;
  find(email: Json | undefined): Person | undefined;
  /** Undefined where the name is taken or one of the two is no text of a fitting length. */
  add(email: Json | undefined, password: Json | undefined): Person | undefined;
  /** The token of a new session. */
  open(person: Person): string;
}

export function people(known: Readonly<Record<string, string>>): People {
  const all = new Map(
    Object.entries(known).map(([email, password]): readonly [string, Person] => [email, { email, password }]),
  );
  const sessions = new Map<string, TwinUser>();
  return {
    sessions,
    find: (email) => (typeof email === 'string' ? all.get(email) : undefined),
    add(email, password) {
      if (typeof email !== 'string' || typeof password !== 'string' || all.has(email)) return undefined;
      if (email.length < 3 || email.length > 120 || password.length < 8 || password.length > 120) return undefined;
      const person = { email, password };
      all.set(email, person);
      return person;
    },
    open({ email }) {
      const token = randomBytes(18).toString('base64url');
      sessions.set(token, { name: email });
      return token;
    },
  };
}
