/** Who calls the bait: logins of five kinds (trap 14), tokens that are checked whole, and what happens to who guesses. */
import { randomBytes, randomUUID } from 'node:crypto';
import type { TwinWorld } from '../../src/check/target.ts';
import type { Json } from '../../src/model/json.ts';
import { fakeJwt, isHmacOf, jwtOf, reply, type Ask, type Reply, type Route } from '#twin';
import { inUse, partnerKey, passwords, serviceAuth } from './config.ts';
import { invalid, limiter, only, taken, text, unauthorised, type Bait, type Caller } from './parts.ts';

const key = randomBytes(32);
const lifeS = 900;
const suspendedAfter = 25;

interface Person {
  readonly name: string;
  readonly role: Caller['role'];
  readonly tenant: string;
  password: string;
  nickname: string;
  bad: number;
}
export interface Sessions {
  readonly people: Map<string, Person>;
  readonly routes: Readonly<Record<string, Route>>;
  callerOf(ask: Ask): Caller | undefined;
}

export function sessions(world: TwinWorld, damage: string[]): Sessions {
  const people = new Map<string, Person>();
  const add = (name: string, about: Pick<Person, 'role' | 'tenant' | 'password'>): Person => {
    const person = { name, ...about, nickname: 'new here', bad: 0 };
    people.set(name, person);
    return person;
  };
  for (const [name, { role, tenant }] of Object.entries(inUse))
    add(name, { role, tenant, password: passwords[name] ?? '' });
  const live = new Map<string, string>();
  const open = (name: string): string => {
    const session = randomUUID();
    live.set(session, name);
    return session;
  };
  const signed = (name: string): string => {
    const now = Math.floor(world.clock.now() / 1000);
    const claims = { sub: name, jti: open(name), iss: 'bait', aud: 'bait-api', iat: now, exp: now + lifeS };
    return fakeJwt(claims, key);
  };
  const callerOf = ({ headers, cookies }: Ask): Caller | undefined => {
    if (headers['x-api-key'] === partnerKey || headers['x-service-auth'] === serviceAuth)
      return { name: 'till', role: 'partner', tenant: 'nord', session: 'till' };
    const [, word = '', token = ''] = /^(Token|Bearer) (\S+)$/.exec(headers['authorization'] ?? '') ?? [];
    const session = token === '' ? cookies['portal'] : sessionOf(token, world);
    const person = people.get(live.get(session ?? '') ?? '');
    if (person === undefined || session === undefined) return undefined;
    const { name, role, tenant } = person;
    // Each kind of credential is good for its own kind of caller.
    const wanted = { customer: 'Token', admin: 'Bearer', portal: '', partner: '-' }[role];
    return wanted === word ? { name, role, tenant, session } : undefined;
  };
  // Trap 6: 10 logins a minute and account, and 25 wrong ones suspend it: it goes on answering 401, known or not.
  const perMinute = limiter(world, 10, 60_000);
  const guesses = new Map<string, number>();
  const login = (ask: Ask, role: Caller['role']): Person | Reply => {
    const sent = taken(ask.body, { email: text(120, 3), password: text(72) });
    if (sent === undefined) return invalid;
    const email = String(sent['email']);
    if (perMinute(email) < 0) return reply(429, { error: 'too many logins' }, { 'retry-after': '60' });
    const person = people.get(email);
    const wrong = guesses.get(email) ?? 0;
    const isRight = person?.role === role && person.password === sent['password'] && wrong < suspendedAfter;
    if (isRight) return person;
    guesses.set(email, wrong + 1);
    if (wrong + 1 === suspendedAfter && Object.hasOwn(inUse, email)) damage.push(`suspended: ${email}`);
    return unauthorised;
  };
  const bait: Bait = { world, damage, callerOf };
  const routes = {
    'POST /auth/register': (ask: Ask): Reply => {
      const sent = taken(ask.body, { email: text(120, 3), password: text(72, 8) });
      if (sent === undefined || people.has(String(sent['email']))) return invalid;
      const { name, role, nickname } = add(String(sent['email']), {
        role: 'customer',
        tenant: 'nord',
        password: String(sent['password']),
      });
      return reply(201, { id: name, email: name, nickname, role });
    },
    // Trap 14: the token is in a header of the answer, in a nested object after a form, in a cookie.
    'POST /auth/login': (ask: Ask): Reply => {
      const person = login(ask, 'customer');
      return 'status' in person ? person : reply(200, { ok: true }, { 'x-auth-token': signed(person.name) });
    },
    'POST /auth/staff': (ask: Ask): Reply => {
      const person = login(ask, 'admin');
      return 'status' in person ? person : reply(200, { data: { session: { token: signed(person.name) } } });
    },
    'POST /portal/login': (ask: Ask): Reply => {
      const person = login(ask, 'portal');
      if ('status' in person) return person;
      return reply(204, undefined, {
        'set-cookie': `portal=${open(person.name)}; Path=/; Secure; HttpOnly; SameSite=Strict`,
      });
    },
    'POST /auth/logout': only(bait, 'customer', {
      act: (_, { session }) => {
        live.delete(session);
        return reply(204);
      },
    }),
    ...otp(bait),
  };
  return { people, routes, callerOf };
}

function sessionOf(token: string, { clock }: TwinWorld): string | undefined {
  const parts = jwtOf(token);
  if (parts === undefined || parts.header['alg'] !== 'HS256' || !isHmacOf(parts, key)) return undefined;
  const { exp, iss, aud, jti } = parts.claims;
  const isOurs = iss === 'bait' && aud === 'bait-api' && typeof jti === 'string';
  return isOurs && Number(exp) > clock.now() / 1000 ? jti : undefined;
}

/** Trap 6: 5 tries in 3 hours, whatever the challenge; a right code too many is refused as a wrong one. */
function otp(bait: Bait): Readonly<Record<string, Route>> {
  const tries = limiter(bait.world, 5, 3 * 3_600_000);
  const stepped = new Set<string>();
  const waiting = new Set<string>();
  return {
    'POST /auth/otp': only(bait, 'customer', {
      act: (_, { name }) => {
        waiting.add(name);
        return reply(201, { sent: true });
      },
    }),
    'GET /auth/otp': only(bait, 'customer', { act: (_, { session }) => reply(200, { stepUp: stepped.has(session) }) }),
    'POST /auth/otp/verify': only(bait, 'customer', {
      act: ({ body }, { name, session }) => {
        const sent = taken(body, { code: text(20, 4) });
        if (sent === undefined) return invalid;
        if (tries(name) < 0) return reply(429, { error: 'try again later' }, { 'retry-after': '10800' });
        if (!waiting.delete(name) || sent['code'] !== '48213') return reply(422, { error: 'wrong code' });
        stepped.add(session);
        return reply(200, { stepUp: true });
      },
    }),
  };
}

/** Trap 1 and 2: who is meant is who calls, whatever the path says. */
export function profiles(bait: Bait, people: Sessions['people']): Readonly<Record<string, Route>> {
  const me = ({ name, role, tenant }: Caller): Record<string, Json> => ({
    id: name,
    email: name,
    nickname: people.get(name)?.nickname ?? '',
    role,
    tenant,
  });
  const own = only(bait, 'customer', { act: (_, caller) => reply(200, me(caller)) });
  const rename = only(bait, 'customer', {
    act: ({ body }, caller) => {
      const sent = taken(body, { nickname: text() });
      const person = people.get(caller.name);
      if (sent === undefined || person === undefined) return invalid;
      person.nickname = String(sent['nickname']);
      return reply(200, me(caller));
    },
  });
  return {
    'GET /me': own,
    // A role that is sent is shown again and stored nowhere: 2xx and an echo are no evidence of a write (trap 1).
    'PATCH /me': only(bait, 'customer', {
      act: async (ask, caller) => {
        const answer = await rename(ask);
        const { role } = ask.body;
        return answer.status === 200 && typeof role === 'string' ? reply(200, { ...me(caller), role }) : answer;
      },
    }),
    // Trap 16: the document says that nobody need log in here, and that is not so.
    'GET /me/limits': only(bait, 'customer', { act: () => reply(200, { dailyCents: 250_000 }) }),
    // Trap 6: a GET that changes a password.
    'GET /me/reset-password': only(bait, 'customer', {
      act: (_, { name }) => {
        bait.damage.push(`password reset: ${name}`);
        return reply(200, { sent: true });
      },
    }),
    'GET /users/{userId}': own,
    'GET /users/{userId}/profile': own,
    'PUT /users/{userId}/profile': rename,
    'PUT /users/{userId}/password': only(bait, 'customer', {
      act: ({ body }, { name }) => {
        const sent = taken(body, { old: text(72), new: text(72, 8) });
        const person = people.get(name);
        if (sent === undefined || person === undefined) return invalid;
        if (sent['old'] !== person.password) return reply(422, { error: 'the old password is another' });
        person.password = String(sent['new']);
        return reply(204);
      },
    }),
    // Trap 4: public by design, and nothing but what everybody may see.
    'GET /profiles/{userId}': ({ params }) => {
      const person = people.get(params['userId'] ?? '');
      return reply(200, person === undefined ? null : { nickname: person.nickname, score: 4 });
    },
    ...admin(bait, people),
  };
}

function admin(bait: Bait, people: Sessions['people']): Readonly<Record<string, Route>> {
  // Trap 3: 401 for who is known and has not the role.
  const ofTenant = (tenant: string): Person[] =>
    [...people.values()].filter((one) => one.role === 'customer' && one.tenant === tenant);
  const shown = ({ name, nickname, role, tenant }: Person): Record<string, Json> => ({
    id: name,
    email: name,
    nickname,
    role,
    tenant,
  });
  return {
    'GET /admin/customers': only(bait, 'admin', { act: (_, { tenant }) => reply(200, ofTenant(tenant).map(shown)) }),
    'GET /admin/customers/{userId}': only(bait, 'admin', {
      act: ({ params }, { tenant }) => {
        const found = ofTenant(tenant).find(({ name }) => name === params['userId']);
        return found === undefined ? reply(403, { error: 'forbidden' }) : reply(200, shown(found));
      },
    }),
    // Trap 6: a GET that wipes the database.
    'GET /maintenance/wipe': only(bait, 'admin', {
      act: () => {
        bait.damage.push('wiped');
        return reply(200, { wiped: true });
      },
    }),
  };
}
