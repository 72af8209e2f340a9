import type { ApiModel, Operation } from './api.ts';
import type { DataCategory } from './data-class/detector.ts';
import { isCredentialFlow } from './credential-flow.ts';
import { isAsking, isInboundHook, isServiceInfo } from './function-class.ts';
import { isWrite } from './operation.ts';
import { classesOf } from './operation-class.ts';
import { dataGroupsOf, type DataDirection, type DataGroup } from './operation-data.ts';
import { literalsOf, pathWords, wordsOf } from './words.ts';

/** What anybody may know: names of the last literal segment under which banks and issuers publish reference data. */
const published = new Set(
  'rate rates country countries currency currencies product products branch branches atm atms catalog catalogue faq faqs holiday holidays timezone timezones language languages locale locales plan plans pricing terms legal news announcements config bank banks'.split(
    ' ',
  ),
);

/** Behind the name of what is published: `/branches/nearby`, `/rates/latest`. */
const narrowing = /^(nearby|search|list|latest|current|all|featured|popular|today|historical|lookup)$/i;

/** Open by nature: what a caller needs before it has a credential, hooks proven by a signature, and what is published. */
export function isMeantOpen(operation: Operation, api: ApiModel): boolean {
  if (isCredentialFlow(operation) || isInboundHook(operation) || endsSession(operation)) return true;
  if (isFormOfStrangers(operation) || isAddressOfItsOwn(operation)) return true;
  if (isWrite(operation) && !isAsking(operation)) return false;
  // Whatever its name, nobody publishes the accounts and secrets of others.
  if (!isServiceInfo(operation) && !isPublished(operation)) return false;
  return !dataGroupsOf(operation, api).some((group) => group.direction === 'response' && holdsSecrets(group));
}

const secretive = new WeakMap<DataGroup, boolean>();

function holdsSecrets(group: DataGroup): boolean {
  let known = secretive.get(group);
  if (known === undefined) {
    known = group.uses.some(({ dataClass }) => isSecret(dataClass.category, dataClass.id));
    secretive.set(group, known);
  }
  return known;
}

/** Sort codes and routing numbers of banks are published; accounts and their holders are not. */
function isSecret(category: DataCategory, id: string): boolean {
  return category === 'financial'
    ? ['fin.iban', 'fin.account', 'fin.clabe', 'fin.score'].includes(id)
    : sensitive.has(category);
}

function isPublished({ path }: Operation): boolean {
  const literals = literalsOf(path).filter((segment) => !narrowing.test(segment));
  return published.has(wordsOf(literals.at(-1) ?? '').at(-1) ?? '');
}

/** Who ends a session that he does not hold ends nothing. */
function endsSession({ path }: Operation): boolean {
  return /^(log-?out|sign-?out|log-?off|end-?_?session)$/i.test(literalsOf(path).at(-1) ?? '');
}

/** What people send who are not customers yet. */
function isFormOfStrangers({ path, method }: Operation): boolean {
  if (method !== 'POST' || path.includes('{')) return false;
  const last = literalsOf(path).at(-1) ?? '';
  return (
    /^(contact|contact-?us|inquir(y|ies)|enquir(y|ies))$/i.test(last) ||
    pathWords(path).some((word) => /^(newsletters?|waitlist|unsubscribe)$/.test(word))
  );
}

/** The signature stands in the address itself, which somebody with a credential was given. */
function isAddressOfItsOwn({ parameters, servers }: Operation): boolean {
  return (
    parameters.some(
      ({ name, in: place }) => place === 'query' && /^(x-(amz|goog)-signature|sig|signature|hmac)$/i.test(name),
    ) || servers.some(({ level, description = '' }) => level !== 'api' && /pre-?signed/i.test(description))
  );
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
    const isGrave = categories.some((category) => sensitive.has(category));
    known = { gravity: isGrave ? 'sensitive' : categories.includes('personal') ? 'personal' : undefined };
    gravest.set(group, known);
  }
  return known.gravity;
}

/** Moves money, shows or sets card secrets, or answers with what nobody else may see. */
export function isSensitive(operation: Operation, api: ApiModel): boolean {
  const classes = classesOf(operation, api);
  return classes.has('money') || classes.has('card-secret') || gravityOf(operation, api, 'response') === 'sensitive';
}
