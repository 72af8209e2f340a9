import type { ApiModel, AuthRequirement, Operation } from '../../model/api.ts';
import type { Repair } from '../../finding/finding.ts';
import { isAnonymousAlternative, isUnprotected, isWeakScheme } from '../../model/auth.ts';
import { isMeantOpen } from '../../model/openness.ts';

const schemes = new WeakMap<ApiModel, string | undefined>();

/**
 * The one requirement that there is: the document has one scheme, asks for no scopes, and at least two operations, as many as
 * are open, already require it alone.
 */
export function requireScheme(operation: Operation, api: ApiModel): { readonly repair?: Repair } {
  if (!schemes.has(api)) schemes.set(api, onlyScheme(api));
  const name = schemes.get(api);
  if (name === undefined || Object.hasOwn(operation.raw, 'security')) return {};
  return {
    repair: {
      title: `Require ${name}, as the other operations do`,
      edits: [{ kind: 'add', at: operation.at, key: 'security', value: [{ [name]: [] }] }],
    },
  };
}

function onlyScheme({ authSchemes, operations }: ApiModel): string | undefined {
  const [scheme] = authSchemes.values();
  if (scheme === undefined || authSchemes.size !== 1 || isWeakScheme(scheme)) return undefined;
  const guarded = operations.filter((operation) => !isUnprotected(operation));
  const isAlike = guarded.every(({ auth }) => {
    const [only] = auth;
    const [required] = only?.schemes ?? [];
    return (
      auth.length === 1 && only?.schemes.length === 1 && required?.name === scheme.name && required.scopes.length === 0
    );
  });
  const isCustom = guarded.length >= 2 && guarded.length >= operations.length - guarded.length;
  return isAlike && isCustom ? scheme.name : undefined;
}

/** Takes the empty alternative out, unless an operation that is meant to be open lives by the same list. */
export function withoutAnonymous({ at }: AuthRequirement, api: ApiModel): { readonly repair?: Repair } {
  const isNeeded = api.operations.some(
    (operation) =>
      operation.auth.some(
        (one) => one.at.path === at.path && one.at.source === at.source && isAnonymousAlternative(one),
      ) && isMeantOpen(operation, api),
  );
  return isNeeded ? {} : { repair: { title: 'Delete the empty alternative', edits: [{ kind: 'remove', at }] } };
}
