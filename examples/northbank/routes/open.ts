import { bodyOf, ok, refuse, type Route } from '../bank.ts';

const branches = [
  { id: 1, city: 'Aberdeen' },
  { id: 2, city: 'Bergen' },
];

/** What needs no credential, and small things that do. */
export const openRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/rates',
    who: 'nobody',
    handle: () =>
      ok([
        { pair: 'EURUSD', rate: '1.0842' },
        { pair: 'GBPEUR', rate: '1.1719' },
      ]),
  },
  { method: 'GET', path: '/branches', who: 'nobody', handle: () => ok(branches) },
  {
    method: 'GET',
    path: '/branches/{}',
    who: 'nobody',
    handle: (request) => {
      const branch = branches.find(({ id }) => String(id) === request.params[0]);
      return branch === undefined ? refuse(404, 'There is no such branch') : ok(branch);
    },
  },
  { method: 'GET', path: '/fx/offices', who: 'nobody', handle: () => ok([{ city: 'Oslo' }]) },
  {
    method: 'GET',
    path: '/fx/history',
    who: 'nobody',
    handle: () => ok([{ pair: 'EURUSD', day: '2026-01-02', rate: '1.0790' }]),
  },
  { method: 'GET', path: '/reports/monthly', who: 'admin', handle: () => ok([]) },
  { method: 'GET', path: '/partner/settlements', who: 'admin', handle: () => ok([]) },
  { method: 'POST', path: '/batch/files', who: 'admin', handle: () => ({ status: 202 }) },
  {
    method: 'POST',
    path: '/quotes',
    who: 'caller',
    handle: (_request, bank) => ok({ id: bank.id('quo'), feeMinor: 25 }),
  },
  { method: 'POST', path: '/feedback', who: 'caller', handle: () => ({ status: 202 }) },
  { method: 'POST', path: '/support/tickets', who: 'caller', handle: () => ({ status: 202 }) },
  { method: 'POST', path: '/webhooks/subscriptions', who: 'caller', handle: () => ({ status: 202 }) },
  {
    method: 'POST',
    path: '/search',
    who: 'caller',
    handle: (request, bank) => {
      if (bodyOf(request) !== undefined) return ok([{ title: 'How to freeze a card' }]);
      if (!bank.has('search-stack')) return refuse(400, 'A JSON object is expected');
      // What a framework in debug mode prints.
      const stack =
        'SyntaxError: Unexpected end of JSON input\n    at parse (/srv/northbank/routes/search.js:14:22)\n    at handle (/srv/northbank/server.js:88:7)';
      return { status: 500, body: { title: 'Internal error', detail: stack } };
    },
  },
  {
    method: 'GET',
    path: '/statements/archive',
    who: 'caller',
    // Documented in v1 alone; the route was meant to go with it.
    handle: (_request, bank) =>
      bank.has('archive-alive')
        ? ok([{ id: 'doc_archive_2019', title: 'Statement 2019' }])
        : refuse(404, 'There is no such thing'),
  },
  {
    method: 'GET',
    path: '/internal/build-info',
    who: 'nobody',
    // Never documented.
    handle: (_request, bank) =>
      bank.has('debug-endpoint') ? ok({ build: '1423', branch: 'staging' }) : refuse(404, 'There is no such thing'),
  },
];
