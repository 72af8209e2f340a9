/** Who may call: requirements, schemes and what stands in their place. */
import type { Fault, Operator } from '../operator.ts';
import { spot } from '../operator.ts';
import { appear, firstOnMoney, guardedApart, unrefused, vanish } from '../follows.ts';
import { codeText, operationOperator, parameter, parameterOperator, transfer } from '../insert.ts';
import type { Keys, OperationSite, Tree, Value } from '../tree.ts';
import {
  entries,
  get,
  isProtected,
  isTree,
  isWrite,
  listAt,
  objectAt,
  operations,
  schemeTable,
  textOf,
} from '../tree.ts';

const hasOwnSecurity = (doc: Tree) => (site: OperationSite) =>
  Array.isArray(site.node['security']) && isProtected(doc, site);

/** Words of money and persons in a path. */
const sensitive = /account|payment|payout|transfer|card|customer|user|invoice|order|transaction|dispute|statement/i;
const money = /transfer|payout|payment|withdraw|refund|capture/i;

/** Removes an operation's own requirement where the root has none to fall back on. */
function unprotected(fault: Fault & { isFor: (site: OperationSite) => boolean }): Operator {
  const { isFor, ...rest } = fault;
  return {
    follows: [
      unrefused,
      guardedApart,
      appear(['auth-unused-scheme-or-scope'], 'It was the only operation that required the scheme or scope.'),
    ],
    ...rest,
    sites: (doc) =>
      doc['security'] === undefined
        ? operations(doc)
            .filter(hasOwnSecurity(doc))
            .filter(isFor)
            .map(({ keys }) => keys)
        : [],
    apply: (doc, site) => {
      delete objectAt(doc, site)['security'];
      return spot(site, [...site, 'security']);
    },
  };
}

/** Changes the requirement that holds for an operation, written on the operation. */
function requirement(
  fault: Fault & {
    sites: Operator['sites'];
    change: (own: Value[], doc: Tree) => Value[];
    deeper?: (own: Value[]) => readonly Keys[];
  },
): Operator {
  const { change, deeper = () => [], ...rest } = fault;
  return {
    follows: [guardedApart],
    ...rest,
    apply: (doc, site) => {
      const node = objectAt(doc, site);
      const before = structuredClone(node['security'] ?? doc['security']);
      const after = change(Array.isArray(before) ? before : [], doc);
      node['security'] = after;
      const at = [...site, 'security'];
      const alternatives = after.map((_, index) => [...at, String(index)]);
      return spot(at, site, ...alternatives, ...deeper(after).map((keys) => [...at, ...keys]));
    },
  };
}

const protectedOnes = (doc: Tree): readonly Keys[] =>
  operations(doc)
    .filter((one) => isProtected(doc, one))
    .map(({ keys }) => keys);
const ownOnes = (doc: Tree): readonly Keys[] =>
  operations(doc)
    .filter(hasOwnSecurity(doc))
    .map(({ keys }) => keys);

/** Those with a requirement of their own; where none has, those that the root protects. */
const guardedOnes = (doc: Tree): readonly Keys[] => (ownOnes(doc).length > 0 ? ownOnes(doc) : protectedOnes(doc));

/** Every scheme of every alternative: in which of them a name is missing is one fault. */
const everyName = (own: Value[]): readonly Keys[] =>
  own.flatMap((one, index) => (isTree(one) ? Object.keys(one).map((name) => [String(index), name]) : []));

/** Changes the root's requirement. */
function rootRequirement({ value, ...fault }: Fault & { value: Value[] }): Operator {
  return {
    follows: [
      unrefused,
      vanish(
        ['bfla-no-scope', 'bfla-write-with-read-scope', 'auth-apikey-only-on-money'],
        'A requirement that is gone has neither scopes nor keys.',
      ),
    ],
    ...fault,
    sites: (doc) => {
      const inherits = operations(doc).some((one) => one.node['security'] === undefined && isProtected(doc, one));
      return inherits ? [['security']] : [];
    },
    apply: (doc, site) => {
      doc['security'] = structuredClone(value);
      return spot(site, ['security', '0'], []);
    },
  };
}

const keyNames = (doc: Tree): readonly string[] =>
  entries(doc, schemeTable(doc))
    .filter(([, { type }]) => type === 'apiKey')
    .map(([name]) => name);

export const auth: readonly Operator[] = [
  unprotected({
    id: 'write-without-security',
    rule: ['auth-op-unprotected-write'],
    severity: 'critical',
    isFor: isWrite,
  }),
  unprotected({
    id: 'sensitive-read-without-security',
    rule: ['auth-op-unprotected-read'],
    severity: 'high',
    isFor: (site) => !isWrite(site) && sensitive.test(site.path),
  }),
  requirement({
    id: 'operation-empty-security',
    rule: ['auth-op-empty-array', 'auth-op-unprotected-write', 'auth-op-unprotected-read'],
    severity: 'critical',
    follows: [
      guardedApart,
      unrefused,
      vanish(['bfla-no-scope'], 'A requirement that is gone has no scopes that could be missing.'),
      vanish(['cors-header'], 'What anybody may call any web page may read.'),
    ],
    sites: (doc) => (listAt(doc, ['security']).length === 0 ? [] : protectedOnes(doc)),
    change: () => [],
  }),
  requirement({
    id: 'anonymous-alternative',
    rule: ['auth-optional-anonymous', 'auth-optional-on-sensitive'],
    severity: 'high',
    sites: guardedOnes,
    change: (own) => [...own, {}],
  }),
  requirement({
    id: 'anonymous-alternative-on-money',
    rule: ['auth-optional-on-sensitive', 'auth-optional-anonymous'],
    severity: 'critical',
    sites: (doc) =>
      operations(doc)
        .filter((one) => one.method === 'post' && money.test(one.path) && hasOwnSecurity(doc)(one))
        .map(({ keys }) => keys),
    change: (own) => [...own, {}],
  }),
  rootRequirement({
    id: 'root-empty-security',
    rule: ['auth-global-empty'],
    severity: 'critical',
    value: [],
  }),
  rootRequirement({
    id: 'root-anonymous-security',
    rule: ['auth-global-empty'],
    severity: 'critical',
    value: [{}],
  }),
  requirement({
    id: 'missing-scheme',
    rule: ['auth-undefined-scheme'],
    severity: 'high',
    sites: ownOnes,
    change: (own) => own.map((one, index) => (index === 0 && isTree(one) ? { ...one, partnerGateway: [] } : one)),
    deeper: everyName,
  }),
  requirement({
    id: 'scopes-on-a-scheme-without',
    rule: ['auth-scopes-on-non-oauth'],
    severity: 'low',
    sites: (doc) =>
      /^3\.[1-9]/.test(textOf(doc['openapi']))
        ? []
        : ownOnes(doc).filter((keys) => {
            const [name = ''] = Object.keys((get(doc, [...keys, 'security', '0']) ?? {}) as Tree);
            return ['apiKey', 'http', 'basic'].includes(textOf(get(doc, [...schemeTable(doc), name, 'type'])));
          }),
    change: (own) =>
      own.map((one, index) => (index === 0 && isTree(one) ? { ...one, [Object.keys(one)[0] ?? '']: ['read'] } : one)),
    deeper: (own) => everyName(own).flatMap((keys) => [keys, [...keys, '0']]),
  }),
  operationOperator({
    id: 'static-key-alone-on-money',
    rule: ['auth-apikey-only-on-money'],
    severity: 'medium',
    follows: [firstOnMoney],
    path: '/transfers',
    method: 'post',
    where: (doc) => keyNames(doc).length > 0,
    draft: (doc) => ({
      parameters: [parameter(doc, 'Idempotency-Key', { schema: codeText(), in: 'header', required: true })],
      body: transfer(),
      security: [{ [keyNames(doc)[0] ?? '']: [] }],
    }),
  }),
  parameterOperator({
    id: 'authorization-as-parameter',
    rule: ['auth-authorization-as-parameter'],
    severity: 'low',
    node: (doc) => parameter(doc, 'Authorization', { schema: codeText(), in: 'header' }),
  }),
  ...['X-Api-Key', 'X-Auth-Token', 'X-Partner-Api-Key'].map((name) =>
    parameterOperator({
      id: `${name}-as-parameter`,
      rule: ['auth-shadow-auth-param'],
      severity: 'medium',
      node: (doc) => parameter(doc, name, { schema: codeText(), in: 'header' }),
      where: (_, doc) =>
        entries(doc, schemeTable(doc)).every(
          ([, scheme]) => textOf(scheme['name']).toLowerCase() !== name.toLowerCase(),
        ),
    }),
  ),
  ...['password', 'access_token', 'otp'].map((name) =>
    parameterOperator({
      id: `${name}-in-query`,
      rule: ['auth-credential-in-url'],
      severity: 'high',
      node: (doc) => parameter(doc, name, { schema: codeText() }),
    }),
  ),
  operationOperator({
    id: 'one-time-code-unthrottled',
    rule: ['auth-flow-op-unthrottled', 'rate-429'],
    severity: 'medium',
    path: '/auth/otp/verify',
    method: 'post',
    draft: () => ({
      body: {
        type: 'object',
        additionalProperties: false,
        properties: { otp: codeText('The code.') },
      },
      without: ['429'],
    }),
  }),
  operationOperator({
    id: 'reset-by-get',
    rule: ['auth-reset-by-get'],
    severity: 'high',
    path: '/auth/password/reset',
    method: 'get',
    draft: (doc) => ({ parameters: [parameter(doc, 'login', { schema: codeText() })] }),
  }),
];
