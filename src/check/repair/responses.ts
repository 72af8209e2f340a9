import type { ApiModel, Operation } from '../../model/api.ts';
import { isObject, own } from '../../model/json.ts';
import { child, type Pointer } from '../../model/source.ts';
import type { Repair } from '../../finding/finding.ts';

/** A status and the shared response that operations give with it. */
interface Given {
  readonly status: string;
  readonly at: Pointer;
}
const givens = new WeakMap<ApiModel, readonly Given[]>();

/**
 * The answer that an operation lacks, by reference: where all other operations that give one of these statuses give one
 * shared response with it. Where there are two forms, or the operation stands in another file, nobody can say which.
 */
export function sharedResponse(
  operation: Operation,
  statuses: readonly string[],
  api: ApiModel,
): { readonly repair?: Repair } {
  const found = givenIn(api).filter(({ status }) => statuses.includes(status));
  const [only] = found;
  if (only === undefined || found.length > 1) return {};
  const { status, at } = only;
  const isPlain = /^(\/[\w.-]+)+$/.test(at.path);
  if (!isPlain || at.source !== operation.at.source || !isObject(own(operation.raw, 'responses'))) return {};
  const value = { $ref: `#${at.path}` };
  return {
    repair: {
      title: `Declare ${status} by the shared response`,
      edits: [{ kind: 'add', at: child(operation.at, 'responses'), key: status, value }],
    },
  };
}

/** Each once; what an operation gives in a form of its own counts as one more form. */
function givenIn(api: ApiModel): readonly Given[] {
  let known = givens.get(api);
  if (known === undefined) {
    const byKey = new Map<string, Given>();
    for (const { responses } of api.operations) {
      for (const { status, sharedAt, at } of responses) {
        const place = sharedAt ?? at;
        byKey.set(`${status} ${place.source}#${place.path}`, { status, at: place });
      }
    }
    givens.set(api, (known = [...byKey.values()]));
  }
  return known;
}
