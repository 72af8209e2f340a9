import type { ApiModel, Operation } from './api.ts';
import type { DataCategory } from './data-class/detector.ts';
import { isCredentialFlow, isInboundHook, isServiceInfo } from './function-class.ts';
import { isWrite } from './operation.ts';
import { classesOf } from './operation-class.ts';
import { dataOf, type DataDirection } from './operation-data.ts';
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
  return wordsOf(literals.at(-1) ?? '').some((word) => published.has(word));
}

const sensitive: ReadonlySet<DataCategory> = new Set([
  'pci',
  'pci-sad',
  'financial',
  'national-id',
  'health',
  'secret',
]);

/** The gravest data that the operation carries there, as the document says. */
export function gravityOf(
  operation: Operation,
  api: ApiModel,
  direction: DataDirection,
): 'sensitive' | 'personal' | undefined {
  const categories = dataOf(operation, api)
    .filter((use) => use.direction === direction)
    .map(({ dataClass }) => dataClass.category);
  if (categories.some((category) => sensitive.has(category))) return 'sensitive';
  return categories.includes('personal') ? 'personal' : undefined;
}

/** Moves money, shows or sets card secrets, or answers with what nobody else may see. */
export function isSensitive(operation: Operation, api: ApiModel): boolean {
  const classes = classesOf(operation, api);
  return classes.has('money') || classes.has('card-secret') || gravityOf(operation, api, 'response') === 'sensitive';
}
