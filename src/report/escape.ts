/* Every sink has its own escape: what is written comes from documents and captures of strangers. */

/** Controls (ESC and the C1 range with them), bidirectional overrides, and line ends that are none in a source file. */
const unprintable = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
/** The same, where line breaks and C0 are already taken care of by the format. */
const obeyed = /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Whatever `forTerminal` writes in another way. */
const suspicious = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]|::|##\[/;

/**
 * For a terminal: what it would act upon is written out, so that text only prints. So are the beginnings of workflow
 * commands, which GitHub's runner obeys in any output: `::` first in a line, behind blanks too, and `##[` anywhere.
 */
export function forTerminal(text: string): string {
  // One look for nearly all texts, which hold none of it.
  if (!suspicious.test(text)) return text;
  return text
    .replace(unprintable, (character) => `\\u{${character.charCodeAt(0).toString(16)}}`)
    .replace(/(^|\s)::/g, '$1\\u{3a}:')
    .replaceAll('##[', '#\\u{23}[');
}

/** For one line of a terminal: line breaks and tabs become blanks as well. */
export function forLine(text: string): string {
  return forTerminal(text.replace(/[\n\t]/g, ' '));
}

/** For XML 1.0 content and attributes: characters that it forbids (section 2.2) and lone surrogates are left out. */
export function forXml(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/[\r\n\t]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(obeyed, (character) => `&#x${character.charCodeAt(0).toString(16)};`)
    .replace(/(^|\s)::/g, '$1&#58;:')
    .replaceAll('##[', '#&#35;[');
}

/** For XML content alone: line breaks stay as they are. */
export function forXmlText(text: string): string {
  return text.split('\n').map(forXml).join('\n');
}

/** A value as JSON that means the same and does nothing on a terminal; lone surrogates, which many parsers refuse, are replaced. */
export function toJson(value: unknown, indent: number): string {
  const text = JSON.stringify(value, undefined, indent);
  // A replacer function would be asked for each of a million values: lone surrogates alone are written out by JSON.stringify.
  const wellFormed = text.includes('\\ud')
    ? text.replace(/\\(ud[89a-f][0-9a-f]{2}|[^])/g, (escape, code: string) => (code.length > 1 ? '\ufffd' : escape))
    : text;
  return wellFormed
    .replace(obeyed, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replaceAll('##[', '#\\u0023[');
}

/** For SARIF's plain text: its brackets would begin a link (SARIF 2.1.0 section 3.11.6). */
export function forSarifText(text: string): string {
  return forTerminal(text.toWellFormed()).replace(/([[\]\\])/g, '\\$1');
}

/** The text within `max` UTF-16 units, cut at a whole character and marked. */
export function cut(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max - 3).toWellFormed()}...`;
}
