import { version } from '../version.ts';
import type { CiSystem } from './ci-systems.ts';
import type { Installed } from './installed.ts';

export interface Workflow {
  /** From the root. */
  readonly file: string;
  readonly text: string;
  /** What is left to be done by hand. */
  readonly next?: string;
}

type Locked = Pick<Installed, 'isLocked'>;

/** What the repository's lock file has is what runs. */
function callOf({ isLocked }: Locked): string {
  return isLocked ? 'npx --no-install sallyport' : `npx --yes sallyport@${version}`;
}

/** Nothing but the gate is needed of what is installed: no package may run code on the way. */
function installOf({ isLocked }: Locked): readonly string[] {
  return isLocked ? ['npm ci --ignore-scripts'] : [];
}

/** The workflow of a CI system, and where it belongs; undefined for those that read one file alone, which is there. */
export function workflowOf(ci: CiSystem, locked: Locked): Workflow | undefined {
  const [call, install] = [callOf(locked), installOf(locked)];
  if (ci === 'github') return { file: '.github/workflows/sallyport.yml', text: github(call, install) };
  if (ci === 'gitlab')
    return {
      file: '.gitlab/sallyport.gitlab-ci.yml',
      text: gitlab(call, install),
      next: 'include .gitlab/sallyport.gitlab-ci.yml in .gitlab-ci.yml, as its first lines say',
    };
  if (ci === 'azure')
    return {
      file: '.azure-pipelines/sallyport.yml',
      text: azure(call, install),
      next: 'name .azure-pipelines/sallyport.yml in azure-pipelines.yml, as its first lines say',
    };
  return undefined;
}

/** What to add to the one file of a system. */
export function stepFor(ci: CiSystem, locked: Locked): string {
  const [file, base] = byHand[ci] ?? ['the pipeline', 'main'];
  const commands = [...installOf(locked), `${callOf(locked)} scan --base "origin/${base}" -o reports/junit.xml`];
  return `add a step to ${file}: ${commands.join(' && ')} (docs/ci/${ci}.md of sallyport has it whole)`;
}

type Template = (call: string, install: readonly string[]) => string;

const byHand: Partial<Readonly<Record<CiSystem, readonly [file: string, base: string]>>> = {
  circleci: ['.circleci/config.yml', 'main'],
  jenkins: ['Jenkinsfile', '$CHANGE_TARGET'],
  buildkite: ['.buildkite/pipeline.yml', '$$BUILDKITE_PULL_REQUEST_BASE_BRANCH'],
};

const github: Template = (
  call,
  install,
) => `# What a pull request changes in APIs: lint, diff and captured traffic, with one verdict. Written by sallyport init.
name: sallyport
on:
  pull_request:
permissions: {}
concurrency: # of a pull request only the newest state is of interest
  group: sallyport-\${{ github.ref }}
  cancel-in-progress: true
jobs:
  sallyport:
    name: sallyport
    runs-on: ubuntu-latest
    timeout-minutes: 15
    permissions:
      contents: read
      security-events: write # code scanning; private repositories need actions: read as well
    steps:
      - uses: actions/checkout@df4cb1c069e1874edd31b4311f1884172cec0e10 # v6.0.3
        with:
          fetch-depth: 0
          persist-credentials: false
      - uses: actions/setup-node@48b55a011bda9f5d6aeb4c2d9c7362e8dae4041e # v6.4.0
        with:
          node-version: 22
          package-manager-cache: false
${install.map((command) => `      - run: ${command}\n`).join('')}      - id: scan
        run: |
          code=0
          ${call} scan --base "origin/$GITHUB_BASE_REF" -o results.sarif -o results.json -o summary.md || code=$?
          if [ -f summary.md ]; then cat summary.md >> "$GITHUB_STEP_SUMMARY"; fi
          complete=$(node -p 'JSON.parse(fs.readFileSync("results.json", "utf8")).complete' || echo false)
          echo "complete=$complete" >> "$GITHUB_OUTPUT"
          exit "$code"
      # Only a whole run may close alerts, and pull requests from forks may not write.
      - if: \${{ !cancelled() && steps.scan.outputs.complete == 'true' && github.event.pull_request.head.repo.full_name == github.repository }}
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
    - git fetch origin "+refs/heads/$CI_MERGE_REQUEST_TARGET_BRANCH_NAME:refs/remotes/origin/$CI_MERGE_REQUEST_TARGET_BRANCH_NAME"
${install.map((command) => `    - ${command}\n`).join('')}    - ${call} scan --base "origin/$CI_MERGE_REQUEST_TARGET_BRANCH_NAME" -o gitlab=gl-code-quality-report.json -o junit.xml -o report.html
  artifacts:
    when: always
    paths: [report.html]
    reports:
      codequality: gl-code-quality-report.json
      junit: junit.xml
`;

const azure: Template = (
  call,
  install,
) => `# What a pull request changes in APIs: lint, diff and captured traffic, with one verdict. Written by sallyport init.
# Add to azure-pipelines.yml, in place of a checkout of its own:
#   steps:
#     - template: .azure-pipelines/sallyport.yml
steps:
  - checkout: self
    fetchDepth: 0
  - task: UseNode@1
    inputs:
      version: 22.x
${install.map((command) => `  - bash: ${command}\n`).join('')}  - bash: ${call} scan --base "origin/\${SYSTEM_PULLREQUEST_TARGETBRANCH#refs/heads/}" -o reports/junit.xml -o reports/report.html
    displayName: sallyport
    condition: and(succeeded(), eq(variables['Build.Reason'], 'PullRequest'))
  - task: PublishTestResults@2
    condition: and(succeededOrFailed(), eq(variables['Build.Reason'], 'PullRequest'))
    inputs:
      testResultsFormat: JUnit
      testResultsFiles: reports/junit.xml
  - publish: reports
    artifact: sallyport
    condition: and(succeededOrFailed(), eq(variables['Build.Reason'], 'PullRequest'))
`;
