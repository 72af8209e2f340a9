/** What a scope lets a caller do, and who is let in by the same. */
import type { Fault, Operator } from '../operator.ts';
import { spot } from '../operator.ts';
import { guardedApart } from '../follows.ts';
import { codeText, operationOperator } from '../insert.ts';
import type { Keys, Tree } from '../tree.ts';
import { entries, get, isTree, isV2, listAt, objectAt, operations, schemeTable, textOf } from '../tree.ts';

interface Granted {
  readonly keys: Keys;
  readonly scheme: string;
  readonly scopes: readonly string[];
}

/** The one OAuth alternative of an operation's own requirement, with its scopes. */
function granted(doc: Tree, method: (name: string) => boolean): readonly Granted[] {
  return operations(doc)
    .filter(({ method: name, node }) => method(name) && listAt(node, ['security']).length === 1)
    .flatMap(({ keys, node }) =>
      entries({ only: listAt(node, ['security'])[0] }, []).flatMap(([, one]) => {
        const [scheme = ''] = Object.keys(one);
        const names = listAt(one, [scheme]).map(textOf);
        const isOauth = get(doc, [...schemeTable(doc), scheme, 'type']) === 'oauth2';
        return isOauth && names.length > 0 && Object.keys(one).length === 1 ? [{ keys, scheme, scopes: names }] : [];
      }),
    );
}

/** Gives an operation other scopes. */
function scopes(
  fault: Fault & {
    sites: Operator['sites'];
    change: (own: readonly string[], doc: Tree, site: Keys) => readonly string[];
  },
): Operator {
  const { change, ...rest } = fault;
  return {
    follows: [guardedApart],
    ...rest,
    apply: (doc, site) => {
      const [alternative] = listAt(doc, [...site, 'security']);
      const [scheme = ''] = isTree(alternative) ? Object.keys(alternative) : [];
      const at = [...site, 'security', '0', scheme];
      const after = change(listAt(doc, at).map(textOf), doc, site);
      objectAt(doc, at.slice(0, -1))[scheme] = [...after];
      return spot(at, [...at, String(after.length - 1)], at.slice(0, -1), at.slice(0, -2), site);
    },
  };
}

/** The scopes of some GET of the same scheme that no write requires, and that say so themselves. */
function readScopes(doc: Tree, site: Keys): readonly string[] | undefined {
  const writing = granted(doc, (method) => method !== 'get');
  const own = writing.find(({ keys }) => keys.join() === site.join());
  const isOfReads = (scope: string): boolean =>
    /read|view/i.test(scope) && writing.every(({ scopes: names }) => !names.includes(scope));
  return granted(doc, (method) => method === 'get').find(
    ({ scheme, scopes: names }) => scheme === own?.scheme && names.every(isOfReads),
  )?.scopes;
}

const writes = (doc: Tree): readonly Keys[] => granted(doc, (method) => method !== 'get').map(({ keys }) => keys);

function uuid(): Tree {
  return { type: 'string', format: 'uuid', maxLength: 36 };
}

export const scopesAndRoles: readonly Operator[] = [
  scopes({
    id: 'scope-undeclared',
    rule: ['auth-undefined-scope'],
    severity: 'medium',
    sites: (doc) => granted(doc, () => true).map(({ keys }) => keys),
    change: (own) => [...own, 'archive:undeclared'],
  }),
  scopes({
    id: 'write-with-read-scope',
    rule: ['bfla-write-with-read-scope'],
    severity: 'high',
    sites: (doc) => writes(doc).filter((site) => readScopes(doc, site) !== undefined),
    change: (own, doc, site) => readScopes(doc, site) ?? own,
  }),
  scopes({
    id: 'write-without-scope',
    rule: ['bfla-no-scope'],
    severity: 'high',
    sites: writes,
    change: () => [],
  }),
  operationOperator({
    id: 'admin-guarded-as-the-rest',
    rule: ['bfla-admin-same-security', 'bfla-internal-published'],
    severity: 'high',
    path: '/admin/users/{userKey}',
    method: 'delete',
    draft: (doc) => ({
      parameters: [
        {
          name: 'userKey',
          in: 'path',
          required: true,
          description: 'Whom.',
          ...(isV2(doc) ? uuid() : { schema: uuid() }),
        },
      ],
    }),
  }),
  operationOperator({
    id: 'debug-operation-published',
    rule: ['bfla-internal-published'],
    severity: 'medium',
    path: '/internal/debug/settings',
    method: 'get',
    draft: () => ({
      response: { type: 'object', description: 'All.', additionalProperties: false, properties: { level: codeText() } },
    }),
  }),
  {
    id: 'internal-mark-published',
    rule: ['bfla-internal-published'],
    severity: 'medium',
    sites: (doc) =>
      operations(doc)
        .filter(({ node }) => node['x-internal'] === undefined)
        .map(({ keys }) => keys),
    apply: (doc, site) => {
      objectAt(doc, site)['x-internal'] = true;
      return spot(site, [...site, 'x-internal']);
    },
  },
];
