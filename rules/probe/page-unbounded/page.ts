import { flatten, isObject, wordsOf, type ApiModel, type Exchange, type Json, type Operation } from '#rule';

/** How many items a page has: by its last word, or by both. */
const sizes =
  /^(limit|per page|page size|pagesize|size|count|top|first|max results|max|results per page|items per page)$/;
const levelsMax = 4;

/** The parameter that says how many, and the most that the document allows. */
export function pageOf(
  operation: Operation,
  api: ApiModel,
): { readonly name: string; readonly max: number } | undefined {
  for (const { in: place, name, schema: id } of operation.parameters) {
    if (place !== 'query' || !sizes.test(wordsOf(name).join(' '))) continue;
    const max = (id === undefined ? undefined : flatten(api, id))?.maximum;
    if (max !== undefined && Number.isInteger(max) && max >= 2 && max <= 100_000) return { name, max };
  }
  return undefined;
}

/** Items of the list that the answer is about: the longest list of objects within its wrappers. */
export function countIn({ response }: Exchange): number | undefined {
  let level: readonly (Json | undefined)[] = [response?.body?.json];
  for (let depth = 0; depth <= levelsMax; depth += 1) {
    const lists = level.filter((value): value is readonly Json[] => Array.isArray(value));
    if (lists.length > 0) return Math.max(...lists.map(({ length }) => length));
    level = level.flatMap((value) => (isObject(value) ? Object.values(value) : []));
  }
  return undefined;
}
