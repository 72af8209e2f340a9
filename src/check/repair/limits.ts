import type { ApiModel, Schema } from '../../model/api.ts';
import type { Json } from '../../model/json.ts';
import type { Edit } from '../../model/edit.ts';
import type { Repair } from '../../finding/finding.ts';
import { effectiveBounds } from '../../model/bounds.ts';
import { flatten } from '../../model/flatten.ts';
import type { LimitProfile } from '../../model/limit-profile.ts';

export type Limit =
  'maxLength' | 'maxItems' | 'maxProperties' | 'minimum' | 'maximum' | 'format' | 'pattern' | 'pageSize';

/** The limits of the team's profile, where one is given and what the schema says itself keeps to them. */
export function limitRepair(schema: Schema, limits: readonly Limit[], api: ApiModel): { readonly repair?: Repair } {
  const profile = api.limits;
  if (profile === undefined) return {};
  const edits: Edit[] = [];
  for (const key of limits) {
    const value = valueOf(key, schema, profile);
    if (value === undefined || !isKept(key, value, schema, api)) return {};
    edits.push({ kind: 'add', at: schema.at, key: keywordOf(key), value });
  }
  return edits.length === 0
    ? {}
    : { repair: { title: `Add ${limits.map(keywordOf).join(' and ')} of the profile`, edits } };
}

function keywordOf(key: Limit): Exclude<Limit, 'pageSize'> {
  return key === 'pageSize' ? 'maximum' : key;
}

/** The ends of the range that nothing says. */
export function rangeRepair(schema: Schema, api: ApiModel): { readonly repair?: Repair } {
  const bounds = effectiveBounds(api, schema.id);
  return limitRepair(
    schema,
    (['minimum', 'maximum'] as const).filter((key) => bounds[key] === undefined),
    api,
  );
}

function valueOf(key: Limit, { format }: Schema, profile: LimitProfile): number | string | undefined {
  if (key === 'minimum' && format === 'int32') return Math.max(profile.minimum, -(2 ** 31));
  if (key === 'maximum' && format === 'int32') return Math.min(profile.maximum, 2 ** 31 - 1);
  return profile[key];
}

/** Examples, defaults and the other limits still hold. */
// oxlint-disable-next-line max-params
function isKept(key: Limit, value: number | string, schema: Schema, api: ApiModel): boolean {
  const whole = flatten(api, schema.id) ?? schema;
  const { minimum = -Infinity, maximum = Infinity } = effectiveBounds(api, schema.id);
  const limit = Number(value);
  if (key === 'minimum' && limit >= maximum) return false;
  if (keywordOf(key) === 'maximum' && limit <= minimum) return false;
  if (key === 'maxLength' && limit < (whole.minLength ?? 0)) return false;
  if (key === 'maxItems' && limit < (whole.minItems ?? 0)) return false;
  if (key === 'maxProperties' && limit < (whole.minProperties ?? 0)) return false;
  const said = [
    ...whole.examples.map((example) => example.value),
    ...(whole.default === undefined ? [] : [whole.default]),
  ];
  return said.every((one) => keeps(keywordOf(key), value, one));
}

function keeps(key: Limit, limit: number | string, value: Json): boolean {
  if (typeof limit === 'string')
    return key !== 'pattern' || typeof value !== 'string' || new RegExp(limit, 'u').test(value);
  if (typeof value === 'number') return key === 'minimum' ? value >= limit : key !== 'maximum' || value <= limit;
  if (typeof value === 'string') return key !== 'maxLength' || [...value].length <= limit;
  if (typeof value !== 'object' || value === null) return true;
  const size = Object.keys(value).length;
  return Array.isArray(value) ? key !== 'maxItems' || size <= limit : key !== 'maxProperties' || size <= limit;
}
