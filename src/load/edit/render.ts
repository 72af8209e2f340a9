import { isObject, type Json } from '../../model/json.ts';

export type Quote = "'" | '"';

/** How a text writes what is new in it. */
export interface Manner {
  readonly isJson: boolean;
  readonly newline: string;
  /** One step of indentation. */
  readonly step: string;
  /** JSON over several lines, or with a space behind colons. */
  readonly isSpread: boolean;
  readonly isSpaced: boolean;
  readonly quote: Quote;
  /** Block lists stand as deep as the key that holds them. */
  readonly hasFlushLists: boolean;
}

/** What a YAML reader of any version takes for another type when it stands without quotes. */
const words = /^(?:true|false|yes|no|on|off|y|n|null|~|\.nan|[-+]?\.inf)$/i;

/** Does the text mean itself without quotes, in a block and between brackets? Asked too strictly rather than too loosely. */
export function isPlain(text: string): boolean {
  return (
    /^[A-Za-z_$/^](?:[\w$/.:()^*+~=%?&;@-]| (?![#\s]))*$/.test(text) && !/:(?:\s|$)|\s$/.test(text) && !words.test(text)
  );
}

export function quoted(text: string, quote: Quote): string {
  // Line breaks and controls need the escapes that only double quotes have.
  return quote === '"' || /[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff]/.test(text)
    ? JSON.stringify(text)
    : `'${text.replaceAll("'", "''")}'`;
}

export function keyText(key: string, { isJson, quote }: Manner): string {
  if (isJson) return JSON.stringify(key);
  return isPlain(key) || /^\d+$/.test(key) ? key : quoted(key, quote);
}

/** A value on one line, between brackets if it is no scalar. Values of edits are a rule's own: a few levels deep. */
export function inline(value: Json, manner: Manner): string {
  if (typeof value === 'string') {
    if (manner.isJson) return JSON.stringify(value);
    return isPlain(value) ? value : quoted(value, manner.quote);
  }
  if (Array.isArray(value))
    return `[${(value as readonly Json[]).map((item) => inline(item, manner)).join(comma(manner))}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const entries = Object.entries(value).map(
    ([key, item]) => `${keyText(key, manner)}:${colonSpace(manner)}${inline(item ?? null, manner)}`,
  );
  const inner = entries.join(comma(manner));
  return manner.isJson || entries.length === 0 ? `{${inner}}` : `{ ${inner} }`;
}

function comma({ isJson, isSpaced }: Manner): string {
  return isJson && !isSpaced ? ',' : ', ';
}

export function colonSpace({ isJson, isSpaced }: Manner): string {
  return isJson && !isSpaced ? '' : ' ';
}

/** A value of JSON over several lines, its inner lines indented from `indent` on. */
export function spread(value: Json, manner: Manner, indent: string): string {
  return JSON.stringify(value, null, manner.step).replaceAll('\n', `${manner.newline}${indent}`);
}

/** An entry of a block, its key as it is to be written: its lines, indented from the key on. */
export function blockEntry(name: string, value: Json, manner: Manner): readonly string[] {
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0)
    return [`${name}: ${inline(value, manner)}`];
  if (Array.isArray(value)) {
    const deep = manner.hasFlushLists ? '' : manner.step;
    return [
      `${name}:`,
      ...(value as readonly Json[]).flatMap((item) => blockItem(item, manner)).map((line) => deep + line),
    ];
  }
  return [`${name}:`, ...blockLines(value, manner).map((line) => manner.step + line)];
}

function blockLines(value: Json, manner: Manner): readonly string[] {
  if (!isObject(value)) return [inline(value, manner)];
  return Object.entries(value).flatMap(([key, item]) => blockEntry(keyText(key, manner), item ?? null, manner));
}

/** An item of a block list: its lines, indented from the dash on. */
export function blockItem(item: Json, manner: Manner): readonly string[] {
  if (!isObject(item) || Object.keys(item).length === 0) return [`- ${inline(item, manner)}`];
  return blockLines(item, manner).map((line, index) => `${index === 0 ? '- ' : '  '}${line}`);
}

/** What the text does itself, so that an edit looks like its neighbours. */
export function mannerOf(text: string, isJson: boolean): Manner {
  const step = isJson ? /^\s*[{[]\r?\n([ \t]+)/.exec(text)?.[1] : /\n( +)[^\s#-]/.exec(text)?.[1];
  const [single, double] = [indexOr(text, `: '`), indexOr(text, `: "`)];
  return {
    isJson,
    newline: /\r\n/.test(text) ? '\r\n' : '\n',
    step: step ?? '  ',
    isSpread: isJson && /^\s*[{[]\s*\n/.test(text),
    isSpaced: /^[^:]*"\s*:\s/.test(text),
    quote: double < single ? '"' : "'",
    hasFlushLists: /(?:^|\n)( *)[^\s#-][^\n]*:\r?\n\1- /.test(text),
  };
}

function indexOr(text: string, part: string): number {
  const at = text.indexOf(part);
  return at === -1 ? Infinity : at;
}
