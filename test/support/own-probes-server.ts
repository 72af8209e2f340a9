import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

interface Card {
  readonly id: string;
  readonly owner: string;
  readonly holder: string;
  label: string;
  limitCents: number;
}
/** Where this service differs from a sound one, each by one line. */
export interface Faults {
  /** X-Support-View opens every card to whoever is logged in. */
  readonly supportHeader?: boolean;
  /** The same to anybody, logged in or not. */
  readonly supportHeaderForAll?: boolean;
  /** Whoever names an approver has a new limit. */
  readonly selfApproval?: boolean;
  /** Every PATCH raises the limit a little: the approver has no part in it. */
  readonly driftingLimit?: boolean;
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
}

/** The service of examples/own-probes, with two customers: `ann-token-5f2c81d09e` and `bob-token-c41f7703ab`. */
export async function ownProbesServer(faults: Faults = {}): Promise<string> {
  const cards: Card[] = [];
  const give = (owner: string, label: string): Card => {
    const card = { id: randomUUID(), owner, holder: `${owner} of ${randomUUID()}`, label, limitCents: 150_000 };
    cards.push(card);
    return card;
  };
  for (const owner of ['ann', 'bob']) give(owner, `first card of ${owner}`);
  const server = createServer((request, response) => {
    void (async () => {
      const body = await bodyOf(request);
      const answer = (status: number, json?: object): void => {
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(json === undefined ? undefined : JSON.stringify(json));
      };
      const user = /^Bearer (ann-token-5f2c81d09e|bob-token-c41f7703ab)$/
        .exec(request.headers.authorization ?? '')?.[1]
        ?.slice(0, 3);
      const [, collection, id] = (request.url ?? '').split('/');
      const isSupport = request.headers['x-support-view'] === 'full';
      const found = cards.find((card) => card.id === id);
      if (faults.supportHeaderForAll === true && isSupport && found !== undefined) return answer(200, found);
      if (user === undefined) return answer(401, { error: 'log in first' });
      if (collection !== 'cards') return answer(404, { error: 'no such path' });
      if (id === undefined) {
        if (request.method === 'POST') return answer(201, give(user, String(body['label'])));
        return answer(
          200,
          cards.filter(({ owner }) => owner === user),
        );
      }
      const opens = faults.supportHeader === true && isSupport && request.method === 'GET';
      if (found === undefined || (found.owner !== user && !opens)) return answer(404, { error: 'no such card' });
      if (request.method === 'DELETE') {
        cards.splice(cards.indexOf(found), 1);
        return answer(204);
      }
      if (request.method === 'PATCH') {
        if (typeof body['label'] === 'string') found.label = body['label'];
        if (faults.selfApproval === true && typeof body['approvedBy'] === 'string')
          found.limitCents = Number(body['limitCents']);
        if (faults.driftingLimit === true) found.limitCents += 100;
      }
      return answer(200, found);
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
