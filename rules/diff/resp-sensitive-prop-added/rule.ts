import {
  diffRule,
  isCredentialFlow,
  operationsReaching,
  responseFlows,
  type Both,
  type ChangeSite,
  type DataClass,
  type Problem,
  type Schema,
  type Versions,
} from '#rule';
import { carried, classOf, isExpandable } from './carried.ts';

export default diffRule({
  id: 'resp-sensitive-prop-added',
  title: 'Response gained sensitive data',
  severity: 'high',
  tiers: [
    { name: 'sensitive', severity: 'high' },
    { name: 'personal', severity: 'medium' },
  ],
  owasp: ['API3:2023'],
  cwe: 213,
  controls: ['PCI DSS 3.4.1', 'PCI DSS 7.2.1'],
  posture: 'widens',
  compat: 'no',
  why: `Every caller of the operation, every log and cache on the way now gets data it did not get before. A property that is added to a shared schema shows up in all answers that use it, most of which nobody had in mind.`,
  fix: `Leave it out of the response, mask it, or answer with a schema of its own where it is needed:

\`\`\`yaml
panLast4: { type: string, pattern: '^[0-9]{4}$' }
\`\`\``,

  property(property, use, versions) {
    const { change, owner } = property;
    if (use.direction !== 'response' || change.kind !== 'added') return undefined;
    const own = classOf(versions.after, change.after);
    if (own !== undefined) return problem(property, new Map([[change.after.name, own]]), versions);
    const inside = news(carried(versions.after, change.after.schema), owner.before, versions);
    return problem({ ...property, carrier: `"${change.after.name}"` }, inside, versions);
  },

  schema(added, use, versions) {
    const { change, owner } = added;
    if (use.direction !== 'response' || !use.inBody || change.kind !== 'added') return undefined;
    const inside = news(carried(versions.after, change.after.id), owner?.before, versions);
    const told = problem({ ...added, carrier: 'another object' }, inside, versions);
    const onDemand = owner !== undefined && isExpandable(versions.after, owner.after);
    // What is sent in place of an id may have been there to fetch all along.
    return told !== undefined && onDemand ? { ...told, certainty: 'tentative' } : told;
  },
});

type Classes = ReadonlyMap<string, DataClass>;

/** What the older version of the same object carried under the same names was only moved. */
function news(found: Classes, before: Schema | undefined, versions: Versions): Classes {
  if (found.size === 0 || before === undefined) return found;
  const known = carried(versions.before, before.id);
  return new Map([...found].filter(([name]) => !known.has(name)));
}

interface Site extends ChangeSite {
  readonly owner?: Both<Schema>;
  /** What brought the data, where it is not the property itself. */
  readonly carrier?: string;
}

function problem(
  { at, path, beforeAt, owner, carrier }: Site,
  found: Classes,
  versions: Versions,
): Problem | undefined {
  const told = [...found].filter(([, { category }]) => category !== 'secret' || !isHandedOver(owner?.after, versions));
  if (told.length === 0) return undefined;
  const names = listed(told.map(([name]) => `"${name}"`));
  const titles = [...new Set(told.map(([, { title }]) => title))].join(', ');
  return {
    at,
    subject: path,
    tier: told.some(([, { category }]) => category !== 'personal') ? 'sensitive' : 'personal',
    message: `The response returns ${carrier === undefined ? names : `${carrier} with ${names}`} now: ${titles}.`,
    related: [{ at: beforeAt, message: 'the object before' }],
    dataClasses: [...new Set(told.map(([, { id }]) => id))].sort(),
  };
}

/** Names beyond these make a message that nobody reads. */
const namesMax = 5;

function listed(names: readonly string[]): string {
  const more = names.length - namesMax;
  return names.slice(0, namesMax).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** A login answers with a token: that is how secrets begin. */
function isHandedOver(owner: Schema | undefined, { after }: Versions): boolean {
  if (owner === undefined) return false;
  const readers = operationsReaching(after, owner.id, responseFlows);
  return readers.length > 0 && readers.every(isCredentialFlow);
}
