import {
  effectiveBounds,
  flatten,
  isAdministrative,
  isUnprotected,
  lintRule,
  operationsReaching,
  ownerOf,
  pathWords,
  requestFlows,
  wordsOf,
  type ApiModel,
  type Json,
  type JsonType,
  type Operation,
  type Property,
  type Schema,
} from '#rule';

export default lintRule({
  id: 'prop-privileged-writable',
  title: 'Caller may set a privileged property',
  severity: 'high',
  owasp: ['API3:2023', 'API5:2023'],
  cwe: 269,
  controls: ['PCI DSS 7.2.1'],
  why: `Whoever may send the property may try to send it: one field in an ordinary request makes a customer an administrator, passes a check that was never made, or lifts a credit limit.`,
  fix: `Only the server sets it. Keep it in the answer and out of the request:

\`\`\`yaml
isAdmin: { type: boolean, readOnly: true }
\`\`\`

Changing it is an operation of its own, with a scope of its own.`,

  property(property, use, api) {
    if (use.direction !== 'request' || !use.inBody || !isPrivileged(property, api)) return undefined;
    const senders = operationsReaching(api, ownerOf(api, property), requestFlows);
    const ordinary = senders.filter(
      (operation) =>
        operation.kind === 'path' && isAboutPeople(operation) && !isOfItsOwn(operation, wordsOf(property.name)),
    );
    if (ordinary.length === 0) return undefined;
    return {
      at: property.at,
      message: `Property ${property.name} is a privilege, and the caller may send it.`,
      operations: ordinary.map(({ id }) => id),
      // Where people are managed, somebody may be meant to set it: a merchant his customers' credit, a clerk a role.
      certainty: ordinary.some(isAboutOneself) ? 'firm' : 'tentative',
    };
  },
});

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

const self = words('me my self myself own profile signup register registration');
const people = words(
  'user users customer customers account accounts member card cards wallet entity entities person persons merchant merchants holder holders individual individuals',
);
const granting = words(
  'invite invites invitation invitations collaborator collaborators membership memberships team teams org orgs organization organizations project projects group groups collaborations service config configuration',
);

/** Callers act on themselves or on people here; where they act on a team, granting roles is what the operation is for. */
function isAboutPeople(operation: Operation): boolean {
  const named = pathWords(operation.path);
  return (
    !isAdministrative(operation) &&
    named.some((word) => self.has(word) || people.has(word)) &&
    !named.some((word) => granting.has(word))
  );
}

/** The caller is whom it is about: by the path, or as nobody else can be before there is a credential. */
function isAboutOneself(operation: Operation): boolean {
  return isUnprotected(operation) || pathWords(operation.path).some((word) => self.has(word));
}

/** `/users/{id}/role`, `/accounts/{id}/credit-limit`: changing it is what the operation is for, as it should be. */
function isOfItsOwn({ path }: Operation, name: readonly string[]): boolean {
  const literals = path.split('/').filter((segment) => segment !== '' && !segment.includes('{'));
  const last = wordsOf(literals.at(-1) ?? '');
  return name.some((word) => word !== 'is' && word !== 'user' && (last.includes(word) || last.includes(`${word}s`)));
}

const flags =
  /^(is )?(admin|administrator|staff|superuser|super user|root)$|^is (privileged|verified|approved)$|^(kyc|aml|email|phone|identity) (verified|approved)$/;
const states = /^(kyc|aml) (status|level|state)$|^(credit|overdraft|spending) limit override$/;
const limits = /^(balance|credit limit|account balance|current balance|available balance|ledger balance)$/;
const privilegedValue = /^(admin|administrator|superuser|super_?user|root|staff|owner|sysadmin)$/i;
/** What the document says of values that are sent and not taken. */
const refused = /\bread[- ]?only\b|\bignored\b|\bset by the (?:server|system)\b/i;

/** Names alone mislead (`role: user | assistant` in a chat), so a role counts only where its closed list holds a privilege. */
function isPrivileged(property: Property, api: ApiModel): boolean {
  const schema = flatten(api, property.schema);
  if (schema === undefined || refused.test(schema.description ?? '')) return false;
  const name = wordsOf(property.name).join(' ');
  const { types, isClosed } = effectiveBounds(api, schema.id);
  const takes = (...some: readonly JsonType[]): boolean =>
    types === undefined || some.some((type) => types.includes(type));
  // `const: false` takes the privilege away.
  if (flags.test(name)) return takes('boolean') && schema.enum?.every((value) => value === false) !== true;
  if (states.test(name)) return takes('string', 'integer');
  if (limits.test(name)) return !isClosed && types !== undefined && takes('number', 'integer', 'string');
  if (!/^(user )?roles?$/.test(name)) return false;
  return valuesOf(schema, api).some((value) => typeof value === 'string' && privilegedValue.test(value));
}

/** The closed list of the property itself, of its items, or of one of their variants. */
function valuesOf(schema: Schema, api: ApiModel): readonly Json[] {
  const whole = schema.items === undefined ? schema : (flatten(api, schema.items) ?? schema);
  return [whole, ...[...whole.anyOf, ...whole.oneOf].flatMap((id) => flatten(api, id) ?? [])].flatMap(
    ({ enum: values }) => values ?? [],
  );
}
