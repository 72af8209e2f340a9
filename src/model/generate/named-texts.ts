import { wordsOf } from '../words.ts';
import type { Chance } from './chance.ts';

/** What a property of such a name usually holds, where the schema says no more: numbers are those that are published for tests. */
const texts: readonly (readonly [name: RegExp, make: (chance: Chance) => string])[] = [
  [/\biban$/, () => 'GB33BUKB20201555555555'],
  [/\bbic$|\bswift( code)?$/, () => 'BUKBGB22'],
  [/\bcurrency( code)?$/, () => 'EUR'],
  [/\bcountry( code)?$/, () => 'GB'],
  [/\b(language|locale|lang)( code)?$/, () => 'en'],
  [/\btime ?zone$/, () => 'Europe/London'],
  [/\be ?mail( address)?$/, (chance) => `probe${chance.below(10_000)}@example.com`],
  [/\b(phone|mobile|msisdn|telephone)( number)?$/, (chance) => `+4420794609${10 + chance.below(90)}`],
  [/\b(url|uri|webhook|callback|href|website)$/, (chance) => `https://example.com/probe${chance.below(10_000)}`],
  [/\b(card number|pan)$/, () => '4111111111111111'],
  [/\b(mcc|merchant category code)$/, () => '5812'],
  [/\b(first|given) name$/, () => 'Ada'],
  [/\b(last|family|sur) ?name$/, () => 'Probe'],
  [/\bcity$|\btown$/, () => 'London'],
  [/\b(post ?code|postal code|zip( code)?)$/, () => 'EC1A 1BB'],
  [/\bdate of birth$|\bdob$|\bbirth ?date$/, () => '1990-01-15'],
  [/\b(date|day)$/, (chance) => `2026-01-${10 + chance.below(18)}`],
  [/\b(at|timestamp|date time)$/, (chance) => `2026-01-15T12:00:${10 + chance.below(49)}Z`],
  [/\b(amount|price|balance)$/, (chance) => `${1 + chance.below(9)}.00`],
];

export function namedText(name: string, chance: Chance): string | undefined {
  const words = wordsOf(name).join(' ');
  return texts.find(([form]) => form.test(words))?.[1](chance);
}
