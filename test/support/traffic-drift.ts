import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { parse } from 'yaml';
import { watch } from '../../src/check/traffic.ts';
import type { TrafficRule } from '../../src/check/rule.ts';
import type { Outcome } from '../../src/finding/finding.ts';
import { readCapture } from '../../src/load/har/capture.ts';
import type { ApiModel } from '../../src/model/api.ts';
import { createRedactor } from '../../src/model/redact.ts';
import { loadFixture } from './fixture.ts';

const folder = 'test/traffic-drift';

/** One call as the set tells it; see test/traffic-drift/README.md. */
export interface SetCall {
  readonly call: string;
  readonly sent?: Readonly<Record<string, string>>;
  readonly auth?: 'none';
  readonly credentials?: 'stripped';
  readonly send?: unknown;
  readonly form?: Readonly<Record<string, string>>;
  readonly sendType?: string;
  readonly sendText?: string;
  readonly status?: number;
  readonly type?: string;
  readonly json?: unknown;
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly kind?: string;
  readonly at?: string;
  readonly also?: readonly string[];
}
export interface DriftSet {
  readonly name: string;
  readonly api: ApiModel;
  readonly drift: readonly SetCall[];
  readonly conforming: readonly SetCall[];
}

export async function readSets(): Promise<readonly DriftSet[]> {
  const names = readdirSync(folder).filter((name) => !name.includes('.'));
  return Promise.all(
    names.map(async (name) => ({
      name,
      api: await loadFixture(join(folder, name, 'api.yaml')),
      drift: callsOf(join(folder, name, 'drift.yaml')),
      conforming: callsOf(join(folder, name, 'conforming.yaml')),
    })),
  );
}

function callsOf(file: string): readonly SetCall[] {
  return parse(readFileSync(file, 'utf8')) as readonly SetCall[];
}

/** The outcomes of all rules on a capture of these calls, read as any capture is. */
export async function judged(
  { name, api }: Pick<DriftSet, 'name' | 'api'>,
  calls: readonly SetCall[],
  rules: readonly TrafficRule[],
): Promise<readonly Outcome[]> {
  const creator = calls.some(({ credentials }) => credentials === 'stripped') ? 'WebInspector' : 'by hand';
  const text = JSON.stringify({
    log: { version: '1.2', creator: { name: creator, version: '1' }, entries: calls.map((call) => entryOf(call, api)) },
  });
  const capture = {
    kind: 'capture' as const,
    id: `${name}.har`,
    uri: `${name}.har`,
    path: `${name}.har`,
    inTree: true,
    open: () => Readable.from([Buffer.from(text)]),
    read: () => Promise.resolve(Buffer.from(text)),
  };
  const secretNames = [...api.authSchemes.values()].flatMap(({ parameterName }) => parameterName ?? []);
  const watching = watch(api, rules);
  for await (const exchange of readCapture(capture, createRedactor({ secretNames })).exchanges())
    watching.see(exchange);
  return watching.end({ captured: true });
}

const pairs = (fields: Readonly<Record<string, string>> | undefined): { name: string; value: string }[] =>
  Object.entries(fields ?? {}).map(([name, value]) => ({ name, value }));

function entryOf(call: SetCall, api: ApiModel): unknown {
  const [method = '', ...rest] = call.call.split(' ');
  const target = rest.join(' ');
  const url = target.startsWith('http') ? target : (api.servers[0]?.resolvedUrl ?? '') + target;
  const credential = call.auth === 'none' || call.credentials === 'stripped' ? [] : credentialOf(api);
  const mediaType = call.type ?? 'application/json';
  const text = call.text ?? (call.json === undefined ? '' : JSON.stringify(call.json));
  return {
    startedDateTime: '2026-11-20T12:00:00.000Z',
    time: 5,
    request: {
      method,
      url,
      headers: [{ name: 'Accept', value: '*/*' }, ...credential, ...pairs(call.sent)],
      ...postData(call),
    },
    response: {
      status: call.status ?? 200,
      headers: [{ name: 'Date', value: 'Fri, 20 Nov 2026 12:00:00 GMT' }, ...pairs(call.headers)],
      content: { size: text.length, mimeType: mediaType, text },
    },
  };
}

function credentialOf(api: ApiModel): { name: string; value: string }[] {
  const key = [...api.authSchemes.values()].find(({ kind }) => kind === 'apiKey');
  return key === undefined
    ? [{ name: 'Authorization', value: 'Bearer Zk9xQ2v7LmP4sT1w' }]
    : [{ name: key.parameterName ?? '', value: 'Zk9xQ2v7LmP4sT1w' }];
}

function postData({ send, form, sendType, sendText }: SetCall): { readonly postData?: unknown } {
  if (form !== undefined) return { postData: { mimeType: 'application/x-www-form-urlencoded', params: pairs(form) } };
  if (sendText !== undefined) return { postData: { mimeType: sendType ?? 'text/plain', text: sendText } };
  return send === undefined ? {} : { postData: { mimeType: 'application/json', text: JSON.stringify(send) } };
}
