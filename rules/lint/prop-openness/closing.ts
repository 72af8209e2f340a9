import { child, flowsOf, responseFlows, type ApiModel, type Edit, type Repair, type Schema } from '#rule';

const refused = { title: 'Refuse other properties' };

/**
 * Closes an object that is sent and neither returned nor joined with others: closed, a part of an `allOf` would refuse its
 * neighbours' properties, and what a server returns may grow. What is joined itself is closed as a whole, which only 3.1 and
 * later can say.
 */
export function closing(
  schema: Schema,
  open: 'additionalProperties' | 'unevaluatedProperties' | undefined,
  api: ApiModel,
): { readonly repair?: Repair } {
  // The fields of a form of 2.0 are its parameters: there is no object to close.
  if (schema.at.path.endsWith('/parameters')) return {};
  const isReturned = ((flowsOf(api).get(schema.id) ?? 0) & responseFlows) !== 0;
  if (isReturned || partsOf(api).has(schema.id) || schema.discriminator !== undefined) return {};
  const isJoined = schema.allOf.length + schema.anyOf.length + schema.oneOf.length + schema.others.length > 0;
  if (isJoined && (api.dialect === '2.0' || api.dialect === '3.0')) return {};
  const key = isJoined || open === 'unevaluatedProperties' ? 'unevaluatedProperties' : 'additionalProperties';
  return { repair: { ...refused, edits: edits(schema, key, open) } };
}

function edits({ at }: Schema, key: string, open: string | undefined): readonly Edit[] {
  if (open === undefined) return [{ kind: 'add', at, key, value: false }];
  const place = child(at, open);
  const close = { kind: 'replace', at: place, value: false } as const;
  return open === key ? [close] : [close, { kind: 'rename', at: place, key }];
}

const parts = new WeakMap<ApiModel, ReadonlySet<string>>();

/** Schemas that others are made of. */
function partsOf(api: ApiModel): ReadonlySet<string> {
  let known = parts.get(api);
  if (known === undefined) {
    known = new Set(
      [...api.schemas.values()].flatMap(({ allOf, anyOf, oneOf, not, others }) => [
        ...allOf,
        ...anyOf,
        ...oneOf,
        ...others,
        ...(not === undefined ? [] : [not]),
      ]),
    );
    parts.set(api, known);
  }
  return known;
}
