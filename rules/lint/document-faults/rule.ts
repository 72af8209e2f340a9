import { lintRule, type Fault, type LintRule, type Problem } from '#rule';

/** What the loader could not read, by the rule that says so. The data differs, the logic is one line. */
interface Row {
  readonly kinds: readonly Fault['kind'][];
  /** By kind, where the rule has tiers. */
  readonly tiers?: Partial<Record<Fault['kind'], string>>;
  readonly meta: Omit<LintRule, 'kind'>;
}

const rows: readonly Row[] = [
  {
    kinds: ['duplicate-key'],
    meta: {
      id: 'spec-duplicate-key',
      title: 'Key written twice',
      severity: 'medium',
      owasp: ['API8:2023'],
      cwe: 436,
      why: `Parsers disagree on which of the two counts. A gateway may enforce the first while reviewers and this report read the last: a \`security\` or a limit can be there and not be in force.`,
      fix: `Delete one of the two, or merge them:

\`\`\`yaml
maxLength: 64     # once
\`\`\``,
    },
  },
  {
    kinds: ['broken-ref', 'wrong-component', 'ignored-sibling'],
    tiers: { 'broken-ref': 'missing', 'wrong-component': 'kind', 'ignored-sibling': 'sibling' },
    meta: {
      id: 'ref-broken',
      title: 'Reference that does not say what it seems to',
      severity: 'medium',
      tiers: [
        { name: 'missing', severity: 'medium' },
        { name: 'kind', severity: 'medium' },
        { name: 'sibling', severity: 'low' },
      ],
      owasp: ['API8:2023'],
      cwe: 1173,
      why: `What the reference should have said is missing: validators skip it, and a gateway then lets through whatever it was meant to limit. The same holds for a reference to another kind of component, and for a limit beside a reference, which tools leave out.`,
      fix: `Point at something that exists and is of that kind; before OpenAPI 3.1 put what belongs to it into an \`allOf\`:

\`\`\`yaml
allOf: [{ $ref: '#/components/schemas/Card' }]
readOnly: true
\`\`\``,
    },
  },
  {
    kinds: ['refused-ref'],
    meta: {
      id: 'ref-remote',
      title: 'Reference out of the repository',
      severity: 'medium',
      owasp: ['API8:2023'],
      cwe: 829,
      why: `Whoever controls the other end changes your contract without a pull request, and tools that follow such references read files and internal addresses of the machine they run on. It was not followed here.`,
      fix: `Copy the definition into the repository and refer to it there, or name the host with \`--allow-remote-refs\`:

\`\`\`yaml
$ref: './schemas/card.yaml'
\`\`\``,
    },
  },
  {
    kinds: ['syntax'],
    meta: {
      id: 'spec-syntax-error',
      title: 'Broken YAML or JSON',
      severity: 'high',
      owasp: ['API8:2023'],
      cwe: 1173,
      why: `What stands behind the mistake may be lost or mean something else: no check of it can be trusted, and other tools refuse the file or read it differently.`,
      fix: `Mend the text; a missing quote or bracket is the usual cause:

\`\`\`yaml
description: "closed"
\`\`\``,
    },
  },
  {
    kinds: ['wrong-type', 'too-deep'],
    meta: {
      id: 'spec-unreadable-part',
      title: 'Part of the document cannot be read',
      severity: 'medium',
      owasp: ['API8:2023'],
      cwe: 1173,
      why: `This part was left out: nothing in it is checked, and tools that generate gateways or tests from the document leave it out as well.`,
      fix: `Write what OpenAPI expects at this place, for instance an object where there is a list:

\`\`\`yaml
responses:
  '200': { description: ok }
\`\`\``,
    },
  },
  {
    kinds: ['lossy-number'],
    meta: {
      id: 'spec-lossy-number',
      title: 'Number that readers round',
      severity: 'low',
      owasp: ['API8:2023'],
      cwe: 681,
      why: `Integers beyond 2^53 lose digits in most JSON readers (RFC 8259 section 6): a limit or an id is not the one that was written.`,
      fix: `Write it as a string, or use a limit that fits:

\`\`\`yaml
maximum: 9007199254740991
\`\`\``,
    },
  },
  {
    kinds: ['active-markup'],
    meta: {
      id: 'doc-markdown-injection',
      title: 'Description that runs script',
      severity: 'medium',
      owasp: ['API8:2023'],
      cwe: 79,
      controls: ['PCI DSS 6.2.4'],
      why: `Descriptions are Markdown, and pages that render them let HTML through. The script runs in the origin of the developer portal, where the readers are logged in and their keys are shown.`,
      fix: `Write it as text, or as code if it is meant to be seen:

\`\`\`yaml
description: 'Paste \`<script src="..."></script>\` into the page.'
\`\`\``,
    },
  },
];

export default rows.map(({ kinds, tiers, meta }) =>
  lintRule({
    ...meta,
    api: (api) => api.faults.filter(({ kind }) => kinds.includes(kind)).map((fault) => problemOf(fault, tiers)),
  }),
);

/** What one habit writes in many places is one problem: references to one missing thing, one limit beside references. */
const habits: ReadonlySet<Fault['kind']> = new Set(['broken-ref', 'refused-ref', 'ignored-sibling']);

function problemOf({ kind, at, message }: Fault, tiers: Row['tiers']): Problem {
  const tier = tiers?.[kind];
  return {
    at,
    message,
    ...(tier === undefined ? {} : { tier }),
    ...(habits.has(kind) ? { wide: true, subject: message } : {}),
  };
}
