import {
  fieldIn,
  flatten,
  isObject,
  jsonRequest,
  wordsOf,
  type ApiModel,
  type Exchange,
  type Json,
  type Operation,
  type Schema,
} from '#rule';

export interface Privilege {
  readonly name: string;
  readonly now: Json;
  /** A value of the same type that grants more, or at least another one. */
  readonly other: Json;
}

/** Grants something wherever it stands. */
const plain = /^(is )?(admin|administrator|staff|superuser|super user|root)$|^(user )?roles?$/;
/** Grants something unless the document lets callers set it: the scopes of an API key are theirs to choose. */
const undeclared =
  /^(permissions|scopes|privileges|authorities|groups|tier|plan|user type|account type|credit limit|is verified|verified|is approved|approved|(kyc|aml) (status|level|verified|approved)|(email|phone|identity) verified)$/;
/** `role: assistant` is the part of a message, not a right. */
const ordinaryRole = /^(user|customer|member|client|guest|basic|standard|viewer|reader|employee|owner|admin|staff)/i;

/** The properties of the object that the server alone should set, most telling first. */
export function privilegesIn(answer: Exchange, operation: Operation, api: ApiModel): readonly Privilege[] {
  const request = jsonRequest(operation, api);
  return namesIn(answer.response?.body?.json).flatMap((name) => {
    const words = wordsOf(name).join(' ');
    const declared = request?.properties.find((property) => property.name === name && !property.readOnly);
    if (!plain.test(words) && !(undeclared.test(words) && declared === undefined)) return [];
    const now = fieldIn(answer, name) ?? null;
    const isRole = /roles?$/.test(words);
    if (isRole && typeof now === 'string' && !ordinaryRole.test(now)) return [];
    const other = otherThan(now, schemaOf(name, operation, api));
    return other === undefined ? [] : [{ name, now, other }];
  });
}

/** Names of the object that the answer is about, below at most two wrappers. */
function namesIn(json: Json | undefined): readonly string[] {
  const names: string[] = [];
  let level: readonly (Json | undefined)[] = [json];
  for (let depth = 0; depth <= 2; depth += 1) {
    names.push(...level.flatMap((value) => (isObject(value) ? Object.keys(value) : [])));
    level = level.flatMap((value) => (isObject(value) ? Object.values(value) : []));
  }
  return [...new Set(names)];
}

/** What the document says of the property, in the request or in any answer of the operation. */
function schemaOf(name: string, operation: Operation, api: ApiModel): Schema | undefined {
  const answers = operation.responses.flatMap(({ bodies }) => bodies.flatMap(({ schema }) => schema ?? []));
  const whole = [jsonRequest(operation, api), ...answers.map((id) => flatten(api, id))];
  const property = whole.flatMap((schema) => schema?.properties ?? []).find((one) => one.name === name);
  return property === undefined ? undefined : flatten(api, property.schema);
}

function otherThan(now: Json, schema: Schema | undefined): Json | undefined {
  const choices = schema?.enum?.filter((choice) => choice !== now) ?? [];
  if (typeof now === 'boolean') return !now;
  if (typeof now === 'number') return now + 1;
  if (typeof now === 'string')
    return (
      choices.find(
        (choice) => typeof choice === 'string' && /admin|root|super|gold|premium|verified|approved/i.test(choice),
      ) ??
      choices[0] ??
      (now === 'admin' ? 'user' : 'admin')
    );
  if (now === null) return schema?.types.includes('boolean') === true ? true : 'admin';
  return Array.isArray(now) ? [...(now as readonly Json[]), 'admin'] : undefined;
}
