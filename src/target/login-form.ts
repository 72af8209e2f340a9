import { isObject, type Json, type JsonObject } from '../model/json.ts';
import { wordsOf } from '../model/words.ts';
import { isSecretName } from './session-calls.ts';

/** What a login's body holds, and where. */
export interface LoginForm {
  /** The key of the object that holds the fields: `{ user: { email, password } }`; absent where they stand at the top. */
  readonly inside?: string;
  readonly secret?: string;
  readonly user?: string;
}

/** Names that say who logs in, the surest first. */
const userWords = [
  'username',
  'user',
  'email',
  'mail',
  'login',
  'phone',
  'mobile',
  'msisdn',
  'customer',
  'account',
  'client',
  'nickname',
  'name',
  'id',
];

export function formOf(body: Json | undefined): LoginForm {
  if (!isObject(body)) return {};
  const top = fieldsOf(body);
  if (top.secret !== undefined) return top;
  const [first, ...others] = Object.entries(body);
  if (first === undefined || others.length > 0 || !isObject(first[1])) return top;
  return { inside: first[0], ...fieldsOf(first[1]) };
}

function fieldsOf(body: JsonObject): Pick<LoginForm, 'secret' | 'user'> {
  const names = Object.keys(body).filter((name) => typeof body[name] === 'string' || typeof body[name] === 'number');
  const secret = names.find(isSecretName);
  const others = names.filter((name) => name !== secret && !isSecretName(name));
  const user = userWords.map((word) => others.find((name) => wordsOf(name).includes(word))).find(Boolean);
  return { ...(secret === undefined ? {} : { secret }), ...(user === undefined ? {} : { user }) };
}

/** The text of a field; empty where there is none. */
export function fieldIn(body: Json | undefined, { inside }: LoginForm, name: string | undefined): string {
  const holder = holderIn(body, inside);
  const value = name === undefined ? undefined : holder[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** The body with other values in its fields. */
export function withFields(body: Json | undefined, { inside }: LoginForm, fields: JsonObject): Json {
  const holder = { ...holderIn(body, inside), ...fields };
  return inside === undefined || !isObject(body) ? holder : { ...body, [inside]: holder };
}

function holderIn(body: Json | undefined, inside: string | undefined): JsonObject {
  const holder = inside !== undefined && isObject(body) ? body[inside] : body;
  return isObject(holder) ? holder : {};
}
