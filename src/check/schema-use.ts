import { Flow } from '../model/schema-graph.ts';

/** How a schema is used. Each schema is offered at most twice: once as request, once as response. */
export interface SchemaUse {
  readonly direction: 'request' | 'response';
  /** Reached by a response of 2xx, by a parameter ...: several may hold. */
  readonly inBody: boolean;
  readonly inParameter: boolean;
  readonly inHeader: boolean;
  readonly inError: boolean;
  readonly inSuccess: boolean;
  /** Used as itself somewhere; without it the schema is only a part of some `allOf`, and limits may stand in another part. */
  readonly isWhole: boolean;
}

const uses = new Map<string, SchemaUse>();

/** One frozen object a combination of direction and flows: there are few, and rules may compare them. */
export function useOf(direction: SchemaUse['direction'], flow: number): SchemaUse {
  const key = `${direction} ${flow}`;
  const known = uses.get(key);
  if (known !== undefined) return known;
  const use = Object.freeze({
    direction,
    inBody: (flow & (Flow.requestBody | Flow.responseBody | Flow.responseError)) !== 0,
    inParameter: (flow & Flow.requestParameter) !== 0,
    inHeader: (flow & Flow.responseHeader) !== 0,
    inError: (flow & Flow.responseError) !== 0,
    inSuccess: (flow & Flow.responseBody) !== 0,
    isWhole: (flow & Flow.whole) !== 0,
  });
  uses.set(key, use);
  return use;
}
