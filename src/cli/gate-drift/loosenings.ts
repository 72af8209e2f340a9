import type { Override } from '../../finding/override.ts';
import type { RuleKind, RuleMeta, Severity } from '../../finding/rule-meta.ts';
import { compareSeverity } from '../../finding/standing.ts';
import { audiences, sensitivities, type Policy } from '../../model/policy.ts';
import { child, type Pointer } from '../../model/source.ts';
import type { Config, RulesPart } from '../config/config.ts';
import { isChosen } from '../rule-selection.ts';
import { moreDays } from './more-days.ts';
import { rulesetDefault } from '../rulesets.ts';
import { coversDemand, coversIgnore, isSameWidth } from './covers.ts';

/** One way in which the newer settings let more through than the older ones. */
export interface Loosening {
  readonly at: Pointer;
  /** For the fingerprint: what was loosened. */
  readonly subject: string;
  readonly message: string;
}

type Meta = RuleMeta & { readonly kind: RuleKind };
export interface Settings {
  readonly before: Config;
  readonly after: Config;
  readonly rules: readonly Meta[];
  /** The newer config's root: what is gone has no place of its own. */
  readonly root: Pointer;
}

/** Everything that the newer config lets through and the older one did not; placed on its line in the newer one. */
export function looseningsOf(settings: Settings): readonly Loosening[] {
  return [
    ...threshold(settings),
    ...rulesLess(settings),
    ...overrides(settings),
    ...ignores(settings),
    ...policies(settings),
    ...shorterNotice(settings),
    ...moreDays(settings),
  ];
}

function threshold({ before, after, root }: Settings): readonly Loosening[] {
  const [was, is] = [before.gate.failOn ?? 'high', after.gate.failOn ?? 'high'];
  const isLess = is === 'none' ? was !== 'none' : was !== 'none' && compareSeverity(is, was) < 0;
  if (!isLess) return [];
  return [
    { at: child(root, 'fail-on'), subject: 'fail-on', message: `The gate fails at ${is} and no longer at ${was}.` },
  ];
}

/** Judged by what runs in the end: rulesets, `on`, `off` and severities together. */
function rulesLess({ before, after, rules, root }: Settings): readonly Loosening[] {
  const found: Loosening[] = [];
  const lost: string[] = [];
  const at = child(root, 'rules');
  for (const rule of [...rules, ...before.rules.own.map((own): Meta => ({ ...own, kind: 'lint' }))]) {
    if (!runs(rule, before.rules)) continue;
    const off = after.rules.off.indexOf(rule.id);
    const less = lowered(rule, before.rules, after.rules);
    if (off >= 0)
      found.push({ at: child(at, 'off', off), subject: `off/${rule.id}`, message: `Rule ${rule.id} is switched off.` });
    else if (!runs(rule, after.rules)) lost.push(rule.id);
    else if (less !== undefined)
      found.push({
        at: child(at, 'severity', rule.id),
        subject: `severity/${rule.id}`,
        message: `Rule ${rule.id} is ${less[0]} and was ${less[1]}.`,
      });
  }
  if (lost.length > 0) {
    const names = `${lost.slice(0, 5).join(', ')}${lost.length > 5 ? ', ...' : ''}`;
    const message = `${lost.length} rules no longer run, as the rulesets are weaker: ${names}.`;
    found.push({ at: child(at, 'extends'), subject: 'extends', message });
  }
  return found;
}

function runs(rule: Meta, { rulesets, on, off, own }: RulesPart): boolean {
  if (rule.id.startsWith('own-')) return !off.includes(rule.id) && own.some(({ id }) => id === rule.id);
  return isChosen(rule, { only: [], on, off, rulesets: rulesets.length > 0 ? rulesets : [rulesetDefault] });
}

/** What it says in each of its tiers. A severity of the config holds for every tier. */
function severitiesIn(rule: Meta, { severities, own }: RulesPart): readonly Severity[] {
  const given = severities.get(rule.id) ?? own.find(({ id }) => id === rule.id)?.severity;
  return (rule.tiers ?? [rule]).map(({ severity }) => given ?? severity);
}

/** The first tier that says less: what it says, and what it said. */
function lowered(rule: Meta, before: RulesPart, after: RulesPart): readonly [Severity, Severity] | undefined {
  const now = severitiesIn(rule, after);
  return severitiesIn(rule, before)
    .map((was, index): readonly [Severity, Severity] => [now[index] ?? was, was])
    .find(([is, was]) => compareSeverity(is, was) > 0);
}

/** New overrides that lower, and old ones that raised and are gone. */
function overrides({ before, after, rules, root }: Settings): readonly Loosening[] {
  const metas = new Map(rules.map((rule) => [rule.id, rule]));
  const [was, is] = [before.rules.overrides, after.rules.overrides];
  const known = new Set(was.map(keyOf));
  const kept = new Set(is.map(keyOf));
  // Of every rule and tier that it names: above zero it lowers, below it raises.
  const effect = (one: Override): readonly number[] =>
    [...one.severities].flatMap(([id, severity]) => {
      const rule = metas.get(id);
      if (severity === 'off') return [1];
      return rule === undefined ? [] : severitiesIn(rule, before.rules).map((own) => compareSeverity(severity, own));
    });
  const lowering = is.flatMap((one, index): readonly Loosening[] =>
    known.has(keyOf(one)) || !effect(one).some((change) => change > 0)
      ? []
      : [
          {
            at: child(root, 'rules', 'overrides', index),
            subject: `override/${keyOf(one)}`,
            message: `An override lowers ${[...one.severities.keys()].join(', ')} for some operations or files.`,
          },
        ],
  );
  const raised = was.filter((one) => !kept.has(keyOf(one)) && effect(one).some((change) => change < 0));
  const gone = raised.map((one) => ({
    at: child(root, 'rules', 'overrides'),
    subject: `override-gone/${keyOf(one)}`,
    message: `An override that raised ${[...one.severities.keys()].join(', ')} is gone.`,
  }));
  return [...lowering, ...gone];
}

function keyOf({ operations, paths, severities }: Override): string {
  return JSON.stringify([
    [...operations].sort(),
    [...paths].sort(),
    [...severities].map(([id, severity]) => `${id} ${severity}`).sort(),
  ]);
}

function ignores({ before, after }: Settings): readonly Loosening[] {
  return after.gate.ignores.flatMap((ignore): readonly Loosening[] => {
    const { rule, operation = '', path = '', at } = ignore;
    if (before.gate.ignores.some((known) => coversIgnore(known, ignore))) return [];
    const isPostponed = before.gate.ignores.some((known) => isSameWidth(known, ignore));
    const isWidened = before.gate.ignores.some((known) => known.rule === rule);
    const what = isPostponed ? 'ends later' : isWidened ? 'is wider or one more' : 'is new';
    return [{ at, subject: `ignore/${rule}/${operation}/${path}`, message: `The exception for ${rule} ${what}.` }];
  });
}

function shorterNotice({ before, after, root }: Settings): readonly Loosening[] {
  const [was, is] = [before.rules.deprecation, after.rules.deprecation];
  return (['stable', 'beta'] as const).flatMap((level): readonly Loosening[] => {
    const [days, left] = [was?.[level] ?? 0, is?.[level] ?? 0];
    if (left >= days) return [];
    const key = `${level}-days`;
    const message = `What is ${level} may end ${left} days after it is deprecated, and not ${days}.`;
    return [{ at: child(root, 'deprecation', key), subject: `deprecation/${key}`, message }];
  });
}

function policies({ before, after, root }: Settings): readonly Loosening[] {
  const was = before.rules.policy;
  if (was === undefined) return [];
  const is: Policy | undefined = after.rules.policy;
  const at = child(root, 'policy');
  const found = was.require
    .filter((demand) => !(is?.require ?? []).some((one) => coversDemand(one, demand)))
    .map((demand) => ({
      at: child(at, 'require'),
      subject: `require/${JSON.stringify(demand)}`,
      message: `A demand of the policy is gone or asks less: ${demandText(demand)}.`,
    }));
  if (is === undefined) return found;
  const less: Loosening[] = [];
  if (audiences.indexOf(is.audience) > audiences.indexOf(was.audience))
    less.push({
      at: child(at, 'audience'),
      subject: 'audience',
      message: `Operations count as ${is.audience} and no longer as ${was.audience}.`,
    });
  return [...found, ...less, ...rated(was, is, at)];
}

/** Operations that count for less exposed or less sensitive than an entry before, or than what is worked out. */
function rated(was: Policy, is: Policy, at: Pointer): readonly Loosening[] {
  const known = new Set(was.operations.map((one) => JSON.stringify(one)));
  return is.operations.flatMap((entry, index): readonly Loosening[] => {
    if (known.has(JSON.stringify(entry))) return [];
    const before = was.operations.find(({ operation }) => operation === entry.operation);
    const audience = before?.audience ?? was.audience;
    const sensitivity = before?.sensitivity ?? 'restricted';
    const isLess =
      audiences.indexOf(entry.audience ?? audience) > audiences.indexOf(audience) ||
      sensitivities.indexOf(entry.sensitivity ?? sensitivity) > sensitivities.indexOf(sensitivity);
    if (!isLess) return [];
    const message = `${entry.operation} counts for less exposed or less sensitive than before.`;
    return [{ at: child(at, 'operations', index), subject: `rated/${entry.operation}`, message }];
  });
}

function demandText({ auth, audience, sensitivity, ...flags }: Policy['require'][number]): string {
  const asked = Object.entries(flags).flatMap(([name, isAsked]) => (isAsked ? [name] : []));
  const of = [...audience, ...sensitivity].join(', ');
  return `${[...(auth.length > 0 ? [`auth ${auth.join(' or ')}`] : []), ...asked].join(', ')}${of === '' ? '' : ` of ${of}`}`;
}
