import type { Configure } from '../configure.ts';
import { allRules } from '../all-rules.ts';
import { everyRule, offering } from '../options.ts';
import { checkRuleIds } from '../rule-ids.ts';
import type { RuleKind, RuleMeta } from '../../finding/rule-meta.ts';
import { forTerminal } from '../../report/escape.ts';

export const configure: Configure = (command, io, exit) => {
  const rule = offering((id: string) => id, [everyRule]);
  command
    .argument('<rule>', 'its id, as reports and "sallyport rules" print it', rule)
    .action(async (asked: string) => {
      // Reports write the tier behind the id: `auth-http-basic/cleartext`.
      const id = asked.split('/', 1)[0] ?? asked;
      checkRuleIds([id]);
      const found = (await allRules()).find((each) => each.id === id);
      if (found === undefined) throw new Error(`rule ${id} is in the index alone`);
      io.stdout.write(forTerminal(explanation(found)));
      exit(0);
    });
};

function explanation(rule: RuleMeta & { readonly kind: RuleKind }): string {
  const tiers = rule.tiers?.map(({ name, severity }) => `${severity} (${name})`).join(', ');
  const facts = [
    ['kind', rule.kind],
    ['severity', tiers ?? rule.severity],
    ['OWASP', rule.owasp.join(', ')],
    ['CWE', `CWE-${rule.cwe}`],
    ...(rule.controls === undefined ? [] : [['controls', rule.controls.join(', ')]]),
  ].map(([name = '', value = '']) => `${name.padEnd(9)} ${value}`);
  const mends = rule.mends === undefined ? '' : `\nsallyport lint --fix\n\n${rule.mends}\n`;
  return `${rule.id}: ${rule.title}\n\n${facts.join('\n')}\n\nWhy\n\n${rule.why.trim()}\n\nFix\n\n${rule.fix.trim()}\n${mends}`;
}
