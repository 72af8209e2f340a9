/** Paths and their parameters: doubles, rivals, variables without a parameter. */
import type { Fault, Operator } from '../operator.ts';
import { spot } from '../operator.ts';
import { appear } from '../follows.ts';
import { codeText, parameter, parameterOperator, soundOperation } from '../insert.ts';
import type { Keys, OperationSite, Tree } from '../tree.ts';
import {
  entries,
  isProtected,
  isTree,
  listAt,
  objectAt,
  operations,
  schemeTable,
  securityOf,
  textOf,
} from '../tree.ts';

/** Parameters that the operation holds itself. */
const ownParameters = (doc: Tree, fits: (node: Tree, site: OperationSite) => boolean): readonly Keys[] =>
  operations(doc).flatMap((site) =>
    listAt(site.node, ['parameters']).flatMap((one, index): Keys[] =>
      isTree(one) && fits(one, site) ? [[...site.keys, 'parameters', String(index)]] : [],
    ),
  );

/** Puts a copy of a parameter last in the list. */
function twin(fault: Fault & { place: 'query' | 'header'; rename: (name: string) => string }): Operator {
  const { place, rename, ...rest } = fault;
  return {
    ...rest,
    sites: (doc) =>
      ownParameters(
        doc,
        (one) =>
          one['in'] === place &&
          textOf(one['name']).length > 1 &&
          // Of two of a name the last holds: what is said of the name itself would move there.
          !/password|token|secret/i.test(textOf(one['name'])) &&
          (isTree(one['schema']) ? one['schema'] : one)['type'] === 'string' &&
          rename(textOf(one['name'])) !== '',
      ),
    apply: (doc, site) => {
      const one = objectAt(doc, site);
      const list = listAt(doc, site.slice(0, -1));
      list.push(parameter(doc, rename(textOf(one['name'])), { schema: codeText(), in: place }));
      return spot([...site.slice(0, -1), String(list.length - 1)], site, [
        ...site.slice(0, -1),
        String(list.length - 1),
        'name',
      ]);
    },
  };
}

const renamedPathParameter: Operator = {
  id: 'path-parameter-of-another-name',
  rule: ['param-path-undefined'],
  severity: 'medium',
  sites: (doc) => ownParameters(doc, (one) => one['in'] === 'path'),
  apply: (doc, site) => {
    const one = objectAt(doc, site);
    // What the name means to its readers stays.
    one['name'] = `other_${textOf(one['name'])}`;
    return spot(site, [...site, 'name'], site.slice(0, -2), site.slice(0, 2));
  },
};

/** A path that the same request fits as well, with a sound GET. */
function rival(
  fault: Fault & {
    path: (path: string) => string;
    where: (site: OperationSite, doc: Tree) => boolean;
    security?: (doc: Tree, site: OperationSite) => Tree[];
  },
): Operator {
  const { path, where, security, ...rest } = fault;
  const fits = (doc: Tree): readonly OperationSite[] =>
    operations(doc).filter(
      (site) =>
        site.method === 'get' &&
        /[^/]\/\{[^{}/]+\}$/.test(site.path) &&
        site.path.split('{').length === 2 &&
        entries(doc, ['paths']).every(
          ([other]) => other !== path(site.path) && !other.startsWith(site.path.replace(/\{[^{}]+\}$/, '{') + '}'),
        ) &&
        where(site, doc),
    );
  return {
    ...rest,
    sites: (doc) => fits(doc).map(({ keys }) => keys),
    apply: (doc, site) => {
      const old = fits(doc).find(({ keys }) => keys.join() === site.join());
      if (old === undefined) throw new Error('no such operation');
      const name = path(old.path);
      const variable = /\{([^{}]+)\}$/.exec(name)?.[1];
      const id =
        variable === undefined
          ? []
          : [
              // As free or as bound as the other's, so that they fit the same addresses and no more.
              { ...parameter(doc, variable, { schema: codeText(), in: 'path', required: true }), ...shapeOf(doc, old) },
            ];
      const own = security?.(doc, old) ?? structuredClone(old.node['security']);
      const node = soundOperation(doc, 'get', { parameters: id, ...(Array.isArray(own) ? { security: own } : {}) });
      if (own === undefined) delete node['security'];
      objectAt(doc, ['paths'])[name] = { get: node };
      return spot(['paths', name], ['paths', name, 'get'], ['paths', name, 'get', 'security'], site, site.slice(0, 2), [
        ...site,
        'security',
      ]);
    },
  };
}

/** The schema of the path's one parameter. */
function shapeOf(doc: Tree, site: OperationSite): Tree {
  const lists = [listAt(doc, [...site.keys, 'parameters']), listAt(doc, [...site.keys.slice(0, 2), 'parameters'])];
  const own = lists.flat().find((one) => isTree(one) && one['in'] === 'path');
  if (!isTree(own)) return {};
  const { name: _name, description: _description, ...shape } = structuredClone(own);
  return shape;
}

/** The path's variable takes any word: nothing in its schema keeps one out. */
function takesWords(doc: Tree, site: OperationSite): boolean {
  const lists = [listAt(doc, [...site.keys, 'parameters']), listAt(doc, [...site.keys.slice(0, 2), 'parameters'])];
  return lists.flat().some((one) => {
    if (!isTree(one) || one['in'] !== 'path') return false;
    const schema = isTree(one['schema']) ? one['schema'] : one;
    return (
      schema['type'] === 'string' &&
      ['format', 'pattern', 'enum', 'minLength', 'maxLength'].every((key) => schema[key] === undefined)
    );
  });
}

/** A scheme of the document that does not guard the operation. */
function otherScheme(doc: Tree, site: OperationSite): string | undefined {
  const used = JSON.stringify(securityOf(doc, site) ?? []);
  return entries(doc, schemeTable(doc))
    .map(([name]) => name)
    .find((name) => !used.includes(`"${name}"`));
}

const alsoRival = appear(['path-ambiguous'], 'The two fit the same addresses whatever guards them.');

export const paths: readonly Operator[] = [
  twin({
    id: 'query-parameter-twice',
    rule: ['param-duplicate'],
    severity: 'low',
    place: 'query',
    rename: (name) => name,
  }),
  twin({
    id: 'header-twice-in-another-case',
    rule: ['param-duplicate'],
    severity: 'low',
    place: 'header',
    rename: (name) => (name === name.toLowerCase() ? name.toUpperCase() : name.toLowerCase()),
  }),
  renamedPathParameter,
  parameterOperator({
    id: 'path-parameter-of-no-variable',
    rule: ['param-path-undefined'],
    severity: 'low',
    node: (doc) => parameter(doc, 'ghostName', { schema: codeText(), in: 'path', required: true }),
  }),
  rival({
    id: 'same-template-twice',
    rule: ['path-ambiguous'],
    severity: 'medium',
    path: (path) => path.replace(/\{[^{}]+\}$/, '{rivalName}'),
    where: () => true,
  }),
  rival({
    id: 'word-where-a-variable-stands',
    rule: ['path-ambiguous'],
    severity: 'low',
    path: (path) => path.replace(/\{[^{}]+\}$/, 'summary'),
    where: (site, doc) => isProtected(doc, site) && takesWords(doc, site),
  }),
  rival({
    id: 'rival-with-other-security',
    rule: ['path-ambiguous-security'],
    severity: 'high',
    follows: [alsoRival],
    path: (path) => path.replace(/\{[^{}]+\}$/, '{rivalName}'),
    where: (site, doc) => isProtected(doc, site) && otherScheme(doc, site) !== undefined,
    security: (doc, site) => [{ [otherScheme(doc, site) ?? '']: [] }],
  }),
  rival({
    id: 'rival-open-to-all',
    rule: ['path-ambiguous-security'],
    severity: 'high',
    follows: [alsoRival, appear(['auth-op-empty-array'], 'What is open to all is so beside a rival as well.')],
    path: (path) => path.replace(/\{[^{}]+\}$/, 'summary'),
    where: (site, doc) => isProtected(doc, site) && takesWords(doc, site),
    security: () => [],
  }),
];
