import type { Configure } from '../configure.ts';
import { oneOf } from '../options.ts';
import { allRules } from '../all-rules.ts';
import { forLine } from '../../report/escape.ts';

export const configure: Configure = (command, io, exit) => {
  command
    .option('-f, --format <format>', 'text, json', oneOf(['text', 'json'], '--format'), 'text')
    .action(async ({ format }: { readonly format: 'text' | 'json' }) => {
      const rules = await allRules();
      const rows = rules.map(({ id, kind, severity, title }) => ({ id, kind, severity, title }));
      const width = Math.max(...rows.map(({ id }) => id.length));
      const text = (): string =>
        rows
          .map(
            (row) =>
              `${row.id.padEnd(width)}  ${row.kind.padEnd(7)}  ${row.severity.padEnd(8)}  ${forLine(row.title)}\n`,
          )
          .join('');
      io.stdout.write(format === 'json' ? `${JSON.stringify(rows, null, 2)}\n` : text());
      exit(0);
    });
};
