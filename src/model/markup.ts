/** A tag or an address that a browser runs. Data other than HTML is shown, not run. */
const dangerous: readonly { readonly what: string; readonly pattern: RegExp }[] = [
  { what: 'a script', pattern: /<script\b[^<>]{0,300}\bsrc\s*=|<script\b[^<>]{0,300}>[^]{0,10000}?<\/script/i },
  {
    what: 'a link that runs script',
    pattern: /(?:\]\(|\]:|<|\b(?:href|src|action|formaction)\s?=)[\s"'<]{0,9}(?:java|vb)script:/i,
  },
  {
    what: 'a link to HTML in a data URL',
    pattern: /(?:\]\(|\]:|<|\b(?:href|src|action|formaction)\s?=)[\s"'<]{0,9}data:(?:text\/html|application\/xhtml)/i,
  },
  {
    what: 'an event handler',
    pattern:
      /<[a-z][a-z0-9-]{0,20}\s[^<>]{0,300}?\bon(?:click|dblclick|error|load|focus|blur|submit|change|input|toggle|mouse[a-z]{2,8}|pointer[a-z]{2,8}|key[a-z]{2,8}|animation[a-z]{3,9}|begin)\s?=/i,
  },
];

/** Longest text that is looked at, in characters. */
const textMax = 100_000;

/** What a text that is shown as Markdown would run in the reader's browser; undefined for nothing. Code is shown as it is. */
export function activeMarkup(text: string): string | undefined {
  // Nearly every text ends here.
  if (!text.includes('<') && !text.includes('cript:') && !text.includes('data:')) return undefined;
  if (!/<script|script:|data:|\bon[a-z]{4,}\s?=/i.test(text)) return undefined;
  const shown = withoutCode(text.slice(0, textMax));
  return dangerous.find(({ pattern }) => pattern.test(shown))?.what;
}

/** Without fences, code spans and indented blocks: a run of backticks ends at the next run of the same length. */
function withoutCode(text: string): string {
  const parts = text.split(/(`+)/);
  const next = new Map<string, number>();
  const closing = new Map<number, number>();
  for (let index = parts.length - 2; index > 0; index -= 2) {
    const ticks = parts[index] ?? '';
    const end = next.get(ticks);
    if (end !== undefined) closing.set(index, end);
    next.set(ticks, index);
  }
  let shown = '';
  for (let index = 0; index < parts.length; index += 1) {
    const end = closing.get(index);
    if (end === undefined) shown += parts[index] ?? '';
    else index = end;
  }
  return shown.replace(/^(?: {4}|\t).*$/gm, '');
}
