import { severities, type OwaspCategory, type RuleKind, type RuleMeta, type Tier } from '../rule-meta.ts';
import type { Fields } from './fields.ts';
import { kinds, ruleIn } from './findings.ts';

export type Meta = RuleMeta & { readonly kind: RuleKind };

const owaspCategory = /^API(?:[1-9]|10):2023$/;

/**
 * The rules that ran. What a rule of ours says of itself is taken from the rule (`known`) and only its severity from the
 * file, which the config may have changed; of the others, whose text reports print as Markdown, plain words are kept.
 */
export function rulesIn(fields: Fields, known: ReadonlyMap<string, Meta>): ReadonlyMap<string, Meta> {
  return new Map(
    fields.objects('rules').map((entry) => {
      const id = ruleIn(entry, 'id');
      return [id, ranked(entry, known.get(id) ?? strangeIn(entry, id))] as const;
    }),
  );
}

function ranked(fields: Fields, { tiers: _tiers, ...meta }: Meta): Meta {
  const tiers = fields.has('tiers') ? fields.objects('tiers').map(tierOf) : [];
  return {
    ...meta,
    severity: fields.choice('severity', severities),
    ...(tiers.length > 0 ? { tiers } : {}),
  };
}

function tierOf(fields: Fields): Tier {
  return { name: ruleIn(fields, 'name'), severity: fields.choice('severity', severities) };
}

function strangeIn(fields: Fields, id: string): Meta {
  const [first, ...others] = fields
    .texts('owasp', 10)
    .map((text) => (isCategory(text) ? text : fields.complain('owasp', 'a category such as API1:2023 belongs here')));
  if (first === undefined) return fields.complain('owasp', 'a category such as API1:2023 belongs here');
  return {
    id,
    kind: fields.choice('kind', kinds),
    title: plainWords(fields.text('title', 1_000)),
    severity: fields.choice('severity', severities),
    owasp: [first, ...others],
    cwe: fields.count('cwe', 1),
    ...(fields.has('controls') ? { controls: controlsIn(fields) } : {}),
    why: plainWords(fields.text('why')),
    fix: plainWords(fields.text('fix')),
  };
}

/** Controls of one rule at most, and characters of the longest name of one. */
const controlsMax = 100;
const controlCharsMax = 100;

function controlsIn(fields: Fields): readonly string[] {
  const controls = fields.texts('controls', controlCharsMax);
  if (controls.length > controlsMax) return fields.complain('controls', `more than ${controlsMax} entries`);
  // As plain words, and with the stroke of `ISO/IEC 27001`.
  return controls.map((control) => control.split('/').map(plainWords).join('/'));
}

function isCategory(text: string): text is OwaspCategory {
  return owaspCategory.test(text);
}

/** Nothing that Markdown or HTML would act upon. */
function plainWords(text: string): string {
  return text.replace(/[^\p{L}\p{N}\p{Zs}.,;?!'"%+=-]/gu, ' ');
}
