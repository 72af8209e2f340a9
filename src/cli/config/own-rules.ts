import { fields, type NodeKind } from '../../check/own-rules/fields.ts';
import { ownPrefix, type OwnRule } from '../../check/own-rules/own-rule.ts';
import { severities } from '../../finding/rule-meta.ts';
import { child } from '../../model/source.ts';
import { suggestion } from '../nearest.ts';
import { choice, flag, list, number, object, text, type Node, type Shape } from './shape.ts';

const kinds = ['document', 'operation', 'parameter', 'property', 'schema', 'response', 'scheme', 'server'] as const;
const categories = ['API1', 'API2', 'API3', 'API4', 'API5', 'API6', 'API7', 'API8', 'API9', 'API10'] as const;

const anyScalar: Shape<string | number | boolean> = {
  schema: { type: ['string', 'number', 'boolean'] },
  read: ({ value, at, complain }) =>
    typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
      ? value
      : complain(at, 'one value belongs here'),
};
const size = number({ min: -1e15, max: 1e15 });

const condition = object(
  {
    field: text(),
    exists: flag,
    equals: anyScalar,
    in: list(text()),
    'not-in': list(text()),
    like: text({ like: 'a glob such as /admin/*' }),
    min: size,
    max: size,
    contains: list(text()),
  },
  { required: ['field'] },
);

const written = object(
  {
    id: text({ pattern: /^own-[a-z0-9]+(-[a-z0-9]+)*$/, like: `an id such as ${ownPrefix}operation-owner` }),
    title: text(),
    severity: choice(severities),
    owasp: choice(categories),
    cwe: number({ min: 1, max: 9_999 }),
    why: text(),
    fix: text(),
    for: choice(kinds),
    where: list(condition),
    must: list(condition),
    message: text(),
  },
  { required: ['id', 'title', 'severity', 'for', 'must', 'message'] },
);

/** A file of own rules: `rules:` with a list. Every field is checked against the vocabulary of its kind of node. */
export const ownRulesShape: Shape<readonly OwnRule[]> = {
  schema: { type: 'object', properties: { rules: { type: 'array', items: written.schema } }, required: ['rules'] },
  read(node) {
    const read = object({ rules: list(written) }, { required: ['rules'] }).read(node);
    if (read === undefined) return undefined;
    read.rules.forEach((rule, index) => {
      for (const part of ['where', 'must'] as const)
        checkFields(rule[part] ?? [], rule.for, { node, path: ['rules', index, part] });
    });
    const ids = read.rules.map(({ id }) => id);
    ids.forEach((id, index) => {
      if (ids.indexOf(id) !== index) node.complain(child(node.at, 'rules', index, 'id'), `there are two rules ${id}`);
    });
    return read.rules.map(asRule);
  },
};

function checkFields(
  conditions: readonly { readonly field: string }[],
  kind: NodeKind,
  { node, path }: { readonly node: Node; readonly path: readonly (string | number)[] },
): void {
  const known = Object.keys(fields[kind]);
  conditions.forEach(({ field }, index) => {
    if (field.startsWith('x-') || known.includes(field)) return;
    node.complain(child(node.at, ...path, index, 'field'), `a ${kind} has no field ${field}`, suggestion(field, known));
  });
}

type Written = NonNullable<ReturnType<typeof written.read>>;

function asRule(rule: Written): OwnRule {
  return {
    id: rule.id,
    title: rule.title,
    severity: rule.severity,
    owasp: [`${rule.owasp ?? 'API8'}:2023`],
    cwe: rule.cwe ?? 1059,
    why: rule.why ?? rule.title,
    fix: rule.fix ?? rule.message,
    for: rule.for,
    where: rule.where ?? [],
    must: rule.must,
    message: rule.message,
  };
}
