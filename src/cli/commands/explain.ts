import { ownPrefix } from '../../check/own-rules/own-rule.ts';
import { allRules } from '../all-rules.ts';
import { ownRules } from '../own-rules.ts';
import { dayAfter } from '../../finding/days.ts';
import type { Configure } from '../configure.ts';
import type { Io } from '../io.ts';
import { everyRule, offering } from '../options.ts';
import { allRuleIds, checkRuleIds } from '../rule-ids.ts';
import type { RuleKind, RuleMeta } from '../../finding/rule-meta.ts';
import { forTerminal } from '../../report/escape.ts';
import { Veil } from '../../report/veil.ts';

type Meta = RuleMeta & { readonly kind: RuleKind };

export const configure: Configure = (command, io, exit) => {
  const rule = offering((id: string) => id, [everyRule]);
  command
    .argument('<rule>', 'its id, as reports and "sallyport rules" print it; of rules.own as well', rule)
    .option(
      '-c, --config <file>',
      'read own rules of this config instead of sallyport.yaml at the top of the repository',
    )
    .action(async (asked: string, { config }: { readonly config?: string }) => {
      // Reports write the tier behind the id: `auth-http-basic/cleartext`.
      const id = asked.split('/', 1)[0] ?? asked;
      const own = allRuleIds.includes(id) ? undefined : await ownRule(id, config, io);
      if (own === undefined) checkRuleIds([id]);
      const found = own ?? (await allRules()).find((each) => each.id === id);
      if (found === undefined) throw new Error(`rule ${id} is in the index alone`);
      const text = explanation(found, io.now().toISOString().slice(0, 10));
      // Our own texts hold samples; a team's may hold what it should not.
      io.stdout.write(forTerminal(own === undefined ? text : new Veil().text(text)));
      exit(0);
    });
};

/** A rule of the team's own, which the config names. */
async function ownRule(id: string, file: string | undefined, { cwd }: Io): Promise<Meta | undefined> {
  if (!id.startsWith(ownPrefix)) return undefined;
  return (await ownRules(cwd, file)).find((each) => each.id === id);
}

/** Days that an exception has in what is to be copied: time to mend, and not for ever. */
const excusedDays = 90;

function explanation(rule: Meta, today: string): string {
  const tiers = rule.tiers?.map(({ name, severity }) => `${severity} (${name})`).join(', ');
  const facts = [
    ['kind', rule.kind],
    ['severity', tiers ?? rule.severity],
    ['OWASP', rule.owasp.join(', ')],
    ['CWE', `CWE-${rule.cwe}`],
    ...(rule.controls === undefined ? [] : [['controls', rule.controls.join(', ')]]),
  ].map(([name = '', value = '']) => `${name.padEnd(9)} ${value}`);
  const mends = rule.mends === undefined ? '' : `\nsallyport lint --fix\n\n${rule.mends}\n`;
  return `${rule.id}: ${rule.title}\n\n${facts.join('\n')}\n\nWhy\n\n${rule.why.trim()}\n\nFix\n\n${rule.fix.trim()}\n${mends}\n${exception(rule, today)}`;
}

/** How to say that it may stand, ready to be copied. */
function exception({ id }: RuleMeta, today: string): string {
  return `Where it is meant to be so: an exception in sallyport.yaml, for one operation or, without that, for all

\`\`\`yaml
ignore:
  - { rule: ${id}, operation: 'GET /path', reason: why it may stand, expires: ${dayAfter(today, excusedDays)} }
\`\`\`
`;
}
