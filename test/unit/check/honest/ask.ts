/** Small servers that do as they should, and what one probe says of them. */
import { mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadRules } from '../../../../rules/index.ts';
import type { Finding } from '../../../../src/finding/finding.ts';
import type { PolicyConfig } from '../../../../src/target/config.ts';
import { app, type Route, type TwinUser } from '../../../../src/twin/index.ts';
import { loadFixture } from '../../../support/fixture.ts';
import { attempt, serve, type Attempt } from '../../../support/twins.ts';

const rules = await loadRules.probe();
const users: ReadonlyMap<string, TwinUser> = new Map([
  ['tok-ann-5f2c81d09e44aa', { name: 'ann' }],
  ['tok-bob-c41f7703ab9d21', { name: 'bob' }],
]);
const identities = [...users].map(([token, { name }]) => ({ name, role: 'customer', token }));

export interface Honest {
  readonly rule: string;
  /** Of the document: what stands below `paths`. */
  readonly paths: string;
  readonly routes: Readonly<Record<string, Route>>;
  readonly policy?: Partial<PolicyConfig>;
  readonly identities?: Attempt['identities'];
  /** All answers to callers alone. */
  readonly open?: boolean;
}

export interface Said {
  readonly verdicts: readonly (readonly [subject: string, verdict: string | undefined, reason: string | undefined])[];
  readonly findings: readonly Finding[];
  readonly sent: readonly string[];
}

export async function ask({ rule, paths, routes, policy, identities: own, open = false }: Honest): Promise<Said> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'sallyport-honest-')));
  const head = `openapi: 3.0.3\ninfo: { title: Honest, version: '1' }\nservers: [{ url: 'https://api.example.com' }]\nsecurity: [{ bearerAuth: [] }]\ncomponents: { securitySchemes: { bearerAuth: { type: http, scheme: bearer }, sid: { type: apiKey, in: cookie, name: session } } }\npaths:\n`;
  writeFileSync(join(folder, 'api.yaml'), head + paths);
  const guarded = Object.entries(routes).map(([key, route]): [string, Route] => [
    key,
    (asked) => (asked.user === undefined && !open ? { status: 401, json: { error: 'no caller' } } : route(asked)),
  ]);
  const handler = app({ users, routes: Object.fromEntries(guarded) });
  const server = await serve((request, response) => handler(request, response));
  try {
    const { outcomes, findings, exchanges } = await attempt(server.url, {
      api: await loadFixture('api.yaml', folder),
      identities: own ?? identities,
      rules: rules.filter(({ id }) => id === rule),
      profile: 'load',
      ...(policy && { policy }),
    });
    return {
      verdicts: outcomes.map(({ subject, verdict, reason }) => [subject, verdict, reason] as const),
      findings,
      sent: exchanges.map(({ request }) => `${request.method} ${request.path}`),
    };
  } finally {
    await server.close();
  }
}
