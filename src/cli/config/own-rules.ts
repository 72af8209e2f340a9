import { fields, type NodeKind } from '../../check/own-rules/fields.ts';
import { ownPrefix, type OwnRule } from '../../check/own-rules/own-rule.ts';
import { severities } from '../../finding/rule-meta.ts';
import { child } from '../../model/source.ts';
import type { OwnProbe } from '../../check/own-probes/own-probe.ts';
import type { JsonObject } from '../../model/json.ts';
import { suggestion } from '../nearest.ts';
import { categories, condition } from './own-condition.ts';
import { asProbe, checkProbe, writtenProbe } from './own-probes.ts';
import { about, choice, list, number, object, text, type Node, type Shape } from './shape.ts';

const kinds = ['document', 'operation', 'parameter', 'property', 'schema', 'response', 'scheme', 'server'] as const;
const written = object(
  {
    id: text({ pattern: /^own-[a-z0-9]+(-[a-z0-9]+)*$/, like: `an id such as ${ownPrefix}operation-owner` }),
    title: text(),
    severity: choice(severities),
    owasp: choice(categories),
    cwe: number({ min: 1, max: 9_999 }),
    controls: list(
      text({ pattern: /^[\p{L}\p{N}][\p{L}\p{N} .,/+-]{0,99}$/u, like: 'a control such as PCI DSS 6.2.4' }),
    ),
    why: text(),
    fix: text(),
    for: choice(kinds),
    where: list(condition),
    must: list(condition),
    message: text(),
  },
  { required: ['id', 'title', 'severity', 'for', 'must', 'message'] },
);

/** What a team wrote itself. */
export interface OwnFile {
  readonly rules: readonly OwnRule[];
  readonly probes: readonly OwnProbe[];
}

const lists = object({
  rules: about('Judge the document', list(written)),
  probes: about('Ask the target', list(writtenProbe)),
});

/** A file of own rules and probes. Every field is checked against the vocabulary of its kind of node. */
export const ownFileShape: Shape<OwnFile> = {
  schema: { ...lists.schema, anyOf: [{ required: ['rules'] }, { required: ['probes'] }] },
  read(node) {
    const read = lists.read(node);
    if (read === undefined) return undefined;
    const { rules = [], probes = [] } = read;
    if (read.rules === undefined && read.probes === undefined) node.complain(node.at, 'rules or probes belong here');
    rules.forEach((rule, index) => {
      for (const part of ['where', 'must'] as const)
        checkFields(rule[part] ?? [], rule.for, { node, path: ['rules', index, part] });
    });
    probes.forEach((probe, index) => {
      checkFields(probe.where ?? [], 'operation', { node, path: ['probes', index, 'where'] });
      checkProbe(probe, { node, index });
    });
    const ids = [...rules.map(({ id }) => id), ...probes.map(({ id }) => id)];
    ids.forEach((id, index) => {
      if (ids.indexOf(id) === index) return;
      const place = index < rules.length ? ['rules', index] : ['probes', index - rules.length];
      node.complain(child(node.at, ...place, 'id'), `there are two of the id ${id}`);
    });
    return { rules: rules.map(asRule), probes: probes.map(asProbe) };
  },
};

/** What schema/own.schema.json holds. */
export function ownSchema(): JsonObject {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Rules and probes of your own',
    ...ownFileShape.schema,
  };
}

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
    ...(rule.controls === undefined ? {} : { controls: rule.controls }),
    why: rule.why ?? rule.title,
    fix: rule.fix ?? rule.message,
    for: rule.for,
    where: rule.where ?? [],
    must: rule.must,
    message: rule.message,
  };
}
