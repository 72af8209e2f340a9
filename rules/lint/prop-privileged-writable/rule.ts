import {
  flatten,
  isAdministrative,
  lintRule,
  operationsReaching,
  ownerOf,
  pathWords,
  requestFlows,
  wordsOf,
  type ApiModel,
  type Operation,
  type Property,
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
    const ordinary = senders.filter((operation) => operation.kind === 'path' && isSelfService(operation));
    if (ordinary.length === 0) return undefined;
    return {
      at: property.at,
      message: `Property ${property.name} is set by the caller.`,
      operations: ordinary.map(({ id }) => id),
    };
  },
});

const about = new Set(
  'me profile user users customer customers account accounts signup register registration member card cards wallet entity entities person persons merchant merchants holder holders individual individuals'.split(
    ' ',
  ),
);
const granting = new Set(
  'invite invites invitation invitations collaborator collaborators membership memberships team teams org orgs organization organizations project projects group groups collaborations service config'.split(
    ' ',
  ),
);

/** Callers act on themselves here; where they act on a team, granting roles is what the operation is for. */
function isSelfService(operation: Operation): boolean {
  const words = pathWords(operation.path);
  return (
    !isAdministrative(operation) && words.some((word) => about.has(word)) && !words.some((word) => granting.has(word))
  );
}

const flags =
  /^(is )?(admin|administrator|staff|superuser|super user|root)$|^is (privileged|verified|approved)$|^(kyc|aml|email|phone|identity) (verified|approved)$/;
const states = /^(kyc|aml) (status|level|state)$|^(credit|overdraft|spending) limit override$/;
const limits = /^(balance|credit limit|account balance|current balance|available balance|ledger balance)$/;
const privilegedValue = /^(admin|administrator|superuser|super_?user|root|staff|owner|sysadmin)$/i;

/** Names alone mislead (`role: user | assistant` in a chat), so a role counts only where its closed list holds a privilege. */
function isPrivileged(property: Property, api: ApiModel): boolean {
  const schema = flatten(api, property.schema);
  if (schema === undefined) return false;
  const words = wordsOf(property.name).join(' ');
  const isFlag = schema.types.length === 0 || schema.types.includes('boolean');
  if (flags.test(words)) return isFlag;
  if (states.test(words)) return true;
  if (limits.test(words))
    return schema.types.includes('number') || schema.types.includes('integer') || schema.types.includes('string');
  if (!/^(user )?roles?$/.test(words)) return false;
  const values = schema.enum ?? (schema.items === undefined ? undefined : flatten(api, schema.items)?.enum) ?? [];
  return values.some((value) => typeof value === 'string' && privilegedValue.test(value));
}
