/** A bit a format. */
export type FormatMask = number;

const formats = ['uuid', 'date-time', 'date', 'email', 'uri', 'ipv4'] as const;
export type FormatName = (typeof formats)[number];

const patterns: Readonly<Record<FormatName, RegExp>> = {
  uuid: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i,
  // RFC 3339: with an offset, which is what makes it a moment.
  'date-time':
    /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/i,
  date: /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/,
  email: /^[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}$/,
  uri: /^[a-z][a-z0-9+.-]{1,20}:\/\/[A-Za-z0-9.-]{1,253}(?::\d{1,5})?(?:[/?#][A-Za-z0-9\-._~:/?#@!$&'()*+,;=%]{0,2000})?$/,
  ipv4: /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.|$)){4}(?<!\.)$/,
};

export const everyFormat: FormatMask = (1 << formats.length) - 1;

/** The formats that a text has. */
export function formatsOf(text: string): FormatMask {
  if (text.length < 7 || text.length > 2_300) return 0;
  let mask = 0;
  for (const [index, name] of formats.entries()) if (patterns[name].test(text)) mask |= 1 << index;
  return mask;
}

/** The one format of a mask; undefined where none is left. */
export function formatIn(mask: FormatMask): FormatName | undefined {
  return formats.find((_, index) => (mask & (1 << index)) !== 0);
}
