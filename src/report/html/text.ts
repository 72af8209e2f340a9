import { forHtml } from '../escape.ts';

/** Text of several lines, as it stands in `pre`. */
export function forPre(text: string): string {
  return text.split('\n').map(forHtml).join('\n');
}

/** The Markdown that rules are written in (paragraphs, `code`, fenced blocks) as HTML; whatever else is in it stays text. */
export function fromMarkdown(markdown: string): string {
  return markdown
    .split(/^```[^\n]*$/m)
    .map((part, index) => (index % 2 === 1 ? blockOf(part.replace(/^\n|\n$/g, '')) : paragraphsOf(part)))
    .join('');
}

function blockOf(code: string): string {
  return `<pre class="wrap"><code>${forPre(code)}</code></pre>\n`;
}

function paragraphsOf(text: string): string {
  return text
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== '')
    .map((paragraph) => `<p>${inline(paragraph)}</p>\n`)
    .join('');
}

export function inline(text: string): string {
  return forHtml(text).replace(/`([^`]+)`/g, '<code>$1</code>');
}

/** A column that is a number stands right. */
export interface Column {
  readonly name: string;
  readonly isNumber?: boolean;
}

/** Rows of HTML; the first cell is the row's head. A table wider than the screen is scrolled by itself. */
export function table(label: string, columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const kind = ({ isNumber = false }: Column): string => (isNumber ? ' class="n"' : '');
  const head = columns.map((column) => `<th scope="col"${kind(column)}>${forHtml(column.name)}</th>`).join('');
  const body = rows.map((cells) => {
    const [first = '', ...rest] = cells;
    const others = rest.map((cell, index) => `<td${kind(columns[index + 1] ?? { name: '' })}>${cell}</td>`);
    return `<tr><th scope="row">${first}</th>${others.join('')}</tr>\n`;
  });
  return `<section class="wide" aria-label="${forHtml(label)}" tabindex="0">\n<table>\n<thead><tr>${head}</tr></thead>\n<tbody>\n${body.join('')}</tbody>\n</table>\n</section>\n`;
}

/** A share from 0 to 100 as a bar; the number beside it says the same. */
export function bar(share: number, kind: string): string {
  return `<svg class="${kind}" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true"><rect width="${share}" height="1"/></svg>`;
}
