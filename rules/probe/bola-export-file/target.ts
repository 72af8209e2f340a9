import { randomUUID } from 'node:crypto';
import type { ProbeTwins } from '#rule';
import { app, fitting, guarded, reply, type Reply } from '#twin';

const users = new Map([
  ['ann-e18d40b76c', { name: 'ann' }],
  ['bob-93c5fa2201', { name: 'bob' }],
]);
const toLogin = reply(302, undefined, { location: '/login' });

/** A PDF comes in any case: for a statement that is not the caller's one blank page, the same for all such. */
function server({ checksOwner }: { readonly checksOwner: boolean }) {
  const statements = new Map<string, { readonly owner: string; readonly title: string }>();
  const view = (id: string) => ({ id, title: statements.get(id)?.title ?? '', pages: 1 });
  const routes = guarded(
    {
      'GET /statements': ({ user }) => {
        const own = [...statements].filter(([, { owner }]) => owner === user.name);
        return reply(200, { statements: own.map(([id]) => view(id)) });
      },
      'POST /statements': ({ user, body }) => {
        const sent = fitting(body, { title: 'string' });
        if (sent === undefined) return reply(400, { error: 'title' });
        const id = randomUUID();
        statements.set(id, { owner: user.name, ...sent });
        return reply(201, view(id));
      },
      'GET /statements/{statementId}': ({ user, params }) => {
        const { statementId = '' } = params;
        const isOwn = statements.get(statementId)?.owner === user.name;
        return isOwn ? reply(200, view(statementId)) : reply(404, { error: 'no statement' });
      },
      'GET /statements/{statementId}/pdf': ({ user, params }) => {
        const { statementId = '' } = params;
        const statement = statements.get(statementId);
        if (statement === undefined) return pdf('There is nothing here.');
        if (checksOwner && statement.owner !== user.name) return pdf('There is nothing here.');
        return pdf(`Statement ${statementId} of ${statement.owner}: ${statement.title}`);
      },
      'GET /statements/{statementId}/terms': () => pdf('Terms of 2026: a statement is free once a month.'),
    },
    toLogin,
  );
  return app({ users, routes });
}

/** One page with a line of text; readers rebuild the table of offsets that it lacks. */
function pdf(line: string): Reply {
  const stream = `BT /F1 12 Tf 60 780 Td (${line.replace(/[()\\]/g, '\\$&')}) Tj ET`;
  const font = '<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>';
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    `<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources${font}>>`,
    `<</Length ${Buffer.byteLength(stream)}>>stream\n${stream}\nendstream`,
  ];
  const body = objects.map((object, index) => `${index + 1} 0 obj${object}endobj\n`).join('');
  const bytes = Buffer.from(`%PDF-1.4\n${body}trailer<</Root 1 0 R>>\n%%EOF`);
  return { status: 200, bytes, headers: { 'content-type': 'application/pdf' } };
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', cookie: 'session=ann-e18d40b76c' },
    { name: 'bob', cookie: 'session=bob-93c5fa2201' },
  ],
  vulnerable: () => server({ checksOwner: false }),
  hardened: () => server({ checksOwner: true }),
};
