/** Rows of RFC 4180, where every cell is quoted; what is something else is an error. */
export function cells(text: string): readonly (readonly string[])[] {
  const rows = text.split('\r\n');
  if (rows.pop() !== '') throw new Error('the last row does not end');
  return rows.map((row) => {
    if (!/^"(?:[^"]|"")*"(?:,"(?:[^"]|"")*")*$/.test(row)) throw new Error(`no row of quoted cells: ${row}`);
    return [...row.matchAll(/"((?:[^"]|"")*)"(?:,|$)/g)].map(([, cell = '']) => cell.replaceAll('""', '"'));
  });
}
