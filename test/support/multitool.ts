/** Microsoft's validator of SARIF. Its exit code says nothing and it passes what it cannot read: two controls go with every call. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const env = { ...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1' };
const rules = fileURLToPath(new URL('../report-schemas/multitool-github-strict.xml', import.meta.url));

/** The binary, where it runs. */
export function multitool(): string | undefined {
  try {
    const file = createRequire(import.meta.url)('@microsoft/sarif-multitool') as string;
    chmodSync(file, 0o755);
    execFileSync(file, ['--version'], { stdio: 'ignore', env });
    return file;
  } catch {
    return undefined;
  }
}

/**
 * GH1004 knows GitHub's limits of 2019, and its numbers cannot be set. Those of today, by the array that it names: all
 * that GitHub keeps. https://docs.github.com/code-security/reference/code-scanning/sarif-files/sarif-support
 */
const keptMax: readonly (readonly [array: RegExp, max: number])[] = [
  [/^runs$/, 20],
  [/\.rules$/, 25_000],
  [/^runs\[\d+\]\.results$/, 5_000],
  [/\.results\[\d+\]\.locations$/, 100],
  [/\.threadFlows\[\d+\]\.locations$/, 1_000],
];

interface Finding {
  readonly ruleId?: string;
  readonly level?: string;
  /** Of GH1004: the array, its length and the limit. */
  readonly message?: { readonly arguments?: readonly string[] };
  readonly locations?: readonly {
    readonly physicalLocation?: { readonly artifactLocation?: { readonly uri?: string } };
  }[];
}

export interface Validated {
  /** Ids of the rules that each log breaks, by the name it was given. */
  readonly errors: ReadonlyMap<string, readonly string[]>;
  /** Controls that were not found: then silence means nothing. */
  readonly silent: readonly string[];
}

/**
 * Logs by their names against the rules of SARIF and of GitHub. `sample` has a result at `openapi.yaml`: a URL in its
 * place must give GH1005, and a rule without a description GH2012.
 */
export function validate(binary: string, logs: ReadonlyMap<string, string>, sample: string): Validated {
  const folder = mkdtempSync(path.join(tmpdir(), 'multitool-'));
  const controls = new Map([
    ['control-GH1005', sample.replaceAll('"uri": "openapi.yaml"', '"uri": "https://example.com/openapi.yaml"')],
    ['control-GH2012', sample.replace(/"fullDescription": \{[^}]*\},/, '')],
  ]);
  const names = [...logs, ...controls].map(([name, text]) => {
    const file = path.join(folder, `${name}.sarif`);
    writeFileSync(file, text);
    return file;
  });
  const out = path.join(folder, 'out.json');
  const args = ['validate', '--rule-kind', 'Sarif;Ghas', '--config', rules, '--level', 'Error', '--quiet', 'true'];
  execFileSync(binary, [...args, '--output', out, '--log', 'ForceOverwrite;PrettyPrint', ...names], {
    stdio: 'ignore',
    env,
    timeout: 600_000,
  });
  const log = JSON.parse(readFileSync(out, 'utf8').replace(/^\uFEFF/, '')) as { runs: { results?: Finding[] }[] };
  rmSync(folder, { recursive: true });
  const found = log.runs
    .flatMap((run) => run.results ?? [])
    .filter((finding) => finding.level === 'error' && !isKept(finding));
  const of = (name: string): readonly string[] =>
    found
      .filter(({ locations }) => JSON.stringify(locations).includes(`/${name}.sarif`))
      .map(({ ruleId = '' }) => ruleId);
  return {
    errors: new Map([...logs.keys()].map((name) => [name, of(name)])),
    silent: [...controls.keys()].filter((name) => !of(name).some((id) => `control-${id}`.startsWith(name))),
  };
}

/** Is an array that is too long for GH1004 one that GitHub takes whole? */
function isKept({ ruleId, message }: Finding): boolean {
  const [array = '', length] = message?.arguments ?? [];
  const max = keptMax.find(([pattern]) => pattern.test(array))?.[1];
  return ruleId === 'GH1004' && max !== undefined && Number(length) <= max;
}
