/**
 * Own rules of numbers against libraries that others keep. Of each random body every ending is tried, so that valid numbers
 * come up as well as corrupted ones; both must say the same of all of them.
 */
import { stdnum } from 'stdnum';
import { describe, expect, it } from 'vitest';
import validator from 'validator';
import { isCbu, isClabe, isImei } from '../../../../src/model/data-class/bank-checks.ts';
import * as europe from '../../../../src/model/data-class/european-checks.ts';
import { isAadhaar } from '../../../../src/model/data-class/forms.ts';
import * as world from '../../../../src/model/data-class/world-checks.ts';
import { passesAba, passesLuhn } from '../../../../src/model/data-class/checksums.ts';
import { Random } from '../../../../scripts/random.ts';

type Test = (text: string) => boolean;
const library =
  (country: string, name: string): Test =>
  (text) =>
    stdnum[country]?.[name]?.validate(text).isValid === true;

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const digits = '0123456789';
const two = (low: number, high: number, random: Random): string =>
  String(low + random.below(high - low + 1)).padStart(2, '0');
/** Endings of one character, or of two digits. */
const tails = (alphabet: string): readonly string[] => [...alphabet];
const pairs = Array.from({ length: 100 }, (_, index) => String(index).padStart(2, '0'));

interface Case {
  readonly name: string;
  readonly ours: Test;
  readonly theirs: Test;
  readonly body: (random: Random) => string;
  readonly tails: readonly string[];
  /** Where the library is known to be wrong. */
  readonly unless?: Test;
}

/** `99` digits, `A` letters, anything else itself. */
const shaped =
  (shape: string) =>
  (random: Random): string =>
    shape.replace(/[9A]/g, (place) => random.of(place === '9' ? digits : letters));
/** Year, month and day of two digits each, with what stands before and behind. */
const dated =
  (rest: string) =>
  (random: Random): string =>
    two(0, 99, random) + two(1, 12, random) + two(1, 28, random) + shaped(rest)(random);
const daysFirst =
  (rest: string) =>
  (random: Random): string =>
    two(1, 28, random) + two(1, 12, random) + two(0, 99, random) + shaped(rest)(random);

const cases: readonly Case[] = [
  { name: 'BSN', ours: europe.isBsn, theirs: library('NL', 'bsn'), body: shaped('19999999'), tails: tails(digits) },
  {
    name: 'Steuer-ID',
    ours: europe.isGermanTaxId,
    theirs: library('DE', 'idnr'),
    // Nine different digits and one of them again: random ones have a pair or a triple too many.
    body: (random) => {
      const order = random.shuffled([...digits]);
      const again = order[random.below(9)] ?? '';
      return random.shuffled([...order.slice(0, 9), again]).join('');
    },
    tails: tails(digits),
  },
  {
    name: 'DNI',
    ours: europe.isDni,
    theirs: library('ES', 'dni'),
    body: shaped('99999999'),
    tails: tails(letters),
  },
  {
    name: 'NIE',
    ours: europe.isDni,
    theirs: library('ES', 'nie'),
    body: (random) => random.of('XYZ') + shaped('9999999')(random),
    tails: tails(letters),
  },
  { name: 'PESEL', ours: europe.isPesel, theirs: library('PL', 'pesel'), body: dated('9999'), tails: tails(digits) },
  {
    name: 'NIR',
    ours: europe.isNir,
    theirs: library('FR', 'nir'),
    body: (random) =>
      `${random.of('12')}${two(0, 99, random)}${two(1, 12, random)}${two(1, 89, random)}${shaped('999999')(random)}`,
    tails: pairs,
  },
  {
    name: 'NIF',
    ours: europe.isPortugueseNif,
    theirs: library('PT', 'nif'),
    body: shaped('29999999'),
    tails: tails(digits),
  },
  {
    name: 'personnummer',
    ours: europe.isPersonnummer,
    theirs: library('SE', 'personnummer'),
    body: dated('-999'),
    tails: tails(digits),
  },
  {
    name: 'fødselsnummer',
    ours: europe.isFodselsnummer,
    theirs: library('NO', 'fodselsnummer'),
    body: (random) => `${two(1, 28, random)}${two(1, 12, random)}${two(40, 99, random)}${shaped('199')(random)}`,
    tails: pairs,
  },
  {
    name: 'hetu',
    ours: europe.isHetu,
    theirs: library('FI', 'hetu'),
    body: daysFirst('-999'),
    tails: tails(digits + letters),
  },
  {
    name: 'Belgian national number',
    ours: europe.isBelgianNumber,
    theirs: library('BE', 'nn'),
    body: (random) => `${two(70, 99, random)}${two(1, 12, random)}${two(1, 28, random)}${shaped('199')(random)}`,
    tails: pairs,
    // It takes 98 for 01 and 00 for 97.
    unless: (text) => /(?:98|99|00)$/.test(text),
  },
  { name: 'AHV', ours: europe.isAhv, theirs: library('CH', 'ssn'), body: shaped('756999999999'), tails: tails(digits) },
  { name: 'PPS', ours: europe.isPps, theirs: library('IE', 'pps'), body: shaped('9999999'), tails: tails(letters) },
  {
    name: 'UTR',
    ours: europe.isUtr,
    theirs: library('GB', 'utr'),
    body: shaped('999999999'),
    tails: tails(digits),
  },
  { name: 'CPF', ours: world.isCpf, theirs: library('BR', 'cpf'), body: shaped('999999999'), tails: pairs },
  {
    name: 'CPF (validator)',
    ours: world.isCpf,
    theirs: (text) => validator.isTaxID(text, 'pt-BR'),
    body: shaped('999999999'),
    tails: pairs,
  },
  { name: 'CNPJ', ours: world.isCnpj, theirs: library('BR', 'cnpj'), body: shaped('999999999999'), tails: pairs },
  { name: 'SIN', ours: world.isSin, theirs: library('CA', 'sin'), body: shaped('19999999'), tails: tails(digits) },
  { name: 'TFN', ours: world.isTfn, theirs: library('AU', 'tfn'), body: shaped('99999999'), tails: tails(digits) },
  { name: 'ABN', ours: world.isAbn, theirs: library('AU', 'abn'), body: shaped('999999999'), tails: pairs },
  { name: 'CUIT', ours: world.isCuit, theirs: library('AR', 'cuit'), body: shaped('2099999999'), tails: tails(digits) },
  {
    name: 'CBU',
    ours: isCbu,
    theirs: library('AR', 'cbu'),
    body: cbu,
    tails: tails(digits),
    unless: (text) => text.endsWith('0'),
  }, // It wants a check digit of `10`.
  {
    name: 'CLABE',
    ours: isClabe,
    theirs: library('MX', 'clabe'),
    body: shaped('00201099999999999'),
    tails: tails(digits),
  },
  {
    name: 'CURP',
    ours: world.isCurp,
    theirs: library('MX', 'curp'),
    body: (random) =>
      `BOX${random.of('WXZ')}${dated('')(random)}${random.of('HM')}CL${shaped('')(random)}N${random.of('SRT')}${random.of('BCD')}0`,
    tails: tails(digits),
  },
  {
    name: 'GSTIN',
    ours: world.isGstin,
    theirs: library('IN', 'gstin'),
    body: (random) => `27${random.of(letters)}AP${random.of('PCFH')}${random.of(letters)}${shaped('9999A')(random)}1Z`,
    tails: tails(digits + letters),
  },
  {
    name: 'Aadhaar',
    ours: isAadhaar,
    theirs: library('IN', 'aadhaar'),
    body: (random) => random.of('23456789') + shaped('9999999999')(random),
    tails: tails(digits),
  },
  { name: 'RRN', ours: world.isRrn, theirs: library('KR', 'rrn'), body: dated('109999'), tails: tails(digits) },
  {
    name: 'resident identity',
    ours: world.isChineseId,
    theirs: library('CN', 'ric'),
    body: (random) =>
      `11010819${two(50, 99, random)}${two(1, 12, random)}${two(1, 28, random)}${shaped('999')(random)}`,
    tails: tails(`${digits}X`),
  },
  {
    name: 'South African id',
    ours: world.isSouthAfricanId,
    theirs: library('ZA', 'idnr'),
    body: (random) => `${dated('9999')(random)}${random.of('01')}8`,
    tails: tails(digits),
  },
  {
    name: 'T.C. Kimlik',
    ours: world.isTckn,
    theirs: library('TR', 'tckimlik'),
    body: shaped('199999999'),
    tails: pairs,
  },
  {
    name: 'IMEI',
    ours: isImei,
    theirs: (text) => validator.isIMEI(text),
    body: shaped('35999999999999'),
    tails: tails(digits),
  },
  {
    name: 'ABA',
    ours: passesAba,
    theirs: (text) => validator.isAbaRouting(text),
    body: (random) => `0${random.of('123456789')}${shaped('999999')(random)}`,
    tails: tails(digits),
  },
  {
    name: 'Luhn',
    ours: passesLuhn,
    theirs: (text) => validator.isLuhnNumber(text),
    body: shaped('999999999999999'),
    tails: tails(digits),
  },
  {
    name: 'codice fiscale',
    ours: europe.isCodiceFiscale,
    theirs: library('IT', 'codicefiscale'),
    body: (random) =>
      `RSSM${random.of('RTL')}${random.of('ABC')}${two(30, 99, random)}${random.of('ABCDEHLMPRST')}${two(1, 28, random)}H${shaped('999')(random)}`,
    tails: tails(letters),
  },
];

function cbu(random: Random): string {
  for (;;) {
    const bank = shaped('2859999')(random);
    const check = [...'123456789'].find((digit) => isCbu(`${bank}${digit}00000000000000`));
    if (check !== undefined) return `${bank}${check}${shaped('9999999999999')(random)}`;
  }
}

/** Bodies of one number; with their endings 2,000 to 20,000 values. */
const bodies = 200;

describe.each(cases)('$name', ({ ours, theirs, body, tails: endings, unless }) => {
  it('is the same to a library of others, valid or not', () => {
    const random = new Random(20_261_128);
    let valid = 0;
    let corrupted = 0;
    for (let run = 0; run < bodies; run += 1) {
      const start = body(random);
      for (const tail of endings) {
        const text = start + tail;
        if (unless?.(text) === true) continue;
        const answer = ours(text);
        expect(answer, text).toBe(theirs(text));
        if (answer) valid += 1;
        else corrupted += 1;
      }
    }
    expect(valid).toBeGreaterThan(bodies / 2);
    expect(corrupted).toBeGreaterThan(bodies);
  });
});
