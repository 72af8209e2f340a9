import type { ApiModel, Operation, SchemaId } from '../../model/api.ts';
import { classifyName } from '../../model/data-class/classify.ts';
import { childrenOf } from '../../model/schema-graph.ts';

/** Schemas looked at for one operation. */
const schemasMax = 100;

/** How much is behind an operation: properties of its successful answers whose names say that they hold data worth stealing. */
export function sensitivityOf(operation: Operation, api: ApiModel): number {
  const queue: SchemaId[] = operation.responses
    .filter(({ status }) => status.startsWith('2'))
    .flatMap(({ bodies }) => bodies.flatMap(({ schema }) => schema ?? []));
  const seen = new Set(queue);
  let found = 0;
  for (let index = 0; index < queue.length && index < schemasMax; index += 1) {
    const schema = api.schemas.get(queue[index] ?? '');
    if (schema === undefined) continue;
    found += schema.properties.filter(({ name }) => isWorthStealing(name)).length;
    for (const to of childrenOf(schema)) {
      if (seen.has(to)) continue;
      seen.add(to);
      queue.push(to);
    }
  }
  return found;
}

function isWorthStealing(name: string): boolean {
  const found = classifyName(name);
  return found !== undefined && found.category !== 'technical';
}
