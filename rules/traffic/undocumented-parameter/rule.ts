import {
  isServedStatus,
  trafficRule,
  type ApiModel,
  type Exchange,
  type Operation,
  type Problem,
  type TrafficRule,
} from '#rule';
import { hasEffect, undocumentedCookies, undocumentedHeaders, undocumentedQuery } from './names.ts';

interface Row {
  readonly id: string;
  readonly title: string;
  readonly place: 'query' | 'header' | 'cookie';
  readonly why: string;
  readonly fix: string;
  readonly names: (exchange: Exchange, operation: Operation, api: ApiModel) => readonly string[];
}

const rows: readonly Row[] = [
  {
    id: 'undocumented-query-parameter',
    title: 'Query parameter in use that the document does not have',
    place: 'query',
    why: `What is not written down has no limit, no type and no test. Parameters such as \`debug\`, \`include\` or \`tenant\` are where an answer grows beyond what its reader may see, and scanners that follow the document never try them.`,
    fix: `Document it with its type and limits, or refuse what is not documented:

\`\`\`yaml
parameters:
  - { name: include, in: query, schema: { type: string, enum: [owner] } }
\`\`\``,
    names: undocumentedQuery,
  },
  {
    id: 'undocumented-request-header',
    title: 'Request header in use that the document does not have',
    place: 'header',
    why: `Headers that switch users, tenants, methods or debugging are trusted by servers because "only the proxy sends them". Whoever can reach the API can send them as well, and no review knows of them.`,
    fix: `Document it where clients may send it, and drop it at the edge where only your own proxy may:

\`\`\`nginx
proxy_set_header X-Original-URL "";
\`\`\``,
    names: undocumentedHeaders,
  },
  {
    id: 'undocumented-cookie',
    title: 'Cookie in use that the document does not have',
    place: 'cookie',
    why: `A cookie is sent by browsers on their own and can be changed by whoever holds it. State such as a role or a feature switch in an undocumented cookie is neither signed nor tested by anybody.`,
    fix: `Keep such state on the server, or document the cookie:

\`\`\`yaml
parameters:
  - { name: region, in: cookie, schema: { type: string, enum: [eu, us] } }
\`\`\``,
    names: undocumentedCookies,
  },
];

/** Names told of one call. */
const namesMax = 10;

function ruleOf({ id, title, place, why, fix, names }: Row): TrafficRule {
  return trafficRule({
    id,
    title,
    severity: 'medium',
    tiers: [
      { name: 'effect', severity: 'medium' },
      { name: 'plain', severity: place === 'query' ? 'medium' : 'low' },
    ],
    owasp: place === 'query' ? ['API3:2023', 'API8:2023'] : ['API8:2023'],
    cwe: 1059,
    why,
    fix,
    only: 'captured',
    exchange(exchange, operation, api) {
      if (operation === undefined || api.dialect === 'capture' || !isServedStatus(exchange)) return undefined;
      return names(exchange, operation, api)
        .slice(0, namesMax)
        .map((name) => problemOf(name, { place, operation }));
    },
  });
}

function problemOf(
  name: string,
  { place, operation }: { readonly place: Row['place']; readonly operation: Operation },
): Problem {
  const what = place === 'query' ? 'query parameter' : place === 'header' ? 'header' : 'cookie';
  const tier = hasEffect(name) ? 'effect' : 'plain';
  // Clients send a header or cookie with every call: that is one thing to write down.
  const isWide = place !== 'query';
  return {
    at: operation.at,
    message: isWide
      ? `Calls are answered that carry the ${what} ${name}, which the document does not have.`
      : `${operation.id} is called with the ${what} ${name}, which the document does not have.`,
    subject: `request/${place}/${place === 'header' ? name.toLowerCase() : name}`,
    tier,
    ...(isWide ? { wide: true } : {}),
    // A browser sends every cookie of the domain, also those of the page.
    ...(place === 'cookie' && tier === 'plain' ? { certainty: 'tentative' as const } : {}),
  };
}

export default rows.map(ruleOf);
