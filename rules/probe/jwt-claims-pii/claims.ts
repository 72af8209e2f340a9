import { isObject, type Json } from '#rule';

export interface Claim {
  /** `$.user.card` */
  readonly path: string;
  readonly name: string;
  readonly text: string;
}

/** Values of one token that are looked at. */
const claimsMax = 500;

/** The texts and numbers in the claims, by a stack: whoever signs the token chooses how deep it is. */
export function claimsOf(claims: Json): readonly Claim[] {
  const found: Claim[] = [];
  const stack: { readonly json: Json; readonly path: string; readonly name: string }[] = [
    { json: claims, path: '$', name: '' },
  ];
  for (let next = stack.pop(); next !== undefined && found.length < claimsMax; next = stack.pop()) {
    const { json, path, name } = next;
    if (typeof json === 'string' || typeof json === 'number') found.push({ path, name, text: String(json) });
    else if (isObject(json))
      for (const [key, child] of Object.entries(json))
        stack.push({ json: child ?? null, path: `${path}.${key}`, name: key });
    else if (Array.isArray(json))
      for (const child of (json as readonly Json[]).slice(0, claimsMax))
        stack.push({ json: child, path: `${path}[]`, name });
  }
  return found;
}
