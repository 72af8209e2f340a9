import type { ApiModel, Operation } from './api.ts';
import type { DataCategory } from './data-class/detector.ts';
import { isCredentialFlow, isInboundHook, isServiceInfo } from './function-class.ts';
import { isWrite } from './operation.ts';
import { classesOf } from './operation-class.ts';
import { dataGroupsOf, type DataDirection, type DataGroup } from './operation-data.ts';
import { wordsOf } from './words.ts';

/** What anybody may know: names of the last literal segment under which banks and issuers publish reference data. */
const published = new Set(
  'rate rates country countries currency currencies product products branch branches atm atms catalog catalogue faq faqs holiday holidays timezone timezones language languages locale locales plan plans pricing terms legal news announcements config bank banks'.split(
    ' ',
  ),
);

/** Open by nature: what a caller needs before it has a credential, hooks proven by a signature, and what is published. */
export function isMeantOpen(operation: Operation): boolean {
  if (isCredentialFlow(operation) || isInboundHook(operation) || isServiceInfo(operation)) return true;
  if (isWrite(operation)) return false;
  const literals = operation.path.split('/').filter((segment) => segment !== '' && !segment.includes('{'));
  return published.has(wordsOf(literals.at(-1) ?? '').at(-1) ?? '');
}

const sensitive: ReadonlySet<DataCategory> = new Set([
  'pci',
  'pci-sad',
  'financial',
  'national-id',
  'health',
  'secret',
]);

export type Gravity = 'sensitive' | 'personal' | undefined;
const gravities = new WeakMap<Operation, Map<DataDirection, Gravity>>();

/** The gravest data that the operation carries there, as the document says. */
export function gravityOf(operation: Operation, api: ApiModel, direction: DataDirection): Gravity {
  let known = gravities.get(operation);
  if (known === undefined) gravities.set(operation, (known = gravityByDirection(operation, api)));
  return known.get(direction);
}

function gravityByDirection(operation: Operation, api: ApiModel): Map<DataDirection, Gravity> {
  const found = new Map<DataDirection, Gravity>();
  for (const group of dataGroupsOf(operation, api)) {
    const gravity = gravestIn(group);
    if (gravity !== undefined && found.get(group.direction) !== 'sensitive') found.set(group.direction, gravity);
  }
  return found;
}

const gravest = new WeakMap<DataGroup, { readonly gravity: Gravity }>();

function gravestIn(group: DataGroup): Gravity {
  let known = gravest.get(group);
  if (known === undefined) {
    const categories = group.uses.map(({ dataClass }) => dataClass.category);
    const isSensitive = categories.some((category) => sensitive.has(category));
    known = { gravity: isSensitive ? 'sensitive' : categories.includes('personal') ? 'personal' : undefined };
    gravest.set(group, known);
  }
  return known.gravity;
}

/** Moves money, shows or sets card secrets, or answers with what nobody else may see. */
export function isSensitive(operation: Operation, api: ApiModel): boolean {
  const classes = classesOf(operation, api);
  return classes.has('money') || classes.has('card-secret') || gravityOf(operation, api, 'response') === 'sensitive';
}
