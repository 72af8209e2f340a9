/** The HTML as validators and browsers see it. */
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { HtmlValidate } from 'html-validate/node';
import { expect, it, onTestFinished } from 'vitest';
import { renderHtml } from '../../../src/report/html/html.ts';
import type { Run } from '../../../src/finding/run.ts';
import { probedRun, provenFinding } from '../../support/probed-run.ts';
import { apiRun, clean, flawed, runOf } from '../../support/run.ts';

const attack = '"><script>document.title=1</script><img src="https://evil.example/x.png" onerror="alert(1)">';

async function runs(): Promise<readonly Run[]> {
  const found = await probedRun([provenFinding('critical'), { ...provenFinding('high'), message: attack }]);
  const policy = { ignores: [{ rule: 'data-pci-sad', reason: attack, expires: '2026-11-30' }] };
  const incomplete = [{ what: 'target-down', message: attack }] as const;
  return [
    await runOf([await apiRun(clean)]),
    await runOf([found], { policy, incomplete }),
    await runOf([found, await apiRun(flawed, 'b.yaml')], { policy }),
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
          const [colorScheme, width] = index % 2 === 0 ? (['light', 1_280] as const) : (['dark', 400] as const);
          const viewport = { width, height: 900 };
          const context = await open.newContext({ javaScriptEnabled, colorScheme, viewport });
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
          expect(await page.locator('#filter').isVisible()).toBe(javaScriptEnabled && index > 0);
          expect(await page.locator('details').count()).toBe(await page.locator('details:visible').count());
          if (javaScriptEnabled) {
            // No part of the page is wider than the screen.
            expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
            expect(await violations(page)).toEqual([]);
          }
          await context.close();
        }
      }
    } finally {
      await open.close();
    }
  },
);

it.skipIf(browser === undefined)('narrows what is shown, by script alone (skipped: no Chromium here)', async () => {
  const { chromium } = await import('playwright-core');
  const open = await chromium.launch({ executablePath: browser ?? '', args: ['--no-sandbox'] });
  try {
    const page = await open.newPage();
    const proven = provenFinding('critical');
    const found = await probedRun([proven]);
    const folder = mkdtempSync(path.join(tmpdir(), 'html-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const file = path.join(folder, 'report.html');
    writeFileSync(file, renderHtml(await runOf([found, await apiRun(flawed, 'b.yaml')]), { by: 'change' }));
    await page.goto(pathToFileURL(file).href);
    const shown = page.locator('details:visible');
    const all = await shown.count();
    expect(all).toBeGreaterThan(3);
    expect(await page.locator('#shown').textContent()).toBe(`${all} of ${all} findings`);
    await page.locator('#f-severity').selectOption('critical');
    const critical = await shown.count();
    expect(critical).toBeLessThan(all);
    expect(await page.locator('details.critical').count()).toBe(critical);
    await page.locator('#f-text').fill('bola-read-path');
    expect(await shown.count()).toBe(1);
    await page.locator('#f-text').fill('');
    await page.locator('#f-severity').selectOption('');
    await page.locator('#f-owner').selectOption('@bank/cards');
    expect(await shown.count()).toBeLessThan(all);
    await page.locator('#f-owasp').selectOption('API1:2023');
    expect(await shown.count()).toBe(1);
    // A link to a folded finding opens it.
    await page.goto(`${pathToFileURL(file).href}#f-${proven.fingerprint}`);
    expect(await page.locator(`#f-${proven.fingerprint}`).getAttribute('open')).toBe('');
  } finally {
    await open.close();
  }
});

it('says for whoever decides how risky what is and why, by owner and category, and where data flow', async () => {
  const page = renderHtml(await runOf([await probedRun([provenFinding('critical')])]), { by: 'change' });
  const section = (id: string): string => page.split(`<h2 id="${id}">`)[1]?.split('<h2')[0] ?? '';
  expect(section('risk')).toMatch(/scores <b class="critical">\d+ of 100<\/b>/);
  expect(section('risk')).toContain('1 critical finding, proven: bola-read-path');
  expect(section('owners')).toMatch(/@bank\/cards<\/th><td class="n">1<\/td>/);
  expect(section('owasp').match(/API\d+:2023 /g)).toHaveLength(10);
  expect(section('owasp')).toMatch(/API1:2023 [^<]*<\/th><td class="n"><b class="critical">1<\/b>/);
  // Nothing found is told apart from nothing looked at.
  const idle = renderHtml(await runOf([{ ...(await apiRun(clean)), outcomes: [] }]), { by: 'change' });
  expect(idle.match(/<td class="n">not tested<\/td>/g)).toHaveLength(10);
  expect(section('data')).toContain('a card security code <small>pci.cvv</small>');
  expect(section('findings')).toContain('read by bob GET /v1/cards/1 as bob: 200');
  expect(section('findings')).toContain('curl &quot;$TARGET&quot;');
  expect(section('rules')).toContain('<h3 id="r-bola-read-path">');
  expect(page).toContain('1 x not tested: needs a token that is a JWT');
});

it('may run and fetch nothing but its own script and style, by their hashes', async () => {
  const page = renderHtml(await runOf([await apiRun(clean)]), { by: 'change' });
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? '';
  const hash = (text = ''): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const [, own] = /<style>([\s\S]*?)<\/style>/.exec(page) ?? [];
  const [, ran] = /<script>([\s\S]*?)<\/script>/.exec(page) ?? [];
  expect(policy).toBe(
    `default-src 'none'; style-src ${hash(own)}; script-src ${hash(ran)}; base-uri 'none'; form-action 'none'`,
  );
  expect(page).not.toMatch(/ style=| on\w+=/);
});

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
