import type { ApiModel, Operation, Property } from './api.ts';
import { flatten } from './flatten.ts';
import { dataOf } from './operation-data.ts';
import { pathWords, wordsOf } from './words.ts';

const memos = new WeakMap<ApiModel, boolean>();

/**
 * Is it of a card that the API makes itself, so that it knows its number and code without having been sent them? PCI DSS
 * 3.3.3 lets an issuer keep what nobody else may, and cardholders see their own card; no document says who asks.
 */
export function isIssuedCard(api: ApiModel, property: Property): boolean {
  const description = flatten(api, property.schema)?.description ?? '';
  return /virtual card|single-use card/i.test(description) || issuesCards(api);
}

function issuesCards(api: ApiModel): boolean {
  let answer = memos.get(api);
  if (answer === undefined) memos.set(api, (answer = api.operations.some((operation) => isIssuing(operation, api))));
  return answer;
}

const cards = new Set(['card', 'cards', 'instrument', 'instruments']);
/** A card that somebody else issued comes as its number or as what stands for it; `account token` is an id of ours. */
const standIn =
  /^(card |payment |network |single use |source )?(token|nonce|source|cryptogram|payment method)( id)?$|^encrypted/;

function isIssuing(operation: Operation, api: ApiModel): boolean {
  const words = pathWords(operation.path);
  if (words.includes('issuing') || words.includes('issuer') || isReveal(operation)) return true;
  const last = wordsOf(operation.path.split('/').at(-1) ?? '').at(-1) ?? '';
  if (operation.method !== 'POST' || !cards.has(last)) return false;
  const uses = dataOf(operation, api);
  const isCard = (direction: string): boolean =>
    uses.some(
      (use) => use.direction === direction && (use.dataClass.id === 'pci.pan' || use.dataClass.id === 'pci.cvv'),
    );
  return isCard('response') && !isCard('request') && !namesStandIn(operation, api);
}

function namesStandIn({ requestBodies }: Operation, api: ApiModel): boolean {
  return requestBodies.some(({ schema }) =>
    (schema === undefined ? [] : (api.schemas.get(schema)?.properties ?? [])).some(({ name }) =>
      standIn.test(wordsOf(name).join(' ')),
    ),
  );
}

/** An operation of its own that shows what is hidden elsewhere: `/cards/{id}/reveal`. */
export function isReveal({ path }: Operation): boolean {
  return pathWords(path).some((word) => ['reveal', 'unmask', 'unmasked', 'detokenize', 'detokenise'].includes(word));
}
