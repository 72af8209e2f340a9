import type { Converted, Plain } from './ajv-schema.ts';

type Node = Record<string, Plain>;
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf = (value: Plain | undefined): Plain[] => (Array.isArray(value) ? value : []);
/** Branches looked at for one schema: what is not proven by then counts as satisfiable. */
const stepsMax = 20_000;

/**
 * Why no value at all can be valid; undefined: not proven, and so counted as satisfiable. It knows nothing of who makes
 * bodies: types that exclude each other, limits that cross, closed lists without a member of the type,
 * required properties that are forbidden or have no value themselves, and objects that must hold themselves.
 */
export function whyUnsatisfiable({ $ref, $defs }: Converted): string | undefined {
  let steps = 0;
  const onWay = new Set<string>();
  const numbers = new Map<Node, number>();
  const numberOf = (node: Node): number => numbers.get(node) ?? numbers.set(node, numbers.size).size - 1;
  /** Keywords of a conjunction whose variant was chosen on the way to it. */
  type Decided = ReadonlySet<string>;

  const partsOf = (schemas: readonly Plain[]): Node[] | 'never' => {
    const parts: Node[] = [];
    const todo = [...schemas];
    for (const schema of todo) {
      if (schema === false) return 'never';
      if (!isNode(schema) || parts.includes(schema)) continue;
      parts.push(schema);
      if (typeof schema['$ref'] === 'string') todo.push($defs[schema['$ref'].slice('#/$defs/'.length)] ?? true);
      todo.push(...listOf(schema['allOf']));
    }
    return parts;
  };

  const why = (schemas: readonly Plain[], decided: Decided = new Set()): string | undefined => {
    steps += 1;
    const parts = partsOf(schemas);
    if (parts === 'never') return 'a schema that is false';
    if (steps > stepsMax) return undefined;
    const key = `${parts.map(numberOf).join()} ${[...decided].join()}`;
    // Reached again on a way of what is required: a value would have no end.
    if (onWay.has(key)) return 'it must hold itself';
    onWay.add(key);
    const reason = clash(parts) ?? members(parts) ?? inside(parts) ?? branches(parts, decided);
    onWay.delete(key);
    return reason;
  };

  const typesOf = (parts: readonly Node[]): string[] | undefined => {
    let types: string[] | undefined;
    for (const { type } of parts) {
      if (type === undefined) continue;
      const own = (Array.isArray(type) ? type : [type]).map(String);
      const wide = own.includes('number') ? [...own, 'integer'] : own;
      types = types === undefined ? wide : types.filter((one) => wide.includes(one));
    }
    return types;
  };

  const clash = (parts: readonly Node[]): string | undefined => {
    const types = typesOf(parts);
    if (types?.length === 0) return 'types that exclude each other';
    const bound = (key: string, pick: (...all: number[]) => number): number =>
      pick(...parts.flatMap((part) => (typeof part[key] === 'number' ? [part[key]] : [])));
    const kinds = [
      ['string', 'Length'],
      ['array', 'Items'],
      ['object', 'Properties'],
    ] as const;
    for (const [type, word] of kinds)
      if (types?.every((one) => one === type) === true && bound(`min${word}`, Math.max) > bound(`max${word}`, Math.min))
        return `min${word} above max${word}`;
    const isNumber = types?.every((one) => one === 'number' || one === 'integer') === true;
    return isNumber && bound('minimum', Math.max) > bound('maximum', Math.min) ? 'minimum above maximum' : undefined;
  };

  const members = (parts: readonly Node[]): string | undefined => {
    const part = parts.find((one) => Array.isArray(one['enum']) || Object.hasOwn(one, 'const'));
    if (part === undefined) return undefined;
    const all = Object.hasOwn(part, 'const') ? [part['const']] : listOf(part['enum']);
    const types = typesOf(parts);
    const isOfType = (one: Plain | undefined): boolean =>
      types === undefined ||
      types.some((type) =>
        type === 'null'
          ? one === null
          : type === 'array'
            ? Array.isArray(one)
            : type === 'object'
              ? isNode(one)
              : type === 'integer'
                ? Number.isInteger(one)
                : typeof one === type,
      );
    return all.some(isOfType) ? undefined : 'a closed list of which no member has the type';
  };

  const inside = (parts: readonly Node[]): string | undefined => {
    const types = typesOf(parts);
    if (types?.every((type) => type === 'array') === true && parts.some((part) => Number(part['minItems'] ?? 0) > 0)) {
      const items = parts.flatMap((part) =>
        part['items'] !== undefined && part['prefixItems'] === undefined ? [part['items']] : [],
      );
      const reason = items.length === 0 ? undefined : why(items);
      if (reason !== undefined) return `items: ${reason}`;
    }
    if (types?.every((type) => type === 'object') !== true) return undefined;
    for (const name of new Set(parts.flatMap((part) => listOf(part['required'])).map(String))) {
      const schemas: Plain[] = [];
      for (const { properties, patternProperties, additionalProperties } of parts) {
        if (isNode(properties) && Object.hasOwn(properties, name)) schemas.push(properties[name] ?? true);
        else if (patternProperties === undefined && additionalProperties !== undefined)
          schemas.push(additionalProperties);
      }
      const reason = why(schemas);
      if (reason !== undefined) return `${name}: ${reason}`;
    }
    return undefined;
  };

  const branches = (parts: readonly Node[], decided: Decided): string | undefined => {
    for (const part of parts)
      for (const key of ['anyOf', 'oneOf']) {
        const variants = listOf(part[key]);
        const choice = `${numberOf(part)}${key}`;
        if (variants.length === 0 || decided.has(choice)) continue;
        const reasons = variants.map((variant) => why([...parts, variant], new Set([...decided, choice])));
        if (reasons.every((reason) => reason !== undefined)) return `${key}: ${reasons[0]}`;
      }
    return undefined;
  };

  return why([{ $ref }]);
}
