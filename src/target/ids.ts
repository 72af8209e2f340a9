import type { Exchange } from '../model/exchange.ts';
import { header } from '../model/exchange.ts';
import { isObject, own, type Json } from '../model/json.ts';
import { nounOf, singular } from '../model/noun.ts';
import { wordsOf } from '../model/words.ts';

/** Levels of an answer that are searched for an id: envelopes such as `{ data: { card: {} } }` have two. */
const levelsMax = 4;
/** Objects looked at in one answer. */
const nodesMax = 200;

/** The id of the one object that an answer is about; undefined where none is to be seen. */
export function idIn(value: Json | undefined, parameter: string, noun = nounOf(parameter)): string | undefined {
  const names = namesOfId(parameter, noun);
  // What stands under the object's own name comes before what stands beside it: `{ user: { id }, card: { id } }`.
  let level: { readonly node: Json; readonly isNamed: boolean }[] = [{ node: firstOf(value), isNamed: true }];
  let seen = 0;
  for (let depth = 0; depth < levelsMax && level.length > 0; depth += 1) {
    level.sort((a, b) => Number(b.isNamed) - Number(a.isNamed));
    for (const { node } of level) {
      for (const name of names) {
        const found = own(node, name);
        if ((typeof found === 'string' && found !== '') || typeof found === 'number') return String(found);
      }
    }
    level = level
      .flatMap(({ node }) => (isObject(node) ? Object.entries(node) : []))
      .flatMap(([key, child]) => {
        const node = firstOf(child);
        seen += 1;
        if (!isObject(node) || seen > nodesMax) return [];
        return [{ node, isNamed: noun !== '' && wordsOf(key).map(singular).join('-').includes(noun) }];
      });
  }
  return undefined;
}

function namesOfId(parameter: string, noun: string): readonly string[] {
  const [first = '', ...rest] = noun.split('-');
  const camel = first + rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  const snake = noun.replaceAll('-', '_');
  return [
    parameter,
    'id',
    ...(noun === '' ? [] : [`${camel}Id`, `${snake}_id`, `${camel}ID`]),
    '_id',
    'uuid',
    'guid',
    'reference',
  ];
}

function firstOf(value: Json | undefined): Json {
  return (Array.isArray(value) ? (value as readonly Json[])[0] : value) ?? null;
}

/** The items of a list's answer: it is a list itself, or the first list in it, by its name or by its place. */
export function itemsIn(value: Json | undefined, noun: string): readonly Json[] {
  let level: readonly (readonly [string, Json])[] = [['', value ?? null]];
  for (let depth = 0; depth < levelsMax && level.length > 0; depth += 1) {
    const lists = level.filter(([, node]) => Array.isArray(node));
    const named = lists.find(([key]) => noun !== '' && wordsOf(key).map(singular).join('-').includes(noun));
    const list = (named ?? lists[0])?.[1];
    if (Array.isArray(list)) return list as readonly Json[];
    level = level
      .flatMap(([, node]) => (isObject(node) ? Object.entries(node) : []))
      .flatMap(([key, node]): (readonly [string, Json])[] => (node === undefined ? [] : [[key, node]]))
      .slice(0, nodesMax);
  }
  return [];
}

/** The last segment of `Location`: what a create call made (RFC 9110 section 10.2.2). */
export function idInLocation({ response }: Exchange): string | undefined {
  const location = response === undefined ? undefined : header(response.headers, 'location');
  const segment = location
    ?.split(/[?#]/, 1)[0]
    ?.split('/')
    .findLast((one) => one !== '');
  try {
    return segment === undefined ? undefined : decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
