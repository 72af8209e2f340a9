import { flatten } from '../../src/model/flatten.ts';
import { wordsOf } from '../../src/model/words.ts';
import type { ApiModel, Parameter, Schema } from '../../src/model/api.ts';
import { hashOf, type Random } from '../../scripts/random.ts';

const hex = '0123456789abcdef';
const digits = '0123456789';
const upper = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const mixed = `${upper}${upper.toLowerCase()}${digits}`;

/** What people call things: names of owners, projects, labels and branches are made of these. */
const nouns =
  'alpha bravo acme harbor meadow falcon copper juniper orbit quartz saffron thistle umbra velvet willow zephyr beacon canyon delta ember fjord glacier hollow island jasper kestrel lagoon maple nectar onyx pepper quiver raven summit timber upland violet walnut yonder zenith'.split(
    ' ',
  );
const kinds = 'web api core ops data lab hub docs team app infra mobile'.split(' ');

/** A value for a path parameter by what its document says, in this order: enum, format, pattern, example, type, name. */
export function valueFor(api: ApiModel, parameter: Parameter, random: Random): string {
  const schema = parameter.schema === undefined ? undefined : flatten(api, parameter.schema);
  const choices = schema?.enum?.filter((choice) => typeof choice === 'string' || typeof choice === 'number') ?? [];
  if (choices.length > 0) return String(random.pick(choices));
  const written =
    byFormat(schema, random) ?? byPattern(schema?.pattern, random) ?? byExample(parameter, schema, random);
  if (written !== undefined) return written;
  if (schema?.types.includes('integer') === true || schema?.types.includes('number') === true)
    return String(random.between(1, 10 ** random.between(2, 8)));
  return byName(parameter.name, api.name, random);
}

export function uuid(random: Random): string {
  return [8, 4, 4, 4, 12].map((length) => random.letters(hex, length)).join('-');
}

export function slug(random: Random): string {
  const noun = random.pick(nouns);
  const form = random.next();
  if (form < 0.35) return noun;
  if (form < 0.8) return `${noun}-${random.pick(kinds)}`;
  return `${noun}-${random.pick(nouns)}-${random.between(1, 9)}`;
}

function byFormat(schema: Schema | undefined, random: Random): string | undefined {
  const day = `20${random.between(20, 26)}-0${random.between(1, 9)}-${random.between(10, 28)}`;
  switch (schema?.format) {
    case 'uuid':
      return uuid(random);
    case 'date':
      return day;
    case 'date-time':
      return `${day}T1${random.between(0, 9)}:00:00Z`;
    case 'email':
      return `${slug(random)}@mail.example`;
    default:
      return undefined;
  }
}

/** `^AC[0-9a-fA-F]{32}$` and its like: literals, then one class with a length. */
function byPattern(pattern: string | undefined, random: Random): string | undefined {
  const [, literal = '', set = '', least] =
    /^\^?([\w-]*)(\[[^\]]+\]|\\d)\{(\d+)(?:,\d*)?\}\$?$/.exec(pattern ?? '') ?? [];
  if (least === undefined) return undefined;
  const alphabet =
    set === '\\d' ? digits : /a-f/i.test(set) && !/a-z/i.test(set) ? hex : /[a-z]-z/.test(set) ? mixed : upper;
  return literal + random.letters(alphabet, Math.max(1, Math.min(Number(least), 40)));
}

/** Every digit another digit, every letter another letter of its case; words stay words. */
function byExample(parameter: Parameter, schema: Schema | undefined, random: Random): string | undefined {
  const example = parameter.examples[0]?.value ?? schema?.examples[0]?.value;
  if (typeof example === 'number') return String(random.between(1, 10 ** Math.max(2, String(example).length)));
  if (typeof example !== 'string' || example === '' || example.length > 80 || /[/?#%\s{}]/.test(example))
    return undefined;
  if (!/\d/.test(example)) return /^[A-Z]{2,3}$/.test(example) ? random.letters(upper, example.length) : slug(random);
  const prefix = /^[a-z]{2,12}_(?=\w*\d)/i.exec(example)?.[0] ?? '';
  return (
    prefix +
    example
      .slice(prefix.length)
      .replace(/[A-Za-z0-9]/g, (character) =>
        random.letters(/\d/.test(character) ? digits : /[A-Z]/.test(character) ? upper : upper.toLowerCase(), 1),
      )
  );
}

/** Where the document says no more than a name: an issuer's form for ids, one an API and name; slugs for the rest. */
function byName(name: string, api: string, random: Random): string {
  const last = wordsOf(name).at(-1) ?? '';
  const isId = /^(?:ids?|uuid|guid|sid|number|no|token|digest|sha|hash)$/.test(last);
  if (/^(?:sha|hash|digest)$/.test(last)) return random.letters(hex, 40);
  if (last === 'number' || last === 'no') return String(random.between(1, 5_000));
  if (
    !isId &&
    /name|slug|login|owner|repo|org|user|tag|label|ref|branch|key|path|base|head|team|zone|region|package|code/.test(
      last,
    )
  )
    return slug(random);
  switch (hashOf(`${api} ${isId ? '' : name}`) % (isId ? 5 : 2)) {
    case 0:
      return isId
        ? String(random.between(1_000, 99_999_999))
        : `${name.slice(0, 3).toLowerCase()}_${random.letters(mixed, 14)}`;
    case 1:
      return isId ? random.letters(hex, 24) : slug(random);
    case 2:
      return uuid(random);
    case 3:
      return random.letters(upper + digits, 22);
    default:
      return random.letters(mixed, 16);
  }
}
