import type { ProbeTwins, TwinHandler } from '#rule';
import { app, collection, textIn, type Reply } from '#twin';

const users = new Map([
  ['38e5d0b7f1a924', { name: 'ann' }],
  ['c06f2a9b4d7e51', { name: 'bob' }],
]);

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (one) => `&#${one.codePointAt(0)};`);
}

function body(type: string, text: string): Reply {
  return { status: 200, text, headers: { 'content-type': type, 'x-content-type-options': 'nosniff' } };
}

/** A tag comes back as it is in JSON and in plain text: no browser makes anything of it there. */
function server({ escapes }: { readonly escapes: boolean }): TwinHandler {
  let last = 55_200;
  const tickets = collection({
    path: '/tickets',
    newId: () => (last += 1),
    take: (sent) => {
      const subject = textIn(sent, 'subject', 120);
      const message = textIn(sent, 'message', 2_000);
      return subject === undefined || message === undefined ? undefined : { subject, message, status: 'open' };
    },
  });
  const page = tickets.one((ticket) => {
    const [title, message] = [escaped(textIn(ticket, 'subject') ?? ''), textIn(ticket, 'message', 2_000) ?? ''];
    const text = escapes ? escaped(message) : message;
    return body('text/html; charset=utf-8', `<!doctype html><title>${title}</title><h1>${title}</h1><p>${text}</p>`);
  });
  const mail = tickets.one((ticket) =>
    body(
      'text/plain; charset=utf-8',
      `${textIn(ticket, 'subject') ?? ''}\n\n${textIn(ticket, 'message', 2_000) ?? ''}\n`,
    ),
  );
  return app({
    users,
    routes: { ...tickets.routes, 'GET /tickets/{id}/page': page, 'GET /tickets/{id}/mail': mail },
  });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', token: '38e5d0b7f1a924' },
    { name: 'bob', token: 'c06f2a9b4d7e51' },
  ],
  vulnerable: () => server({ escapes: false }),
  hardened: () => server({ escapes: true }),
};
