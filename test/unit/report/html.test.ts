/** The HTML as validators and browsers see it. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { HtmlValidate } from 'html-validate/node';
import { expect, it, onTestFinished } from 'vitest';
import { renderHtml } from '../../../src/report/html.ts';
import type { Run } from '../../../src/finding/run.ts';
import { probedRun, provenFinding } from '../../support/probed-run.ts';
import { apiRun, clean, runOf } from '../../support/run.ts';

const attack = '"><script>document.title=1</script><img src="https://evil.example/x.png" onerror="alert(1)">';

async function runs(): Promise<readonly Run[]> {
  const found = await probedRun([provenFinding('critical'), { ...provenFinding('high'), message: attack }]);
  return [
    await runOf([await apiRun(clean)]),
    await runOf([found], {
      policy: { ignores: [{ rule: 'data-pci-sad', reason: attack, expires: '2026-11-30' }] },
      incomplete: [{ what: 'target-down', message: attack }],
    }),
  ];
}

it.each(['change', 'operation'] as const)('is valid HTML by %s', async (by) => {
  const validator = new HtmlValidate({
    extends: ['html-validate:recommended'],
    // Of taste: HTML takes both.
    rules: { 'doctype-style': 'off' },
  });
  for (const run of await runs()) {
    const { results } = await validator.validateString(renderHtml(run, { by }));
    expect(results.flatMap(({ messages }) => messages.map(({ ruleId, message }) => `${ruleId}: ${message}`))).toEqual(
      [],
    );
  }
});

const browsers = ['chromium', 'chromium-browser', 'chromium-headless-shell', 'google-chrome'];
const browser = browsers.map((name) => `/usr/bin/${name}`).find((file) => existsSync(file));

it.skipIf(browser === undefined)(
  'is accessible, asks for nothing but itself and logs no error (skipped: no Chromium here)',
  async () => {
    const { chromium } = await import('playwright-core');
    const folder = mkdtempSync(path.join(tmpdir(), 'html-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const open = await chromium.launch({ executablePath: browser ?? '', args: ['--no-sandbox'] });
    try {
      for (const [index, run] of (await runs()).entries()) {
        for (const javaScriptEnabled of [true, false]) {
          const file = path.join(folder, `${index}.html`);
          writeFileSync(file, renderHtml(run, { by: 'change' }));
          const context = await open.newContext({ javaScriptEnabled });
          const page = await context.newPage();
          const requests: string[] = [];
          const errors: string[] = [];
          page.on('request', (request) => requests.push(request.url()));
          page.on('console', (message) => void (message.type() === 'error' && errors.push(message.text())));
          page.on('pageerror', (error) => errors.push(error.message));
          await page.goto(pathToFileURL(file).href);
          expect(await page.title()).toBe(`sallyport: ${run.gate.verdict}`);
          expect(await page.locator('h1').textContent()).toBe(run.gate.sentence);
          expect([requests.length, errors]).toEqual([1, []]);
          if (javaScriptEnabled) expect(await violations(page)).toEqual([]);
          await context.close();
        }
      }
    } finally {
      await open.close();
    }
  },
);

/** Axe is put in by the debugger: the page itself may run no script. */
async function violations(page: {
  readonly evaluate: (script: string) => Promise<unknown>;
}): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate(
    'axe.run().then((result) => result.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`))',
  );
  return found as readonly string[];
}
