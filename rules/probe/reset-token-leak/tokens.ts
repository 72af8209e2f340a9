import { isObject, type Exchange, type Json } from '#rule';

/** Values of the answer that are tried: a reset has one token. */
const tokensMax = 4;
const nodesMax = 500;

/** Texts of the answer that could be a token: long or made of digits, and not what the request said. */
export function tokensIn({ request, response }: Exchange): readonly string[] {
  const sent = JSON.stringify(request.body?.json ?? request.body?.text ?? '');
  const found: string[] = [];
  const stack: Json[] = [response?.body?.json ?? null];
  for (let seen = 0; seen < nodesMax; seen += 1) {
    const next = stack.pop();
    if (next === undefined) break;
    if (typeof next === 'number') found.push(String(next));
    else if (typeof next === 'string') found.push(...parts(next));
    else if (Array.isArray(next)) stack.push(...(next as readonly Json[]));
    else if (isObject(next))
      stack.push(...Object.values(next).flatMap((value) => (value === undefined ? [] : [value])));
  }
  return [...new Set(found)].filter((text) => isTokenLike(text) && !sent.includes(text)).slice(0, tokensMax);
}

/** The whole, or the value of a link's query: `https://bank.example/reset?token=...`. */
function parts(text: string): readonly string[] {
  if (!URL.canParse(text)) return [text];
  const url = new URL(text);
  return [...url.searchParams.values(), url.pathname.split('/').at(-1) ?? ''];
}

function isTokenLike(text: string): boolean {
  return /^<[A-Z.-]+:\d+>$/.test(text) || /^\d{4,10}$/.test(text) || (/^[\w.-]{12,}$/.test(text) && /\d/.test(text));
}
