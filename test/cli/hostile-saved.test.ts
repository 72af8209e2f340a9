/** Results that a stranger wrote, through every command that reads them and every writer. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { formats } from '../../src/cli/options.ts';
import { cli, folder, openapi, type Ran } from '../support/cli.ts';
import { assertJUnit } from '../support/junit.ts';

const attacks = {
  ansi: '\u001b[31mred\u001b[2J\u009b1m',
  link: '\u001b]8;;http://evil.example\u0007click\u001b]8;;\u0007',
  commands: '\r\n::stop-commands::x\n::set-output name=a::b\n##[error]x',
  script: '</script><script>alert(1)</script><img src=x onerror=alert(1)>',
  order: '\u202egnp.exe\u2066\u200f',
  chat: '@everyone | a | [x](http://evil.example) ]]> =cmd|A1',
};

type Tree = { [key: string]: unknown };

/** Texts that a run names or says; the others are checked against a vocabulary. */
const texts = new Set(
  'title version message note reason owner operation subject sentence notes name why fix path curl pointer before after method origin identity value'.split(
    ' ',
  ),
);

/** Every text of a report with the attack behind it, kept to what the reader takes. */
function attacked(value: unknown, attack: string, key = ''): unknown {
  if (typeof value === 'string') return texts.has(key) ? `${value}${attack}` : value;
  if (key === 'tiers') return value;
  if (Array.isArray(value)) return value.map((entry) => attacked(entry, attack, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, attacked(entry, attack, name)]));
}

async function savedWith(attack: string, cwd: string): Promise<void> {
  await cli(['lint', '-o', 'own.json', '--shard', '1/1'], { cwd });
  const own = JSON.parse(readFileSync(path.join(cwd, 'own.json'), 'utf8')) as Tree;
  const saved = attacked(own, attack) as Tree;
  const strange = (saved['rules'] as Tree[])[0];
  if (strange === undefined) throw new Error('no rule ran');
  // Of what is no rule of ours the texts of the file count.
  saved['rules'] = [
    ...(saved['rules'] as Tree[]),
    { ...strange, id: 'own-strange', controls: [`PCI DSS${attack.slice(0, 50)} 1.2`] },
  ];
  const [api] = saved['apis'] as Tree[];
  const [finding] = (api?.['findings'] ?? []) as Tree[];
  if (finding === undefined) throw new Error('nothing was found');
  finding['rule'] = 'own-strange';
  finding['evidence'] = [{ kind: 'comparison', note: attack, before: attack, after: attack }];
  saved['tool'] = own['tool'];
  writeFileSync(path.join(cwd, 'saved.json'), JSON.stringify(saved));
}

function world(): string {
  return folder({
    'openapi.yaml': openapi({ http: true, basic: true }),
    CODEOWNERS: '* @bank/cards\n',
    'sallyport.yaml': `version: 1
specs: [{ path: openapi.yaml }]
ignore: [{ rule: auth-http-basic, reason: a kiosk, owner: ann, expires: 2026-12-01 }]
`,
  });
}

function assertDead(text: string, format: string): void {
  expect(text).not.toMatch(
    /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/,
  );
  expect(text.replace(/\r\n/g, '\n')).not.toContain('\r');
  if (format !== 'github') expect(text).not.toMatch(/^\s*::/m);
  expect(text).not.toContain('##[');
  if (/^(?:html|markdown|junit|evidence|changelog)$/.test(format)) expect(text).not.toMatch(/<img|<script>alert/);
  if (/^(?:markdown|evidence|changelog)$/.test(format)) expect(text).not.toMatch(/@everyone|\]\(http:/);
}

test.each(Object.entries(attacks))(
  '%s in saved results gets through no command and no writer',
  async (_name, attack) => {
    const cwd = world();
    await savedWith(attack, cwd);
    for (const command of ['report', 'merge']) {
      for (const format of formats) {
        const ran = await cli([command, 'saved.json', '-f', format, '-v', '--color', 'never'], { cwd });
        expect([command, format, ran.code, ran.stderr]).toEqual([command, format, 1, '']);
        assertDead(ran.stdout, format);
        if (format === 'junit') await assertJUnit(ran.stdout);
      }
    }
    const made = await cli(['baseline', 'create', 'saved.json', '--baseline', 'old.json', '--allow-critical'], { cwd });
    expect(made.code).toBe(0);
    const shown = await cli(['baseline', 'show', '--baseline', 'old.json'], { cwd });
    for (const { stdout, stderr } of [made, shown]) assertDead(stdout + stderr, 'text');
    assertDead(readFileSync(path.join(cwd, 'old.json'), 'utf8'), 'json');
  },
);

test('10 MB in one text of saved results are refused in one short line', async () => {
  const cwd = world();
  const long = `${'A'.repeat(10 * 1024 * 1024)}${attacks.ansi}`;
  await cli(['lint', '-o', 'own.json', '--shard', '1/1'], { cwd });
  for (const key of ['message', 'reason', 'title', 'operation', 'owner']) {
    const own = readFileSync(path.join(cwd, 'own.json'), 'utf8');
    const text = own.replace(new RegExp(`"${key}": "[^"]*"`), () => `"${key}": ${JSON.stringify(long)}`);
    expect(text.length).toBeGreaterThan(long.length);
    writeFileSync(path.join(cwd, 'long.json'), text);
    const runs: readonly Ran[] = [
      await cli(['report', 'long.json'], { cwd }),
      await cli(['merge', 'long.json'], { cwd }),
      await cli(['baseline', 'create', 'long.json', '--baseline', 'long-old.json'], { cwd }),
    ];
    for (const { code, stdout, stderr } of runs) {
      expect([key, code, stdout]).toEqual([key, 2, '']);
      expect(stderr.length).toBeLessThan(1_000);
      assertDead(stderr, 'text');
    }
    expect(existsSync(path.join(cwd, 'long-old.json'))).toBe(false);
  }
});
