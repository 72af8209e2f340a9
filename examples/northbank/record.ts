/** Records the two captures: `npx tsx examples/northbank/record.ts`. A fixed session, seed and clock: the same bytes every time. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startNorthbank } from './server.ts';

const publicOrigin = 'https://staging.northbank.example';
const start = Date.UTC(2026, 0, 15, 9, 0, 0);

type Fields = readonly { readonly name: string; readonly value: string }[];
interface Call {
  readonly method: string;
  readonly path: string;
  readonly token?: string;
  readonly body?: unknown;
}

/** One line an entry, so that a finding in the capture has a line of its own. */
export async function record(build: 'leaky' | 'hardened'): Promise<string> {
  const bank = await startNorthbank({ switches: build, seed: 7, now: () => start });
  const entries: string[] = [];
  const send = async ({
    method,
    path,
    token,
    body,
  }: Call): Promise<{ readonly headers: Headers; readonly json: unknown }> => {
    const headers: Record<string, string> = {
      accept: 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    };
    const text = body === undefined ? undefined : JSON.stringify(body);
    const response = await fetch(`${bank.url}/v2${path}`, {
      method,
      headers,
      redirect: 'manual',
      ...(text === undefined ? {} : { body: text }),
    });
    const answer = await response.text();
    entries.push(JSON.stringify(entryOf({ method, path, headers, text, response, answer, index: entries.length })));
    return { headers: response.headers, json: answer === '' ? undefined : (JSON.parse(answer) as unknown) };
  };
  try {
    await session(send, build === 'leaky');
  } finally {
    await bank.close();
  }
  return `{"log":{"version":"1.2","creator":{"name":"northbank recorder","version":"1"},"entries":[\n${entries.join(',\n')}\n]}}\n`;
}

async function session(
  send: (call: Call) => Promise<{ readonly headers: Headers; readonly json: unknown }>,
  leaky: boolean,
): Promise<void> {
  const credentials = { email: 'ada@example.com', password: 'a-long-password-of-ada' };
  await send({ method: 'POST', path: '/auth/register', body: credentials });
  const { headers } = await send({ method: 'POST', path: '/auth/login', body: credentials });
  const token = headers.get('x-auth-token') ?? '';
  const read = (path: string): Promise<unknown> => send({ method: 'GET', path, token }).then(({ json }) => json);
  for (const path of [
    '/me',
    '/rates',
    '/branches',
    '/accounts',
    '/cards',
    '/documents',
    '/loyalty',
    '/insights',
    '/promotions',
  ])
    await read(path);
  const { json: card } = await send({ method: 'POST', path: '/cards', token, body: { nickname: 'Travel' } });
  const { id } = card as { id: string };
  await read(`/cards/${id}`);
  await read(`/cards/${id}/details`);
  await read(`/cards/${id}/transactions`);
  const { json: account } = await send({ method: 'POST', path: '/accounts', token, body: { label: 'Rent' } });
  await read(`/accounts/${(account as { id: string }).id}`);
  const { json: beneficiary } = await send({
    method: 'POST',
    path: '/beneficiaries',
    token,
    body: { label: 'Landlord' },
  });
  await read(`/beneficiaries/${(beneficiary as { id: string }).id}`);
  await send({ method: 'PATCH', path: '/me', token, body: { displayName: 'Ada' } });
  await send({ method: 'POST', path: '/search', token, body: { text: 'freeze' } });
  await send({ method: 'POST', path: '/quotes', token, body: { amount: 100 } });
  await read('/notifications');
  if (!leaky) return;
  // What only happens on the leaky build: a forgotten endpoint, a token in a URL, a quote without a login.
  await send({ method: 'GET', path: '/internal/build-info', token });
  await send({ method: 'GET', path: `/notifications?access_token=${token}` });
  await send({ method: 'POST', path: '/quotes', body: { amount: 100 } });
}

interface Recorded {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string | undefined;
  readonly response: Response;
  readonly answer: string;
  readonly index: number;
}

function entryOf({ method, path, headers, text, response, answer, index }: Recorded): unknown {
  const url = new URL(`${publicOrigin}/v2${path}`);
  const kept = ['content-type', 'cache-control', 'location', 'x-auth-token'];
  const answered: Fields = kept.flatMap((name) =>
    response.headers.has(name) ? [{ name, value: response.headers.get(name) ?? '' }] : [],
  );
  return {
    startedDateTime: new Date(start + index * 1_000).toISOString(),
    time: 12,
    request: {
      method,
      url: url.href,
      httpVersion: 'HTTP/1.1',
      headers: Object.entries(headers).map(([name, value]) => ({ name, value })),
      queryString: [...url.searchParams].map(([name, value]) => ({ name, value })),
      cookies: [],
      ...(text === undefined ? {} : { postData: { mimeType: 'application/json', text } }),
      headersSize: -1,
      bodySize: text?.length ?? 0,
    },
    response: {
      status: response.status,
      statusText: response.statusText,
      httpVersion: 'HTTP/1.1',
      headers: answered,
      cookies: [],
      content: {
        size: answer.length,
        mimeType: response.headers.get('content-type') ?? '',
        ...(answer === '' ? {} : { text: answer }),
      },
      redirectURL: response.headers.get('location') ?? '',
      headersSize: -1,
      bodySize: answer.length,
    },
    cache: {},
    timings: { send: 1, wait: 10, receive: 1 },
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const build of ['leaky', 'hardened'] as const)
    writeFileSync(fileURLToPath(new URL(`${build}/capture.har`, import.meta.url)), await record(build));
}
