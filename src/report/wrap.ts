export interface Column {
  /** In characters. */
  readonly width: number;
  readonly indent: string;
  /** What the first line begins with, as wide as the indent. */
  readonly first?: string;
}

/** Text broken at blanks into indented lines; a word that is longer than the line stays whole. */
export function wrap(text: string, { width, indent, first = indent }: Column): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && indent.length + line.length + 1 + word.length > width) {
      lines.push((lines.length === 0 ? first : indent) + line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return line === '' ? lines : [...lines, (lines.length === 0 ? first : indent) + line];
}
