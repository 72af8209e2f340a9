import { RegExpParser, type AST } from '@eslint-community/regexpp';

/** Longest pattern that is analysed, in characters: real ones end at a few hundred. */
export const patternCharsMax = 2_000;
/** Patterns remembered: a document has a few hundred different ones. */
const rememberedMax = 5_000;

/** A `pattern` as JSON Schema means it: an ECMA-262 expression that may match anywhere in the text. */
export interface Pattern {
  readonly ast: AST.Pattern;
  /** The flag under which it is valid. */
  readonly flags: '' | 'u';
}

const known = new Map<string, Pattern | 'invalid' | 'long'>();
const parser = new RegExpParser({ ecmaVersion: 2025 });

/** Valid with the `u` flag or, as most implementations also try, without. Each text is parsed once. */
export function parsePattern(text: string): Pattern | 'invalid' | 'long' {
  const memo = known.get(text);
  if (memo !== undefined) return memo;
  if (known.size >= rememberedMax) known.clear();
  const parsed = text.length > patternCharsMax ? 'long' : (parsedWith(text, 'u') ?? parsedWith(text, '') ?? 'invalid');
  known.set(text, parsed);
  return parsed;
}

function parsedWith(text: string, flags: '' | 'u'): Pattern | undefined {
  try {
    return { ast: parser.parsePattern(text, 0, text.length, { unicode: flags === 'u' }), flags };
  } catch {
    return undefined;
  }
}
