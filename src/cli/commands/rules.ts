import type { RuleKind } from '../../finding/rule-meta.ts';
import { forLine } from '../../report/escape.ts';
import { allRules } from '../all-rules.ts';
import type { Configure } from '../configure.ts';
import type { Io } from '../io.ts';
import { oneOf } from '../options.ts';
import { ownRules } from '../own-rules.ts';
import { isInRulesets, rulesetNames, type RulesetName } from '../rulesets.ts';
import { userErrorsOf } from '../user-error.ts';

interface RulesFlags {
  readonly kind?: RuleKind;
  readonly ruleset?: RulesetName;
  readonly format: 'text' | 'json';
}

const help = `
With words those rules whose id or title holds all of them:
  sallyport rules token expired
  sallyport rules --kind probe --ruleset fintech
  sallyport explain <id>              all about one of them`;

export const configure: Configure = (command, io, exit) => {
  command
    .argument('[words...]', 'what id or title must hold, in upper or lower case')
    .option('--kind <kind>', 'lint, diff, traffic, probe', oneOf(['lint', 'diff', 'traffic', 'probe'], '--kind'))
    .option('--ruleset <name>', `only the rules of ${rulesetNames.join(', ')}`, oneOf(rulesetNames, '--ruleset'))
    .option('-f, --format <format>', 'text, json', oneOf(['text', 'json'], '--format'), 'text')
    .addHelpText('after', help)
    .action(async (words: readonly string[], { kind, ruleset, format }: RulesFlags) => {
      const own = ruleset === undefined ? await listedOwn(io) : [];
      const rows = [...(await allRules()), ...own]
        .filter((rule) => kind === undefined || rule.kind === kind)
        .filter((rule) => ruleset === undefined || isInRulesets([ruleset], rule))
        .filter(({ id, title }) => words.every((word) => `${id} ${title}`.toLowerCase().includes(word.toLowerCase())))
        .map(({ id, kind: of, severity, title }) => ({ id, kind: of, severity, title }));
      io.stdout.write(format === 'json' ? `${JSON.stringify(rows, null, 2)}\n` : textOf(rows));
      if (rows.length === 0) io.stderr.write('sallyport: no rule is like that\n  sallyport rules lists all\n');
      exit(0);
    });
};

/** A config with mistakes hides no rule of the program: its hints send here. */
async function listedOwn({ cwd, stderr }: Io): ReturnType<typeof ownRules> {
  try {
    return await ownRules(cwd, undefined);
  } catch (error) {
    if (userErrorsOf(error) === undefined) throw error;
    stderr.write('sallyport: the config has mistakes, so its own rules are not listed\n  sallyport config validate\n');
    return [];
  }
}

interface RuleRow {
  readonly id: string;
  readonly kind: RuleKind;
  readonly severity: string;
  readonly title: string;
}

function textOf(rows: readonly RuleRow[]): string {
  const width = Math.max(...rows.map(({ id }) => id.length));
  return rows
    .map((row) => `${row.id.padEnd(width)}  ${row.kind.padEnd(7)}  ${row.severity.padEnd(8)}  ${forLine(row.title)}\n`)
    .join('');
}
