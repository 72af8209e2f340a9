import { version } from '../version.ts';
import type { Installed } from './installed.ts';

/** What a repository holds that sallyport can judge. */
export interface Found {
  /** From the root, with `/`. */
  readonly documents: readonly string[];
  readonly captures: readonly string[];
}
export type CiSystem = 'github' | 'gitlab' | 'circleci' | 'buildkite' | 'jenkins' | 'none';

/** With more documents the config names none: they are found anew on every run. */
const namedMax = 50;

/** sallyport.yaml for what was found. */
export function configText({ documents, captures }: Found): string {
  const isNamed = documents.length <= namedMax;
  return [
    '# yaml-language-server: $schema=./node_modules/sallyport/schema/config.schema.json',
    '# All keys: sallyport config schema. What counts: sallyport config print',
    'version: 1',
    ...(isNamed ? ['specs:', ...documents.map((file) => `  - { path: ${scalar(file)} }`)] : []),
    ...(captures.length > 0 ? ['captures:', ...captures.map((file) => `  - ${scalar(file)}`)] : []),
    'fail-on: high',
    '',
  ].join('\n');
}

/** A path as YAML: JSON's texts are YAML's as well. */
function scalar(text: string): string {
  return /^[A-Za-z0-9_][A-Za-z0-9_./-]*$/.test(text) ? text : JSON.stringify(text);
}

/** The workflow of a CI system, and where it belongs. What the repository's lock file has is what runs. */
export function workflowOf(
  ci: CiSystem,
  { isLocked }: Pick<Installed, 'isLocked'>,
): { readonly file: string; readonly text: string } | undefined {
  const call = isLocked ? 'npx --no-install sallyport' : `npx --yes sallyport@${version}`;
  // Nothing but the gate is needed of what is installed: no package may run code on the way.
  const install = isLocked ? ['npm ci --ignore-scripts'] : [];
  if (ci === 'github') return { file: '.github/workflows/sallyport.yml', text: github(call, install) };
  if (ci === 'gitlab') return { file: '.gitlab/sallyport.gitlab-ci.yml', text: gitlab(call, install) };
  return undefined;
}

type Template = (call: string, install: readonly string[]) => string;

const github: Template = (
  call,
  install,
) => `# What a pull request changes in APIs: lint, diff and captured traffic, with one verdict. Written by sallyport init.
name: sallyport
on:
  pull_request:
permissions: {}
jobs:
  sallyport:
    runs-on: ubuntu-latest
    timeout-minutes: 15
    permissions:
      contents: read
      security-events: write
    steps:
      - uses: actions/checkout@df4cb1c069e1874edd31b4311f1884172cec0e10 # v6.0.3
        with:
          fetch-depth: 0
          persist-credentials: false
      - uses: actions/setup-node@48b55a011bda9f5d6aeb4c2d9c7362e8dae4041e # v6.4.0
        with:
          node-version: 22
${install.map((command) => `      - run: ${command}\n`).join('')}      - id: scan
        run: |
          code=0
          ${call} scan --base "origin/$GITHUB_BASE_REF" -o results.sarif -o summary.md || code=$?
          if [ -f summary.md ]; then cat summary.md >> "$GITHUB_STEP_SUMMARY"; fi
          echo "code=$code" >> "$GITHUB_OUTPUT"
          exit "$code"
      # Only a whole run may close alerts, and pull requests from forks may not write.
      - if: \${{ always() && (steps.scan.outputs.code == '0' || steps.scan.outputs.code == '1') && github.event.pull_request.head.repo.full_name == github.repository }}
        uses: github/codeql-action/upload-sarif@ff2f1c621b7f889edc0d3c761ac2e6a3f8cdb0dd # v4.37.7
        with:
          sarif_file: results.sarif
          category: sallyport
`;

const gitlab: Template = (
  call,
  install,
) => `# What a merge request changes in APIs: lint, diff and captured traffic, with one verdict. Written by sallyport init.
# Add to .gitlab-ci.yml:
#   include:
#     - local: .gitlab/sallyport.gitlab-ci.yml
sallyport:
  stage: test
  image: node:22
  variables:
    GIT_DEPTH: 0
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
  script:
    - git fetch origin "$CI_MERGE_REQUEST_TARGET_BRANCH_NAME"
${install.map((command) => `    - ${command}\n`).join('')}    - ${call} scan --base "origin/$CI_MERGE_REQUEST_TARGET_BRANCH_NAME" -o gitlab=gl-code-quality-report.json -o junit.xml -o report.html
  artifacts:
    when: always
    paths: [report.html]
    reports:
      codequality: gl-code-quality-report.json
      junit: junit.xml
`;
