/** Every command of the tutorial, in its order, with the package that is published; and init and scan where others have their files. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { install, pack } from '../support/tarball.ts';
import { runStep, stepsOf } from './tutorial.ts';

let tarball: string;
let home: string;
beforeAll(() => {
  tarball = pack();
  home = realpathSync(mkdtempSync(path.join(tmpdir(), 'tutorial-')));
}, 120_000);
afterAll(() => {
  rmSync(home, { recursive: true, force: true });
  rmSync(path.dirname(tarball), { recursive: true, force: true });
});

it('the tutorial does what it says', () => {
  const [packing, ...steps] = stepsOf('docs/tutorial.md');
  // `npm ci` is how whoever runs this came by it; the tarball is made by the same `npm pack`.
  expect(packing?.script).toBe('npm ci && npm pack --pack-destination ..\n');
  expect(steps.length).toBeGreaterThan(8);
  let cwd = home;
  for (const { script, exitCode, expected } of steps) {
    const installing = /^npm install --save-dev \S+\.tgz$/m.exec(script);
    if (installing !== null) {
      expect(installing[0]).toContain(path.basename(tarball));
      const [before = '', after = ''] = script.split(installing[0]);
      cwd = runStep(before, cwd).cwd;
      install(tarball, cwd);
      cwd = runStep(after, cwd).cwd;
      continue;
    }
    const ran = runStep(script, cwd);
    expect(`${ran.output}\nexit code ${ran.code}`, script).toContain(`\nexit code ${exitCode}`);
    for (const line of expected) expect(ran.output, script).toContain(line);
    cwd = ran.cwd;
  }
  expect(readdirSync(cwd)).toEqual(expect.arrayContaining(['results.sarif', 'junit.xml', 'report.html']));
}, 120_000);

const repositories = [
  ['cards', 1, 'FAIL: 1 high (gate: high)', '.github/workflows/sallyport.yml', ['openapi.yaml']],
  [
    'bank',
    1,
    'owner @payments-team',
    '.gitlab/sallyport.gitlab-ci.yml',
    ['services/accounts/openapi.yaml', 'services/payments/openapi.json'],
  ],
  ['rates', 0, 'PASS: nothing found (gate: high)', undefined, ['docs/swagger.json']],
] as const;

it.each(repositories)(
  'init and scan in a repository such as %s',
  (...[name, code, line, workflow, documents]) => {
    const cwd = path.join(home, 'repositories', name);
    mkdirSync(path.dirname(cwd), { recursive: true });
    cpSync(`test/tutorial/repositories/${name}`, cwd, { recursive: true });
    execFileSync('git', ['init', '--quiet'], { cwd });
    install(tarball, cwd);
    const init = runStep('npx --no-install sallyport init', cwd);
    expect(init).toMatchObject({ code: 0 });
    const config = parse(readFileSync(path.join(cwd, 'sallyport.yaml'), 'utf8')) as {
      specs: { path: string }[];
      captures?: string[];
    };
    expect(config.specs.map((spec) => spec.path)).toEqual(documents);
    expect(config.captures).toEqual(name === 'rates' ? ['captures/rates.har'] : undefined);
    if (workflow !== undefined) expect(existsSync(path.join(cwd, workflow))).toBe(true);
    const scan = runStep('npx --no-install sallyport scan', cwd);
    expect(scan.output).toContain(line);
    expect(scan.code).toBe(code);
    // What is there is left as it is.
    expect(runStep('npx --no-install sallyport init', cwd).output).toContain('sallyport.yaml: is there already');
  },
  60_000,
);
