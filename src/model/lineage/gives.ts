import type { ApiModel, Operation, SchemaId } from '../api.ts';
import { flatten } from '../flatten.ts';
import { nounOf, singular } from '../noun.ts';
import { identityOf } from '../path/tokens.ts';
import { wordsOf } from '../words.ts';

/** Levels of an answer that are searched: an envelope, a list in it, its items, a part of an item. */
const levelsMax = 4;
/** Schemas of one answer that are looked at. */
const schemasMax = 200;

/** An id that an answer of 2xx holds. */
export interface Gift {
  readonly field: string;
  readonly noun: string;
}

/** The ids that an operation's answers hold, by their schemas. */
export function giftsOf(api: ApiModel, operation: Operation): readonly Gift[] {
  const gifts = new Map<string, Gift>();
  const noun = collectionNoun(operation.path);
  for (const { status, bodies } of operation.responses) {
    const schema = status.startsWith('2')
      ? bodies.find(({ mediaType }) => /[/+]json$/.test(mediaType))?.schema
      : undefined;
    if (schema === undefined) continue;
    for (const gift of giftsIn(api, schema, noun)) gifts.set(`${gift.noun} ${gift.field}`, gift);
  }
  return [...gifts.values()];
}

function giftsIn(api: ApiModel, root: SchemaId, noun: string): readonly Gift[] {
  const gifts: Gift[] = [];
  const seen = new Set<SchemaId>();
  let level: readonly { readonly id: SchemaId; readonly noun: string }[] = [{ id: root, noun }];
  for (let depth = 0; depth < levelsMax; depth += 1) {
    const below: { readonly id: SchemaId; readonly noun: string }[] = [];
    for (const { id, noun: own } of level) {
      if (seen.has(id) || seen.size >= schemasMax) continue;
      seen.add(id);
      const schema = flatten(api, id);
      if (schema?.items !== undefined) below.push({ id: schema.items, noun: own });
      for (const { name, schema: part } of schema?.properties ?? []) {
        if (identityOf(name) === 'strong') gifts.push({ field: name, noun: nounOf(name) === '' ? own : nounOf(name) });
        else below.push({ id: part, noun: isEnvelope(name) ? own : singular(wordsOf(name).join('-')) });
      }
    }
    level = below;
  }
  return gifts;
}

/** What holds the object and is none itself. */
function isEnvelope(name: string): boolean {
  return /^(?:data|items?|results?|records?|content|entries|values|rows|list|response|payload|body|embedded|_embedded)$/i.test(
    name,
  );
}

/** What the operation is about: `card` of `/v1/cards` and of `/v1/cards/{id}`. */
export function collectionNoun(path: string): string {
  const last = path.split('/').findLast((segment) => segment !== '' && !segment.includes('{')) ?? '';
  return singular(wordsOf(last).join('-'));
}
