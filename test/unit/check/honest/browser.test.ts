/** What a browser keeps from pages of others is no flaw of the server. */
import { expect, it } from 'vitest';
import { reply, type Ask } from '../../../../src/twin/index.ts';
import { ask, type Said } from './ask.ts';

const schema = 'schema: { type: object, properties: { nickname: { type: string, maxLength: 40 } } }';
const paths = `  /preferences:
    get: { security: [{ sid: [] }], responses: { '200': { description: ok, content: { application/json: { ${schema} } } } } }
    post: { security: [{ sid: [] }], requestBody: { content: { application/json: { ${schema} } } }, responses: { '200': { description: ok, content: { application/json: { ${schema} } } } } }
  /login:
    post: { security: [], responses: { '200': { description: ok } } }
`;

/** Takes JSON whatever it is called. */
function preferences(attributes: string, renews = false): Promise<Said> {
  const names = new Map<string, string>();
  const of = ({ user }: Ask) => names.get(user?.name ?? '') ?? 'Ann K.';
  const cookie = (token: string) => ({ 'set-cookie': [`session=${token}; Path=/${attributes}`, 'seen=1; Path=/'] });
  const only = (route: (asked: Ask) => ReturnType<typeof reply>) => (asked: Ask) =>
    asked.user === undefined ? reply(401, { error: 'who?' }) : route(asked);
  return ask({
    rule: 'ctype-csrf',
    paths,
    open: true,
    identities: [
      {
        name: 'ann',
        login: { call: 'POST /login', body: { name: 'ann', password: 'x1' }, token: { cookie: 'session' } },
      },
    ],
    routes: {
      'GET /preferences': only((asked) => reply(200, { nickname: of(asked) }, renews ? cookie(asked.token) : {})),
      'POST /preferences': only((asked) => {
        const { nickname } = asked.json as { nickname?: string };
        if (nickname !== undefined) names.set(asked.user?.name ?? '', nickname);
        return reply(200, { nickname: of(asked) });
      }),
      'POST /login': () => reply(200, { ok: true }, cookie('tok-ann-5f2c81d09e44aa')),
    },
  });
}

it.each(['; SameSite=Lax', '; HttpOnly; samesite = Strict'])('ctype-csrf: a session with %s', async (attributes) => {
  for (const renews of [false, true]) {
    const { findings, verdicts, sent } = await preferences(attributes, renews);
    expect(findings).toEqual([]);
    expect(verdicts).toEqual([['POST /preferences', 'REFUTED', undefined]]);
    // Where no answer sets the cookie anew, the login is asked once more.
    expect(sent.filter((line) => line === 'POST /login')).toHaveLength(renews ? 0 : 1);
  }
});

it.each(['', '; SameSite=None; Secure'])('ctype-csrf tells of one with %j', async (attributes) => {
  for (const renews of [false, true]) {
    const { findings } = await preferences(attributes, renews);
    expect(findings.map(({ rule, certainty }) => [rule, certainty])).toEqual([['ctype-csrf', 'proven']]);
  }
});
