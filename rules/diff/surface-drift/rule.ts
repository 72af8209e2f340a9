import {
  allowsAnonymous,
  canonicalPath,
  family,
  fullPath,
  isAdministrative,
  type AnyRow,
  type ApiModel,
  type Operation,
  type OperationFact,
} from '#rule';
import { extensions } from './extensions.ts';
import { row, yaml } from './row.ts';
import { isOpenByNature, othersNeedCredentials } from './open.ts';

const added = ({ change }: OperationFact): Operation => change.after ?? change.before ?? never();
function never(): never {
  throw new Error('an operation fact without an operation');
}

const usual = new Set(['GET', 'PUT', 'POST', 'DELETE', 'OPTIONS', 'HEAD', 'PATCH', 'TRACE', 'QUERY']);

const paths = new WeakMap<ApiModel, ReadonlySet<string>>();

function isKnownPath(operation: Operation, before: ApiModel): boolean {
  let known = paths.get(before);
  if (known === undefined) {
    known = new Set(before.operations.map((each) => canonicalPath(fullPath(each))));
    paths.set(before, known);
  }
  return known.has(canonicalPath(fullPath(operation)));
}

/** The first segment that is a version: `/v0/cards` -> 0. */
function versionOf(operation: Operation): number | undefined {
  const found = /\/v(\d{1,3})(?:[./]|$)/i.exec(fullPath(operation))?.[1];
  return found === undefined ? undefined : Number(found);
}

/** Asked for every operation that is new. */
const oldest = new WeakMap<ApiModel, number>();

function oldestVersion(api: ApiModel): number {
  let version = oldest.get(api);
  if (version === undefined) {
    version = api.operations.reduce((least, each) => Math.min(least, versionOf(each) ?? Infinity), Infinity);
    oldest.set(api, version);
  }
  return version;
}

/** Older than all that the document described. */
function isOldVersion(operation: Operation, before: ApiModel): boolean {
  const [version, least] = [versionOf(operation), oldestVersion(before)];
  return version !== undefined && least !== Infinity && version < least;
}

/** An API for operators has nothing but such operations: one more is no news. */
function isAdminAmongOthers({ operations }: ApiModel): boolean {
  return operations.filter(isAdministrative).length * 2 < operations.length;
}

const newOperations: readonly AnyRow[] = [
  row<OperationFact['kind']>({
    id: 'new-op-anonymous',
    title: 'New operation without authentication',
    severity: 'critical',
    owasp: ['API2:2023', 'API9:2023'],
    cwe: 306,
    controls: ['PCI DSS 6.2.4', 'PCI DSS 8.3.1'],
    why: 'Other operations of this API need a credential, the new one answers anybody. New endpoints are where authentication is forgotten most: the first scanner that reads the document calls this one.',
    fix: `Require what the others require:\n\n${yaml('paths:\n  /exports:\n    get:\n      security:\n        - bearerAuth: []')}\n\nIf it is open on purpose, say so with \`x-sallyport-ignore\` and a reason.`,
    on: ['operation/added'],
    when: (fact, { after }) =>
      allowsAnonymous(added(fact)) && !isOpenByNature(added(fact)) && othersNeedCredentials(after),
    say: (fact) => `The new operation ${added(fact).id} can be called without a credential.`,
    also: (fact) => {
      const operation = added(fact);
      return {
        at: operation.authFrom === 'operation' ? operation.authAt : operation.at,
        subject: 'security',
        related: [],
      };
    },
  }),
  row<OperationFact['kind']>({
    id: 'new-op-admin',
    title: 'New operation for operators',
    severity: 'high',
    owasp: ['API5:2023', 'API9:2023'],
    cwe: 285,
    why: 'Operations for operators do what no customer may. In a document that customers read, each of them is the first thing that is tried with a customer’s token.',
    fix: `Keep it in a document of its own, with a scope of its own:\n\n${yaml('security:\n  - oauth: [admin]')}`,
    on: ['operation/added'],
    when: (fact, { before }) => isAdministrative(added(fact)) && isAdminAmongOthers(before),
    say: (fact) => `The new operation ${added(fact).id} is meant for operators.`,
  }),
  row<OperationFact['kind']>({
    id: 'new-method-trace',
    title: 'TRACE described',
    severity: 'medium',
    owasp: ['API8:2023'],
    cwe: 693,
    why: 'TRACE sends the request back as it came in, with what proxies have put into it: credentials and internal headers.',
    fix: `Switch it off at the server and take it out:\n\n${yaml('/cards:\n  get: {}   # no trace')}`,
    on: ['operation/added'],
    when: (fact) => added(fact).method === 'TRACE',
    say: (fact) => `${added(fact).id} is new: it sends requests back as they came in.`,
  }),
  row<OperationFact['kind']>({
    id: 'new-method-custom',
    title: 'Method of the API’s own',
    severity: 'medium',
    owasp: ['API8:2023', 'API5:2023'],
    cwe: 650,
    why: 'Firewalls, gateways and frameworks have rules for the methods they know. What they do with another one is chance: many let it through unchecked.',
    fix: `Use a method that everything on the way knows:\n\n${yaml('/cards/{id}/purge:\n  post: {}')}`,
    on: ['operation/added'],
    when: (fact) => !usual.has(added(fact).method),
    say: (fact) => `${added(fact).id} is new and has a method that gateways do not know.`,
  }),
  row<OperationFact['kind']>({
    id: 'old-version-readded',
    title: 'Old version is back',
    severity: 'medium',
    owasp: ['API9:2023'],
    cwe: 1059,
    why: 'Versions are left because of what was wrong with them. One that comes back has none of what was mended since.',
    fix: `Offer it under the version that is maintained:\n\n${yaml('/v2/cards:\n  get: {}')}`,
    on: ['operation/added'],
    when: (fact, { before }) => isOldVersion(added(fact), before),
    say: (fact) => `${added(fact).id} belongs to a version that is older than all that were described.`,
  }),
  row<OperationFact['kind']>({
    id: 'new-method-delete',
    title: 'DELETE on a path that was there',
    severity: 'medium',
    owasp: ['API5:2023'],
    cwe: 285,
    why: 'Whoever could read or change these objects may be able to delete them now: rights are often given to a path, not to a method.',
    fix: `Ask for a right of its own:\n\n${yaml('delete:\n  security:\n    - oauth: [cards:delete]')}`,
    on: ['operation/added'],
    when: (fact, { before }) => added(fact).method === 'DELETE' && isKnownPath(added(fact), before),
    say: (fact) => `${added(fact).id} is new on a path that was there.`,
  }),
  row<OperationFact['kind']>({
    id: 'new-op-authenticated',
    title: 'New operation',
    severity: 'info',
    owasp: ['API9:2023'],
    cwe: 1059,
    posture: 'neutral',
    why: 'It asks for a credential. Whether it also asks whose object is meant no document can say: it is what probes should look at first.',
    fix: `Have it probed before it is released:\n\n${yaml('# sallyport probe --base previous.yaml openapi.yaml')}`,
    on: ['operation/added'],
    when: (fact) => !allowsAnonymous(added(fact)),
    say: (fact) => `${added(fact).id} is new and asks for a credential.`,
  }),
];

const lives: readonly AnyRow[] = [
  row<OperationFact['kind']>({
    id: 'op-removed-no-deprecation',
    title: 'Operation removed without deprecation',
    severity: 'low',
    owasp: ['API9:2023'],
    cwe: 1059,
    compat: 'breaking',
    why: 'It is gone from the document, and nothing says that it is gone from the servers. An endpoint that still answers but is no longer described is in no scan, no gateway rule and no review: a zombie.',
    fix: `Deprecate first, with a date, and remove it when it no longer answers:\n\n${yaml("get:\n  deprecated: true\n  x-sunset: '2027-06-30'")}`,
    on: ['operation/removed'],
    when: ({ change, isDraft }) =>
      isDraft !== true &&
      change.before !== undefined &&
      !change.before.deprecated &&
      change.before.raw['x-sunset'] === undefined,
    say: ({ change }) =>
      `${change.before?.id} was removed without having been deprecated: check that it no longer answers.`,
    also: ({ beforeAt }) => ({ related: [{ at: beforeAt, message: 'the operation before' }] }),
  }),
  row<OperationFact['kind']>({
    id: 'undeprecated',
    title: 'Deprecated operation is back',
    severity: 'medium',
    owasp: ['API9:2023'],
    cwe: 477,
    why: 'What was on its way out is offered again, mostly with the faults that were the reason to leave it.',
    fix: `Keep it on its way out:\n\n${yaml('deprecated: true\nx-sunset: 2027-06-30')}`,
    on: ['operation/reactivated'],
    say: ({ operation }) => `${operation?.id} is no longer deprecated.`,
  }),
  row<OperationFact['kind']>({
    id: 'sunset-postponed',
    title: 'Sunset postponed',
    severity: 'medium',
    owasp: ['API9:2023'],
    cwe: 477,
    why: 'The old way in stays open longer: it is patched and watched least of all.',
    fix: `Keep the date, or say who maintains it until the new one:\n\n${yaml('x-sunset: 2027-06-30')}`,
    on: ['operation/sunset'],
    when: ({ before, after }) =>
      before !== undefined && (after === undefined || Date.parse(after) > Date.parse(before)),
    say: ({ operation, after }) =>
      after === undefined
        ? `${operation?.id} has no sunset any more.`
        : `${operation?.id} stays longer than was announced.`,
  }),
];

const outbound: readonly AnyRow[] = [
  row<OperationFact['kind']>({
    id: 'callback-added',
    title: 'Server calls back',
    severity: 'medium',
    owasp: ['API7:2023'],
    cwe: 918,
    why: 'The server calls an address that the caller gives, from inside your network: cloud metadata, admin ports and databases answer to it.',
    fix: `Allow addresses that were registered and checked:\n\n${yaml("callbackUrl: { type: string, format: uri, pattern: '^https://[a-z0-9-]+\\.partner\\.example/' }")}`,
    on: ['callback/added'],
    say: (fact) => `${added(fact).id} is new: the server calls an address that comes with the request.`,
  }),
  row<OperationFact['kind']>({
    id: 'webhook-added',
    title: 'API calls out at one more event',
    severity: 'medium',
    owasp: ['API7:2023', 'API3:2023'],
    cwe: 200,
    why: 'Data goes out to addresses that others run, without anybody asking for it. What is in it and who gets it is decided here.',
    fix: `Send ids and sign what is sent:\n\n${yaml('webhooks:\n  disputeOpened:\n    post:\n      security: [{ signature: [] }]')}`,
    on: ['webhook/added'],
    say: (fact) => `${added(fact).id} is new: the API sends data out.`,
  }),
  row({
    id: 'external-ref-host',
    title: 'Parts of the document come from another host',
    severity: 'high',
    owasp: ['API8:2023', 'API10:2023'],
    cwe: 829,
    why: 'Whoever runs the host decides what is accepted, what is answered and who is let in, and may change it any day without a change here.',
    fix: `Keep the parts in the repository:\n\n${yaml("schema: { $ref: './schemas/payment-order.yaml' }")}`,
    on: ['reference/host'],
    say: () => 'A reference leads to a host that no reference led to before.',
  }),
];

export default family([...newOperations, ...lives, ...outbound, ...extensions]);
