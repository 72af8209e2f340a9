/** What a validation error says is wrong with one value of a body. */
export interface Complaint {
  /** Steps in the body; none: the body as a whole. */
  readonly path: readonly string[];
  readonly what: 'missing' | 'unknown' | 'enum' | 'short' | 'long' | 'least' | 'most' | 'format' | 'type';
  /** Of `enum`: what is allowed. */
  readonly allowed?: readonly string[];
  /** Of `format` and `type`, and of `missing` where it is said: `email`, `integer`. */
  readonly kind?: string;
  /** Of lengths and ranges. */
  readonly limit?: number;
}

/** Longest message that is read, in characters; listed values at most, and the longest of them, in characters. */
export const messageCharsMax = 500;
const allowedMax = 50;
export const allowedCharsMax = 100;

const unknown =
  /additional ?propert|extra_?forbidden|unrecognized|unknown (?:field|property|attribute|key)|should not exist|unevaluated|not allowed(?! value)/;
const missing =
  /required|missing|not_?null|not_?blank|not_?empty|must not be (?:null|empty|blank)|(?:can't|cannot|can not|should not|may not) be (?:null|empty|blank|undefined)|received undefined|is mandatory/;
const least = /greater|too_?small|at least|fewer|\bmin(?:imum|_?length|_?items|\b)|>=?/;
const most = /less|too_?big|too_?large|at most|more than|\bmax(?:imum|_?length|_?items|\b)|<=?/;
const ofLength = /character|length|too_?short|too_?long|string_too|\bsize\b|\bshorter|\blonger/;

/** Words of messages and codes, and the format or type that they mean. */
const formats: readonly (readonly [RegExp, string])[] = [
  [/e-?mail/, 'email'],
  [/uuid|guid/, 'uuid'],
  [/date-?_?time|iso ?8601|timestamp|rfc ?3339/, 'date-time'],
  [/\bdate|_date/, 'date'],
  [/\bur[il]\b|_ur[il]|hyperlink/, 'uri'],
  [/ipv4|\bip address/, 'ipv4'],
];
const types: readonly (readonly [RegExp, string])[] = [
  [/\bint(?:eger)?\b|int_|integer/, 'integer'],
  [/number|numeric|float|decimal/, 'number'],
  [/bool/, 'boolean'],
  [/array|list_type|\blist\b/, 'array'],
  [/object|dict_|dictionary|mapping/, 'object'],
  [/string|\btext\b/, 'string'],
];

/** What the texts of an error say, with what its fields say beside them. */
export function judged(
  said: string,
  { allowed, limit }: { readonly allowed?: readonly string[]; readonly limit?: number },
): Omit<Complaint, 'path'> | undefined {
  const text = said.slice(0, messageCharsMax).toLowerCase();
  const kind = meant(formats, text) ?? meant(types, text.replace(/received [a-z]+/g, ''));
  const withKind = kind === undefined ? {} : { kind };
  if (unknown.test(text)) return { what: 'unknown' };
  const listed = allowed ?? listedIn(said.slice(0, messageCharsMax));
  if (listed.length > 0) return { what: 'enum', allowed: listed };
  if (missing.test(text)) return { what: 'missing', ...withKind };
  const bound = limit ?? lastNumber(text);
  const side = least.test(text) ? 'least' : most.test(text) ? 'most' : undefined;
  if (ofLength.test(text) && bound !== undefined)
    return { what: side === 'most' || /too_?long|longer than|shorter/.test(text) ? 'long' : 'short', limit: bound };
  if (side !== undefined && bound !== undefined) {
    const isOpen = /greater than(?! or)|greater_than(?!_?(?:or_)?equal)|\bgt\b/.test(text);
    const isBelow = /less than(?! or)|less_than(?!_?(?:or_)?equal)|\blt\b/.test(text);
    return { what: side, limit: isOpen ? bound + 1 : isBelow ? bound - 1 : bound };
  }
  if (kind === undefined) return undefined;
  return { what: formats.some(([, name]) => name === kind) ? 'format' : 'type', kind };
}

function meant(table: readonly (readonly [RegExp, string])[], text: string): string | undefined {
  return table.find(([words]) => words.test(text))?.[1];
}

/** `must be one of: debit, credit`, `Input should be 'a', 'b' or 'c'` */
function listedIn(text: string): readonly string[] {
  const start =
    /one of(?: the following(?: values)?| the allowed values)?[\s:]*|permitted:|input should be (?=['"])|allowed values(?: are)?[\s:]*|expected (?=['"].*\|)/i.exec(
      text,
    );
  if (start === null) return [];
  const rest = text.slice(start.index + start[0].length);
  const quoted = [...rest.matchAll(/'([^']{1,100})'|"([^"]{1,100})"/g)].map(([, one, two]) => one ?? two ?? '');
  const plain = rest.replace(/[[\](){}.]/g, '').split(/\s*[,|]\s*|\s+or\s+/);
  const values = (quoted.length > 0 ? quoted : plain).map((value) => value.trim());
  return values.filter((value) => /^[\w.:/ -]+$/.test(value) && value.length <= allowedCharsMax).slice(0, allowedMax);
}

function lastNumber(text: string): number | undefined {
  const found = [...text.matchAll(/-?\d{1,12}(?:\.\d{1,6})?/g)].at(-1)?.[0];
  return found === undefined ? undefined : Number(found);
}
