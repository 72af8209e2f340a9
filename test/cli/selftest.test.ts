import { describe, expect, it } from 'vitest';
import { cli } from '../support/cli.ts';

describe('sallyport selftest', () => {
  it('tells by category what was found on the vulnerable twins and said of the hardened ones', async () => {
    const { code, stdout } = await cli(['selftest', 'bola-read-path', 'jwt-none'], { cwd: '/' });
    expect(code).toBe(0);
    expect(stdout.replace(/ +\d+$/gm, '').replace(/[\d.]+ s$/m, 'x s')).toBe(
      [
        'Probes against their twins: what is marked on the vulnerable one, nothing on the hardened one.',
        '',
        'category      probes  expected     found     wrong  requests',
        'API1:2023          1         1         1         0',
        'API2:2023          1         1         1         0',
        'all                2         2         2         0',
        '',
        'passed in x s',
        '',
      ].join('\n'),
    );
  });

  it('gives the same as JSON', async () => {
    const { code, stdout } = await cli(['selftest', '--json', 'auth-missing'], { cwd: '/' });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      passed: true,
      total: { probes: 1, expected: 1, found: 1, wrong: 0 },
      tested: [{ id: 'auth-missing', category: 'API2:2023', found: 1, expected: 1, wrong: 0, reasons: [] }],
      missing: [],
    });
  });

  it('knows no probe that is none', async () => {
    const { code, stderr } = await cli(['selftest', 'bola-read-pat'], { cwd: '/' });
    expect(code).toBe(2);
    expect(stderr).toContain('bola-read-path');
  });
});
