import {
  isCredentialFlow,
  operationsReaching,
  responseFlows,
  type AnyRow,
  type DataClass,
  type FactKind,
  type FactRow,
  type PropertyFact,
  type Schema,
  type SchemaId,
  type VariantFact,
  type BodyFact,
  type Versions,
} from '#rule';
import { carried, classOf, isExpandable } from './carried.ts';

type Classes = ReadonlyMap<string, DataClass>;
type Row<K extends FactKind> = Pick<
  FactRow<K>,
  'id' | 'title' | 'severity' | 'tiers' | 'owasp' | 'cwe' | 'why' | 'fix' | 'on' | 'when' | 'say' | 'also'
>;
type Carrying = PropertyFact | VariantFact | BodyFact;

/** Data that an answer has now: a property, or an object with such properties. */
export function sensitiveRows(row: (given: Row<Carrying['kind']>) => AnyRow): readonly AnyRow[] {
  return [
    row({
      id: 'resp-sensitive-prop-added',
      title: 'Response gained sensitive data',
      severity: 'high',
      tiers: [
        { name: 'sensitive', severity: 'high' },
        { name: 'personal', severity: 'medium' },
      ],
      owasp: ['API3:2023'],
      cwe: 213,
      why: 'Every caller of the operation, every log and cache on the way now gets data it did not get before. A property that is added to a shared schema shows up in all answers that use it, most of which nobody had in mind.',
      fix: "Leave it out of the response, mask it, or answer with a schema of its own where it is needed:\n\n```yaml\npanLast4: { type: string, pattern: '^[0-9]{4}$' }\n```",
      on: ['property/added', 'anyOf/added', 'oneOf/added', 'items/added', 'values/added', 'body/new'],
      when: (fact, versions) => newsOf(fact, versions).size > 0,
      say: (fact, versions) => message(fact, versions),
      also: (fact, versions) => details(fact, versions),
    }),
  ];
}

/** What is new by the fact, by the names it has. */
function newsOf(fact: Carrying, versions: Versions): Classes {
  if ('body' in fact) {
    const schema = fact.body.after?.schema;
    if (fact.direction !== 'response' || schema === undefined) return none;
    return told(carried(versions.after, schema), schema, versions);
  }
  if (fact.use.direction !== 'response') return none;
  const { owner } = fact;
  const own =
    'property' in fact && fact.property.after !== undefined ? classOf(versions.after, fact.property.after) : undefined;
  if (own !== undefined) return told(new Map([[fact.name, own]]), owner.after.id, versions);
  if (!('property' in fact) && !fact.use.inBody) return none;
  const id = 'property' in fact ? fact.property.after?.schema : fact.schema.after?.id;
  const found = id === undefined ? none : carried(versions.after, id);
  return told(found.size === 0 ? found : unknownTo(found, owner.before, versions), owner.after.id, versions);
}

const none: Classes = new Map();

/** What the older version of the same object carried under the same names was only moved. */
function unknownTo(found: Classes, before: Schema, versions: Versions): Classes {
  const known = carried(versions.before, before.id);
  return new Map([...found].filter(([name]) => !known.has(name)));
}

/** A login answers with a token: that is how secrets begin. */
function told(found: Classes, owner: SchemaId, versions: Versions): Classes {
  if (![...found.values()].some(({ category }) => category === 'secret')) return found;
  const readers = operationsReaching(versions.after, owner, responseFlows);
  const isHandedOver = readers.length > 0 && readers.every(isCredentialFlow);
  return isHandedOver ? new Map([...found].filter(([, { category }]) => category !== 'secret')) : found;
}

function message(fact: Carrying, versions: Versions): string {
  const found = newsOf(fact, versions);
  const titles = [...new Set([...found.values()].map(({ title }) => title))].join(', ');
  const names = listed([...found.keys()].map((name) => `"${name}"`));
  return `The response returns ${carrierOf(fact, found)}${names} now: ${titles}.`;
}

function carrierOf(fact: Carrying, found: Classes): string {
  if ('property' in fact) return found.has(fact.name) && found.size === 1 ? '' : `"${fact.name}" with `;
  return 'body' in fact ? '' : 'another object with ';
}

function details(fact: Carrying, versions: Versions): ReturnType<NonNullable<FactRow<Carrying['kind']>['also']>> {
  const found = newsOf(fact, versions);
  const isSensitive = [...found.values()].some(({ category }) => category !== 'personal');
  // What is sent in place of an id may have been there to fetch all along.
  const onDemand = 'owner' in fact && !('property' in fact) && isExpandable(versions.after, fact.owner.after);
  return {
    tier: isSensitive ? 'sensitive' : 'personal',
    dataClasses: [...new Set([...found.values()].map(({ id }) => id))].sort(),
    ...(onDemand ? { certainty: 'tentative' } : {}),
  };
}

/** Names beyond these make a message that nobody reads. */
const namesMax = 5;

function listed(names: readonly string[]): string {
  const more = names.length - namesMax;
  return names.slice(0, namesMax).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
