import type { ApiModel, Operation } from '../../model/api.ts';
import type { Finding } from '../finding.ts';
import { directions, type DataFlow } from '../data-flows.ts';
import type { ApiRun } from '../run.ts';
import { given, nameCharsMax, type Fields } from './fields.ts';
import { findingIn } from './findings.ts';
import { outcomesIn } from './outcomes.ts';
import { Places } from './places.ts';

/** One document of saved results. Its model knows the operations by name and place, and nothing else of the document. */
export function apiIn(fields: Fields): ApiRun {
  const places = new Places(fields);
  const api = modelIn(fields, places);
  const findings = new Map<string, Finding>();
  for (const entry of [...fields.objects('findings'), ...fields.objects('suppressed')]) {
    const finding = findingIn(entry, places);
    findings.set(finding.fingerprint, finding);
  }
  const operations = api.operations.map(({ id }) => id);
  return {
    name: api.name,
    ...given('owner', fields.optional('owner', 1_000)),
    api,
    outcomes: outcomesIn(fields.object('outcomes'), { operations, findings }),
    sources: places.sources,
    ...(fields.has('probed') ? { probed: probedIn(fields.object('probed')) } : {}),
    data: fields.objects('data', true).map(flowIn),
  };
}

function probedIn(fields: Fields): NonNullable<ApiRun['probed']> {
  return {
    operations: fields.count('operations'),
    decided: fields.count('decided'),
    requests: fields.count('requests'),
  };
}

function flowIn(fields: Fields): DataFlow {
  return {
    dataClass: fields.matching('dataClass', /^[a-z0-9-]{1,20}\.[a-z0-9-]{1,40}$/, 'the id of a data class'),
    direction: fields.choice('direction', directions),
    certainty: fields.choice('certainty', ['proven', 'firm', 'tentative']),
    operations: fields.texts('operations'),
  };
}

function modelIn(fields: Fields, places: Places): ApiModel {
  const index = fields.objects('index').map((entry) => operationIn(entry, places));
  return {
    name: fields.text('name', nameCharsMax),
    title: fields.text('title'),
    version: fields.text('version'),
    dialect: fields.choice('dialect', ['2.0', '3.0', '3.1', '3.2', 'capture', 'config']),
    at: { source: fields.optional('source', nameCharsMax) ?? fields.text('uri', nameCharsMax), path: '' },
    operations: index.filter(({ kind }) => kind === 'path'),
    hooks: index.filter(({ kind }) => kind !== 'path'),
    schemas: new Map(),
    authSchemes: new Map(),
    servers: [],
    sources: places.sources,
    extensions: {},
    unread: [],
    faults: [],
  };
}

function operationIn(fields: Fields, places: Places): Operation {
  const at = places.at(fields);
  const id = fields.text('operation', nameCharsMax);
  const schemes = fields.flag('anonymous') ? [] : [{ name: '', scopes: [] }];
  return {
    id,
    kind: fields.choice('kind', ['path', 'webhook', 'callback']),
    method: fields.text('method', nameCharsMax),
    path: fields.text('path', nameCharsMax),
    at,
    tags: [],
    parameters: [],
    requestBodies: [],
    responses: [],
    auth: [{ at, schemes }],
    authFrom: 'none',
    authAt: at,
    servers: [],
    deprecated: false,
    raw: {},
  };
}
