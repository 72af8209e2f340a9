import type { Chance } from './chance.ts';

/** One format: how a text of it is made, and what it must look like (as ajv-formats and the RFCs of JSON Schema have it). */
interface Format {
  readonly make: (chance: Chance) => string;
  readonly test: (text: string) => boolean;
  /** The plain one, where nothing asks for several. */
  readonly usual?: string;
  /** Where the usual one is too long. */
  readonly short?: string;
  /** Where it is too short: the text and at least so many characters more. */
  readonly longer?: (text: string, by: number) => string;
}

const behind = (text: string, by: number): string => text + 'a'.repeat(by);
const before = (text: string, by: number): string => 'a'.repeat(by) + text;

const two = (value: number): string => String(value).padStart(2, '0');
const hex = (chance: Chance, length: number): string =>
  Array.from({ length }, () => chance.below(16).toString(16)).join('');
const word = (chance: Chance): string => `probe${hex(chance, 4)}`;
const date = (chance: Chance): string => `2026-${two(1 + chance.below(12))}-${two(1 + chance.below(28))}`;
const time = (chance: Chance): string => `${two(chance.below(24))}:${two(chance.below(60))}:${two(chance.below(60))}Z`;
const matching =
  (expression: RegExp) =>
  (text: string): boolean =>
    text.length <= 2_000 && expression.test(text);

const dateForm = /^(\d{4})-(\d\d)-(\d\d)$/;
function isDate(text: string): boolean {
  const [, year = '', month = '', day = ''] = dateForm.exec(text) ?? [];
  const days = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  return year !== '' && Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= days;
}
const isTime = matching(/^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]([01]\d|2[0-3]):?[0-5]\d)$/i);
const isDateTime = (text: string): boolean =>
  isDate(text.slice(0, 10)) && /^[Tt\s]$/.test(text.charAt(10)) && isTime(text.slice(11));
const isUri = matching(/^[a-z][a-z0-9+.-]*:[^\s"<>\\^`{|}]+$/i);
const uri = (chance: Chance): string => `https://example.com/${word(chance)}`;
const base64 = (chance: Chance): string => `cHJv${hex(chance, 4)}`;

/** Hosts and addresses are those that RFC 2606, 5737 and 3849 keep for examples. */
export const formats: ReadonlyMap<string, Format> = new Map<string, Format>([
  ['date', { usual: '2026-01-15', make: date, test: isDate }],
  ['time', { usual: '12:00:00Z', make: time, test: isTime }],
  [
    'date-time',
    { usual: '2026-01-15T12:00:00Z', make: (chance) => `${date(chance)}T${time(chance)}`, test: isDateTime },
  ],
  ['iso-date-time', { make: (chance) => `${date(chance)}T${time(chance)}`, test: isDateTime }],
  ['iso-time', { make: time, test: isTime }],
  [
    'duration',
    {
      make: (chance) => `P${1 + chance.below(28)}D`,
      test: matching(/^P(?!$)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(\d+H)?(\d+M)?(\d+S)?)?$/),
    },
  ],
  [
    'uuid',
    {
      usual: '3f2b8a1e-6d4c-4e5f-9a7b-1c2d3e4f5a6b',
      make: (chance) => `${hex(chance, 8)}-${hex(chance, 4)}-4${hex(chance, 3)}-a${hex(chance, 3)}-${hex(chance, 12)}`,
      test: matching(/^(?:urn:uuid:)?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i),
    },
  ],
  [
    'email',
    {
      usual: 'probe@example.com',
      make: (chance) => `${word(chance)}@example.com`,
      test: matching(
        /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/i,
      ),
      short: 'p@a.io',
      longer: before,
    },
  ],
  ['uri', { usual: 'https://example.com/probe', make: uri, test: isUri, short: 'urn:a', longer: behind }],
  [
    'url',
    {
      usual: 'https://example.com/probe',
      make: uri,
      test: matching(/^(?:https?|ftp):\/\/[a-z0-9.-]+\.[a-z]{2,}(?::\d{2,5})?(?:[/?#]\S*)?$/i),
      short: 'http://a.io',
      longer: behind,
    },
  ],
  ['uri-reference', { make: uri, test: matching(/^[^\s"<>\\^`{|}]*$/), short: 'a', longer: behind }],
  ['uri-template', { make: uri, test: matching(/^(?:[^\s"'<>%\\^`{|}]|%[0-9a-f]{2}|\{[^{}\s]+\})*$/i) }],
  [
    'hostname',
    {
      make: (chance) => `${word(chance)}.example.com`,
      test: matching(
        /^(?=.{1,253}\.?$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*\.?$/i,
      ),
      short: 'a.io',
      longer: (text, by) => 'aaaaaaaaa.'.repeat(Math.ceil(by / 10)) + text,
    },
  ],
  [
    'ipv4',
    {
      usual: '192.0.2.10',
      make: (chance) => `192.0.2.${1 + chance.below(250)}`,
      test: matching(/^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.|$)){4}$/),
    },
  ],
  [
    'ipv6',
    {
      make: (chance) => `2001:db8::${hex(chance, 3)}1`,
      test: (text) => /^[0-9a-f:.]{2,45}$/i.test(text) && text.split(':').length >= 3,
    },
  ],
  [
    'byte',
    {
      usual: 'cHJvYmU=',
      make: base64,
      short: 'QQ==',
      longer: (text, by) => 'QUFB'.repeat(Math.ceil(by / 4)) + text,
      test: matching(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/),
    },
  ],
  ['json-pointer', { make: (chance) => `/${word(chance)}`, test: matching(/^(?:\/(?:[^~/]|~0|~1)*)*$/) }],
  ['relative-json-pointer', { make: () => '0', test: matching(/^(?:0|[1-9]\d*)(?:#|(?:\/(?:[^~/]|~0|~1)*)*)$/) }],
  ['regex', { make: () => '^[a-z]+$', test: (text) => text.length > 0 }],
  [
    'password',
    {
      usual: 'Pr0be-secret!',
      make: (chance) => `Pr0be-${hex(chance, 6)}!`,
      test: () => true,
      short: 'Pr0be!',
      longer: behind,
    },
  ],
  // No format of JSON Schema, but what their names say: nothing is refused for them.
  ['phone', { make: (chance) => `+4420794609${10 + chance.below(90)}`, test: () => true }],
  ['phone-number', { make: (chance) => `+4420794609${10 + chance.below(90)}`, test: () => true }],
  ['iban', { make: () => 'GB33BUKB20201555555555', test: () => true }],
  ['currency', { make: () => 'EUR', test: () => true }],
  ['decimal', { make: (chance) => `${1 + chance.below(90)}.00`, test: () => true }],
]);

/** Does the text look like what the format says? Of formats that are not known: yes. */
export function isOfFormat(format: string, text: string): boolean {
  return formats.get(format)?.test(text) ?? true;
}

/** What the formats of numbers hold, inclusive (OpenAPI's format registry). */
export const numberFormats: ReadonlyMap<string, readonly [least: number, most: number]> = new Map([
  ['int8', [-128, 127]],
  ['int16', [-32_768, 32_767]],
  ['int32', [-2_147_483_648, 2_147_483_647]],
  ['uint8', [0, 255]],
  ['uint16', [0, 65_535]],
  ['uint32', [0, 4_294_967_295]],
  ['uint64', [0, Number.MAX_SAFE_INTEGER]],
]);
