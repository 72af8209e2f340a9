/** As much of XML 1.0 as payment files need: leaf elements, general entities, parameter entities of the subset. */

/** Rounds of expansion, and characters after which no more is expanded. */
const roundsMax = 4;
const charactersMax = 20_000;
const predefined: ReadonlyMap<string, string> = new Map(
  Object.entries({ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }),
);

/** What the DTD declares; external ones are fetched, also by parameter entities that are declared and used. */
export async function entitiesOf(
  xml: string,
  outside: (address: string) => Promise<string>,
): Promise<ReadonlyMap<string, string>> {
  const entities = new Map<string, string>();
  const subset = /<!DOCTYPE[^[>]*\[([\s\S]*?)\]\s*>/.exec(xml)?.[1] ?? '';
  const declaration = /<!ENTITY\s+(%\s+)?([\w.-]+)\s+(?:SYSTEM\s+|PUBLIC\s+["'][^"']*["']\s+)?("[^"]*"|'[^']*')\s*>/g;
  for (const [all, parameter, name = '', quoted = ''] of subset.matchAll(declaration)) {
    const value = quoted.slice(1, -1);
    const isExternal = /\s(?:SYSTEM|PUBLIC)\s/.test(all);
    if (parameter !== undefined && !subset.includes(`%${name};`)) continue;
    const isUsed = parameter !== undefined || xml.includes(`&${name};`);
    if (isUsed) entities.set(name, isExternal ? await outside(value) : value);
  }
  const external = /<!DOCTYPE\s+[\w.-]+\s+SYSTEM\s+["']([^"']+)["']/.exec(xml)?.[1];
  if (external !== undefined) await outside(external);
  return entities;
}

/** References filled in; those of no entity stay as they are written. */
export function expanded(text: string, entities: ReadonlyMap<string, string>): string {
  let out = text;
  for (let round = 0; round < roundsMax && out.length < charactersMax; round += 1)
    out = out.replaceAll(/&([\w.-]+);/g, (all, name: string) => entities.get(name) ?? all);
  return out
    .replaceAll(/&([a-z]+);/g, (all, name: string) => predefined.get(name) ?? all)
    .replaceAll(/&#(\d{1,6});/g, (_all, code: string) => String.fromCodePoint(Math.min(Number(code), 0xffff)));
}

/** The texts of the elements that hold no others. */
export function elementsOf(xml: string, read: (value: string) => string): Readonly<Record<string, string>> {
  const content = xml.replace(/<!DOCTYPE[^[>]*(?:\[[\s\S]*?\]\s*)?>/, '');
  const leaves = [...content.matchAll(/<([A-Za-z][\w.-]*)[^<>]*>([^<]*)<\/\1>/g)];
  return Object.fromEntries(leaves.map(([, name = '', value = '']) => [name, read(value)]));
}
