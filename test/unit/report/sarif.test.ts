import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { renderSarif } from '../../../src/report/sarif/sarif.ts';
import { assertSarif } from '../../support/sarif.ts';
import { failedBy, findingOf } from '../../support/finding.ts';
import { apiRun, clean, flawed, runOf, withOutcome } from '../../support/run.ts';

const first = (texts: readonly string[]): string => texts[0] ?? '';

describe('SARIF', () => {
  it('places every finding on a line of the document, with its fingerprint, tier and operations', async () => {
    const log = assertSarif(first(renderSarif(await runOf([await apiRun(flawed)]))));
    const [run] = log.runs;
    expect(run?.automationDetails?.id).toBe('sallyport/openapi/');
    const results = run?.results ?? [];
    const basic = results.find(({ ruleId }) => ruleId === 'auth-http-basic/cleartext');
    expect(basic?.level).toBe('error');
    expect(basic?.locations?.[0]?.physicalLocation?.region).toMatchObject({
      startLine: 7,
      startColumn: 5,
      endLine: 7,
      endColumn: 10,
    });
    expect(basic?.locations?.[0]?.logicalLocations).toEqual([{ fullyQualifiedName: 'GET /cards', kind: 'member' }]);
    expect(basic?.partialFingerprints?.['primaryLocationLineHash']).toBe(basic?.fingerprints?.['sallyport/v1']);
    expect(basic?.fingerprints?.['sallyport/v1']).toMatch(/^[0-9a-f]{32}$/);
    expect(basic?.properties).toMatchObject({
      kind: 'lint',
      severity: 'critical',
      certainty: 'firm',
      cwe: 522,
      owasp: ['API2:2023'],
    });
    const rule = run?.tool.driver.rules?.find(({ id }) => id === 'auth-http-basic/cleartext');
    expect(rule?.properties).toMatchObject({
      'security-severity': '9.5',
      tags: ['security', 'external/cwe/cwe-522', 'OWASP-API2-2023'],
    });
    expect(rule?.help?.markdown).toContain('**Fix**');
  });

  it('has a run without results for a clean document, so that old alerts close', async () => {
    const log = assertSarif(first(renderSarif(await runOf([await apiRun(clean)]))));
    expect(log.runs[0]?.results).toEqual([]);
    expect(log.runs[0]?.invocations?.[0]?.executionSuccessful).toBe(true);
  });

  it('says that a run is incomplete', async () => {
    const run = await runOf([await apiRun(clean)], {
      incomplete: [{ what: 'target-down', message: 'the target [x](y) does not answer' }],
    });
    const [invocation] = assertSarif(first(renderSarif(run))).runs[0]?.invocations ?? [];
    expect(invocation?.executionSuccessful).toBe(false);
    expect(invocation?.toolExecutionNotifications?.[0]?.message.text).toBe('the target \\[x\\](y) does not answer');
  });

  it('leaves suppressed findings out', async () => {
    const ignores = [{ rule: 'data-pci-sad', reason: 'shown to the cardholder', expires: '2999-12-31' }];
    const log = assertSarif(first(renderSarif(await runOf([await apiRun(flawed)], { policy: { ignores } }))));
    expect(log.runs[0]?.results?.some(({ ruleId }) => ruleId === 'data-pci-sad')).toBe(false);
    expect(log.runs[0]?.results?.length).toBeGreaterThan(0);
  });

  it('never holds more than 20 runs: 25 documents make two files', async () => {
    const one = await apiRun(flawed);
    const apis = Array.from({ length: 25 }, (_, index) => ({ ...one, name: `service-${index}` }));
    const files = renderSarif(await runOf(apis)).map(assertSarif);
    expect(files.map(({ runs }) => runs.length)).toEqual([20, 5]);
  });

  it('escapes what names and paths hold', async () => {
    const hostile = flawed.replace('/cards:', '"/ca\\u001b]8;;http://x\\u0007rds\\n::stop-commands::\\u202e":');
    const text = first(renderSarif(await runOf([await apiRun(hostile, 'sp ecs/ö#?%.yaml')])));
    const log = assertSarif(text);
    expect(JSON.stringify(log)).not.toMatch(/\\u001b|\\u202e|[\u001b\u202e]/);
    expect(log.runs[0]?.results?.[0]?.locations?.[0]?.physicalLocation?.artifactLocation?.uri).toBe(
      'sp%20ecs/%C3%B6%23%3F%25.yaml',
    );
  });

  it('keeps 5,000 results, the worst ones, and says how many it left out', async () => {
    const api = await apiRun(flawed);
    const many = withOutcome(api, (finding) => finding);
    const [finding] = many.outcomes.find(({ findings }) => findings.length > 0)?.findings ?? [];
    if (finding === undefined) throw new Error('no finding');
    const findings = Array.from({ length: 5_100 }, (_, index) => ({
      ...finding,
      fingerprint: index.toString(16).padStart(32, '0'),
    }));
    const [run] = assertSarif(
      first(
        renderSarif(
          await runOf([
            {
              ...api,
              outcomes: [{ rule: finding.rule, kind: finding.kind, subject: 'api', result: 'failed', findings }],
            },
          ]),
        ),
      ),
    ).runs;
    expect(run?.results).toHaveLength(5_000);
    expect(run?.invocations?.[0]?.toolExecutionNotifications?.[0]?.message.text).toBe('100 results were left out.');
  });

  it('links related places, which GitHub shows only then, and leaves out those of no file', async () => {
    const api = await apiRun(flawed);
    const run = await runOf([
      withOutcome(api, (finding) => ({
        ...finding,
        fingerprint: 'a'.repeat(32),
        message: 'Something [odd] is here.',
        related: [
          { at: { source: finding.at.source, path: '/servers/0/url' }, message: 'the server [1]' },
          { at: { source: 'main:openapi.yaml', path: '' }, message: 'the document before' },
        ],
      })),
    ]);
    const results = assertSarif(first(renderSarif(run))).runs[0]?.results ?? [];
    const result = results.find(({ message }) => message.text?.includes('odd') === true);
    expect(result?.message.text).toContain('Something \\[odd\\] is here.');
    expect(result?.message.text).toContain('See [the server 1](1).');
    expect(result?.relatedLocations).toMatchObject([
      { id: 1, physicalLocation: { artifactLocation: { uri: 'openapi.yaml' }, region: { startLine: 4 } } },
    ]);
  });

  it('links a shared component to the operations that expose it most', async () => {
    const results = assertSarif(first(renderSarif(await runOf([await apiRun(flawed)])))).runs[0]?.results ?? [];
    const result = results.find(({ message }) => message.text?.includes('cvv') === true);
    expect(result?.message.text).toContain(
      'Reached by 2 operations, 1 without credentials, such as [POST /cards](1), [GET /cards](2).',
    );
    expect(result?.relatedLocations).toMatchObject([
      { id: 1, message: { text: 'POST /cards' }, physicalLocation: { region: { startLine: 16 } } },
      { id: 2, message: { text: 'GET /cards' }, physicalLocation: { region: { startLine: 22 } } },
    ]);
  });

  it('places what stands in no file of the repository at the operation, else at the beginning of the document', async () => {
    const api = await apiRun(flawed);
    const at = { source: 'https://example.com/openapi.yaml', path: '/paths' };
    const { operation: _, ...shared } = findingOf({ at });
    const outcomes = [failedBy(findingOf({ at })), failedBy({ ...shared, rule: 'data-pci-sad' })];
    const log = assertSarif(first(renderSarif(await runOf([{ ...api, outcomes }]))));
    const lines = log.runs[0]?.results?.map(({ ruleId, locations }) => [
      ruleId,
      locations?.[0]?.physicalLocation?.artifactLocation?.uri,
      locations?.[0]?.physicalLocation?.region?.startLine,
    ]);
    expect(lines).toEqual([
      ['auth-op-unprotected-write', 'openapi.yaml', 16],
      ['data-pci-sad', 'openapi.yaml', 1],
    ]);
  });

  it.each(['https://example.com/openapi.yaml', 'file:///etc/x.yaml', '<stdin>'])(
    'leaves out what has only %s for a place, and says so',
    async (uri) => {
      const api = await apiRun(flawed);
      const [source] = api.sources.values();
      if (source === undefined) throw new Error('no source');
      const remote = { id: source.id, uri, inTree: false, locate: (path: string) => source.locate(path) };
      const run = await runOf([{ ...api, sources: new Map([[source.id, remote]]) }]);
      const [log] = assertSarif(first(renderSarif(run))).runs;
      expect(log?.results).toEqual([]);
      expect(log?.invocations?.[0]?.toolExecutionNotifications?.[0]).toMatchObject({
        descriptor: { id: 'no-file' },
        message: { text: expect.stringMatching(/^\d+ results were left out/) as string },
      });
    },
  );

  it('has one category a document, also where names are the same', async () => {
    const api = await apiRun(clean);
    const log = assertSarif(first(renderSarif(await runOf([api, api, { ...api, name: 'openapi-2' }]))));
    expect(log.runs.map(({ automationDetails }) => automationDetails?.id)).toEqual([
      'sallyport/openapi/',
      'sallyport/openapi-2/',
      'sallyport/openapi-2-2/',
    ]);
  });

  it('has a run also where nothing could be judged', async () => {
    const run = await runOf([], { incomplete: [{ what: 'interrupted', message: 'Interrupted.' }] });
    const log = assertSarif(first(renderSarif(run)));
    expect(log.runs[0]?.invocations?.[0]?.executionSuccessful).toBe(false);
  });

  it('ranks a rule as its findings are, whatever the config made of them', async () => {
    const api = { ...(await apiRun(flawed)), outcomes: [failedBy(findingOf({ severity: 'low' }))] };
    const [rule] = assertSarif(first(renderSarif(await runOf([api])))).runs[0]?.tool.driver.rules ?? [];
    expect(rule?.properties?.['security-severity']).toBe('2.5');
    expect(rule?.defaultConfiguration?.level).toBe('note');
  });

  it('says what a probe proved and how to see it again', async () => {
    const api = await apiRun(flawed);
    const at = { source: 'openapi.yaml', path: '' };
    const exchange = {
      request: { method: 'GET', origin: 'http://127.0.0.1', path: '/cards/1', query: [], headers: [] },
      identity: 'bob',
      credentials: 'present',
      sightings: [],
      durationMs: 1,
      at,
    } as const;
    const evidence = [{ kind: 'exchange', note: 'read by bob', exchange, curl: `curl ${'x'.repeat(5_000)}` }] as const;
    const proven = findingOf({ rule: 'bola-read-path', kind: 'probe', certainty: 'proven', evidence });
    const log = assertSarif(first(renderSarif(await runOf([{ ...api, outcomes: [failedBy(proven)] }]))));
    const properties = log.runs[0]?.results?.[0]?.properties;
    expect(properties).toMatchObject({ kind: 'probe', verdict: 'CONFIRMED', operationsAffected: 1 });
    expect(properties?.['curl']).toHaveLength(1_000);
    expect(log.runs[0]?.results?.[0]).not.toHaveProperty('webRequest');
  });

  it('begins a new file before GitHub would refuse one for its size', async () => {
    const api = await apiRun(flawed);
    const noise = (seed: string): string =>
      Array.from({ length: 12 }, (_, index) =>
        createHash('sha512')
          .update(seed + index)
          .digest('base64'),
      ).join('');
    const outcomes = Array.from({ length: 5_000 }, (_, index) =>
      failedBy(findingOf({ fingerprint: index.toString(16).padStart(32, '0'), message: noise(`${index}`) })),
    );
    const run = await runOf(['a', 'b', 'c', 'd'].map((name) => ({ ...api, name, outcomes })));
    const logs = renderSarif(run).map(assertSarif);
    expect(logs.map(({ runs }) => runs.length)).toEqual([3, 1]);
    expect(logs[0]?.runs[0]?.results).toHaveLength(5_000);
  }, 60_000);

  it('is checked by a schema that would notice', async () => {
    const text = first(renderSarif(await runOf([await apiRun(flawed)])));
    expect(() => assertSarif(text.replace('"error"', '"critical"'))).toThrow();
    expect(() => assertSarif(text.replace('"uri": "openapi.yaml"', '"uri": "https://example.com/x"'))).toThrow();
  });
});
