import { randomBytes } from 'node:crypto';
import type { ProbeTwins } from '#rule';
import { app, fitting, reply, type Ask, type Reply } from '#twin';

const users = new Map([
  ['ann-83d1f60e2c', { name: 'ann', role: 'customer' }],
  ['bob-2b9ec7045d', { name: 'bob', role: 'customer' }],
  ['kari-fd40a8917b', { name: 'kari', role: 'admin' }],
]);
const page: Reply = {
  status: 200,
  text: '<!doctype html><title>Memos</title>',
  headers: { 'content-type': 'text/html' },
};

/** The path as the router reads it: `//Admin;v=1/./memos/` is `/admin/memos`. */
function routed(path: string): string {
  const kept: string[] = [];
  for (const segment of path.replaceAll(/%(2e|2f|5c|61|41|3b)/gi, (code) => decodeURIComponent(code)).split(/[/\\]/)) {
    const name = segment.replace(/;.*$/, '').toLowerCase();
    if (name === '..') kept.pop();
    else if (name !== '' && name !== '.') kept.push(name);
  }
  return `/${kept.join('/')}`;
}

/** Every way to write a path leads somewhere, an unknown one to the page with a 200. */
function server({ guardsRouted }: { readonly guardsRouted: boolean }) {
  const memos: { readonly id: string; readonly owner: string; readonly text: string }[] = [];
  const add = (owner: string, { body }: Ask) => {
    const sent = fitting(body, { text: 'string' });
    if (sent === undefined) return reply(400, { error: 'text' });
    const memo = { id: `mem-${randomBytes(5).toString('hex')}`, owner, ...sent };
    memos.push(memo);
    return reply(201, memo);
  };
  const list = (name: string) => reply(200, { memos: memos.filter(({ owner }) => owner === name) });
  const otherwise = (ask: Ask) => {
    const path = routed(ask.path);
    if (path === '/about') return reply(200, { name: 'Memos of Nordlys' });
    if (ask.user === undefined) return reply(401, { error: 'sign in first' });
    const guarded = guardsRouted ? path : ask.path;
    if (/^\/admin(\/|$)/.test(guarded) && ask.user.role !== 'admin') return reply(404, { error: 'not found' });
    const owner = path === '/admin/memos' ? 'administrators' : path === '/memos' ? ask.user.name : undefined;
    if (owner === undefined) return page;
    return ask.method === 'POST' ? add(owner, ask) : list(owner);
  };
  return app({ users, routes: {}, otherwise });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', role: 'customer', cookie: 'session=ann-83d1f60e2c' },
    { name: 'bob', role: 'customer', cookie: 'session=bob-2b9ec7045d' },
    { name: 'kari', role: 'admin', cookie: 'session=kari-fd40a8917b' },
  ],
  policy: { privileged: ['* /admin/*'] },
  vulnerable: () => server({ guardsRouted: false }),
  hardened: () => server({ guardsRouted: true }),
};
