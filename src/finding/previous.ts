import { own, ownText, isObject } from '../model/json.ts';
import { BaselineError } from './baseline.ts';
import type { Known } from './coverage.ts';

/** What a report of an earlier run tells. */
export interface Previous {
  readonly findings: readonly Known[];
  /** By document: how SARIF calls that run. */
  readonly guids: ReadonlyMap<string, string>;
}

/** A JSON report or a SARIF file of ours. Throws BaselineError. */
export function parsePrevious(text: string): Previous {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new BaselineError('the previous report is no JSON');
  }
  const found = own(value, 'schemaVersion') === 1 ? fromJson(value) : fromSarif(value);
  if (found === undefined)
    throw new BaselineError('the previous report is neither JSON nor SARIF of sallyport: write one with --output');
  const findings = found.filter(({ fingerprint }) => /^[0-9a-f]{32}$/.test(fingerprint));
  return { findings, guids: guidsIn(value) };
}

const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function guidsIn(log: unknown): ReadonlyMap<string, string> {
  return new Map(
    listIn(log, 'runs').flatMap((run) => {
      const [api, id] = [apiOf(run), ownText(own(run, 'automationDetails'), 'guid') ?? ''];
      return api === undefined || !guid.test(id) ? [] : [[api, id] as const];
    }),
  );
}

/** The document that a SARIF run is about. */
function apiOf(run: unknown): string | undefined {
  const id = ownText(own(run, 'automationDetails'), 'id') ?? '';
  return /^sallyport\/(.+)\/$/s.exec(id)?.[1];
}

function listIn(value: unknown, key: string): readonly unknown[] {
  const found: unknown = own(value, key);
  return Array.isArray(found) ? (found as readonly unknown[]) : [];
}

function fromJson(report: unknown): readonly Known[] | undefined {
  if (!Array.isArray(own(report, 'apis'))) return undefined;
  const day = (ownText(report, 'startedAt') ?? '').slice(0, 10);
  const standing = listIn(own(report, 'drift'), 'notRetested').map((known) =>
    knownOf(known, {
      api: ownText(known, 'api'),
      operation: ownText(known, 'operation'),
      firstSeen: ownText(known, 'firstSeen'),
      message: ownText(known, 'message'),
    }),
  );
  const found = listIn(report, 'apis').flatMap((api) => {
    const name = ownText(api, 'name');
    return listIn(api, 'findings').flatMap((finding) => {
      const shared = {
        api: name,
        firstSeen: ownText(finding, 'firstSeen') ?? day,
        operation: ownText(finding, 'operation'),
      };
      const message = ownText(finding, 'message');
      const claims = listIn(finding, 'also').map((claim): Known => ({ ...knownOf(claim, shared), also: true }));
      return [knownOf(finding, { ...shared, message }), ...claims];
    });
  });
  return [...standing, ...found];
}

interface Around {
  readonly api: string | undefined;
  readonly operation: string | undefined;
  readonly firstSeen: string | undefined;
  readonly message?: string | undefined;
}

function knownOf(claim: unknown, { api, operation, firstSeen, message }: Around): Known {
  return {
    fingerprint: ownText(claim, 'fingerprint') ?? '',
    rule: ownText(claim, 'rule') ?? '',
    ...given('api', api),
    ...given('operation', operation),
    ...given('firstSeen', firstSeen),
    ...given('message', message),
    ...given('severity', ownText(claim, 'severity')),
    ...given('certainty', ownText(claim, 'certainty')),
    ...given('tier', ownText(claim, 'tier')),
    ...(own(claim, 'also') === true ? { also: true } : {}),
  };
}

function given<K extends string>(key: K, value: string | undefined): { readonly [P in K]?: string } {
  return value === undefined || value === '' ? {} : ({ [key]: value } as { readonly [P in K]?: string });
}

/** Texts of SARIF are cut and have links in them: they are not compared. What is absent there is no finding any more. */
function fromSarif(log: unknown): readonly Known[] | undefined {
  if (ownText(log, 'version') !== '2.1.0') return undefined;
  return listIn(log, 'runs').flatMap((run) => {
    if (ownText(own(own(run, 'tool'), 'driver'), 'name') !== 'sallyport') return [];
    const api = apiOf(run);
    return listIn(run, 'results').flatMap((result) => {
      if (!isObject(result) || ownText(result, 'baselineState') === 'absent') return [];
      const properties = own(result, 'properties');
      const names = listIn(properties, 'operations');
      const [only] = names;
      const [rule = '', tier] = (ownText(result, 'ruleId') ?? '').split('/', 2);
      return [
        {
          fingerprint: ownText(own(result, 'fingerprints'), 'sallyport/v1') ?? '',
          rule,
          ...given('tier', tier),
          ...given('api', api),
          ...given('operation', names.length === 1 && typeof only === 'string' ? only : undefined),
          ...given('severity', ownText(properties, 'severity')),
          ...given('certainty', ownText(properties, 'certainty')),
          ...given('firstSeen', ownText(own(result, 'provenance'), 'firstDetectionTimeUtc')?.slice(0, 10)),
        },
      ];
    });
  });
}
