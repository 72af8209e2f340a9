import { lintRule, type Fault, type LintRule, type Problem } from '#rule';

/** What the loader could not read, by the rule that says so. The data differs, the logic is one line. */
interface Row {
  readonly kinds: readonly Fault['kind'][];
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
    kinds: ['broken-ref'],
    meta: {
      id: 'ref-broken',
      title: 'Reference to nothing',
      severity: 'medium',
      owasp: ['API8:2023'],
      cwe: 1173,
      why: `What the reference should have said is missing: validators skip it, and a gateway then lets through whatever it was meant to limit.`,
      fix: `Point at something that exists:

\`\`\`yaml
$ref: '#/components/schemas/Card'
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
];

export default rows.map(({ kinds, meta }) =>
  lintRule({
    ...meta,
    api: (api) => api.faults.filter(({ kind }) => kinds.includes(kind)).map(problemOf),
  }),
);

/** References to one missing thing are one problem, however often it is referred to. */
function problemOf({ kind, at, message }: Fault): Problem {
  const isReference = kind === 'broken-ref' || kind === 'refused-ref';
  return isReference ? { at, message, wide: true, subject: message } : { at, message };
}
