import { operationsById, trafficRule } from '#rule';

export default trafficRule({
  id: 'rate-limit-not-seen',
  title: 'Documented rate limit that answers never show',
  severity: 'medium',
  owasp: ['API4:2023'],
  cwe: 770,
  why: `The document tells clients that they are limited and how much is left, and the server says nothing of it: most likely the limiter is not in front of this system, and nobody holds back whoever guesses, scrapes or floods.`,
  fix: `Put the limiter before the route, and let it say what is left:

\`\`\`http
RateLimit: "default";r=50;t=30
\`\`\``,

  end(seen, api) {
    if (api.dialect === 'capture') return undefined;
    return [...seen.calls].flatMap(([id, { headers, served, firstServed }]) => {
      if (firstServed === undefined || [...headers].some((name) => limit.test(name))) return [];
      const responses = operationsById(api).get(id)?.responses ?? [];
      const documented = responses.find(
        ({ status, headers: said }) =>
          /^(?:2|default)/.test(status) &&
          said.some(({ name, required }) => limit.test(name) && (required || served >= servedMin)),
      );
      if (documented === undefined) return [];
      return [
        {
          at: documented.at,
          message: `${id} is documented with headers of a rate limit, and no answer had one.`,
          subject: 'rate-limit',
          related: [{ at: firstServed, message: 'an answer without' }],
        },
      ];
    });
  },
});

/** A header that is not `required` may be left out of an answer; out of so many it is not there. */
const servedMin = 20;
/** The IETF's draft and what came before it. */
const limit = /^(?:x-)?rate-?limit(?:-|$)/i;
