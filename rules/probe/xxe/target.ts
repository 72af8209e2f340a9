import type { ProbeTwins, TwinHandler, TwinWorld } from '#rule';
import { app, collection, fetched, reply, typed, type Ask, type Route } from '#twin';
import { entitiesOf, expanded, elementsOf } from './xml.ts';

const users = new Map([
  ['pf_ann_8c31f7d0', { name: 'ann' }],
  ['pf_bob_42e9b06a', { name: 'bob' }],
]);
/** The disk of the server. */
const files: Readonly<Record<string, string>> = {
  '/etc/passwd': 'root:x:0:0:root:/root:/bin/bash\ndaemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin\n',
};

/** A document with a DTD is read without it: what it declares stays an unknown name, and is shown again as it came. */
function server(world: TwinWorld, { readsDtd }: { readonly readsDtd: boolean }): TwinHandler {
  const outside = async (address: string): Promise<string> => {
    if (address.startsWith('file://')) return files[address.slice('file://'.length)] ?? '';
    const page = await fetched(world, address, { bytesMax: 20_000 });
    return page?.text ?? '';
  };
  const filledIn = async (text: string): Promise<Readonly<Record<string, string>>> => {
    const entities = readsDtd ? await entitiesOf(text, outside) : new Map<string, string>();
    return elementsOf(text, (value) => expanded(value, entities));
  };
  const bodyOf = async ({ text, body, headers }: Ask): Promise<Ask['body']> => {
    if (!/xml/i.test(headers['content-type'] ?? '')) return body;
    const { creditor, cents, memo } = await filledIn(text);
    return { creditor, memo, cents: /^\d{1,9}$/.test(cents ?? '') ? Number(cents) : undefined };
  };
  const drafts = collection({
    path: '/payment-files',
    take: ({ creditor, cents, memo }) => {
      const isPayment = typeof creditor === 'string' && creditor !== '' && Number.isInteger(cents) && Number(cents) > 0;
      return isPayment && (memo === undefined || typeof memo === 'string') ? { creditor, cents, memo } : undefined;
    },
  });
  const upload: Route = async (ask) => {
    if (ask.user === undefined) return reply(401, { error: 'no key' });
    const answer = await (drafts.routes['POST /payment-files'] as Route)({ ...ask, body: await bodyOf(ask) });
    // What was sent is quoted as it came, with whatever it declares.
    return answer.status === 400 ? reply(400, { error: 'not understood', near: ask.text.slice(0, 300) }) : answer;
  };
  const mandates = collection({ path: '/mandates', take: typed({ debtor: 'string', reference: 'string' }) });
  // Declared as JSON; the framework of the one binds whatever the header says that it is.
  const mandate: Route = async (ask) => {
    const isXml = /xml/i.test(ask.headers['content-type'] ?? '');
    if (isXml && !readsDtd) return reply(415, { error: 'application/json' });
    return (mandates.routes['POST /mandates'] as Route)({ ...ask, body: isXml ? await filledIn(ask.text) : ask.body });
  };
  // What is no JSON is nothing, and a note without a text is an empty one: of the document only its length is kept.
  const notes = collection({
    path: '/notes',
    take: ({ text }, ask) => ({ text: typeof text === 'string' ? text : '', bytes: ask.text.length }),
  });
  return app({
    users,
    routes: {
      ...drafts.routes,
      'POST /payment-files': upload,
      ...mandates.routes,
      'POST /mandates': mandate,
      ...notes.routes,
    },
  });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', apiKey: 'pf_ann_8c31f7d0' },
    { name: 'bob', apiKey: 'pf_bob_42e9b06a' },
  ],
  vulnerable: (world) => server(world, { readsDtd: true }),
  hardened: (world) => server(world, { readsDtd: false }),
};
