import { documentedResponse, isPageLoad, trafficRule } from '#rule';

export default trafficRule({
  id: 'undocumented-response-header',
  title: 'Response header that tells of the inside, and the document does not have',
  severity: 'low',
  owasp: ['API8:2023'],
  cwe: 497,
  controls: ['PCI DSS 2.2.6'],
  why: `Names and versions of frameworks tell an attacker which known holes to try first; debug headers lead to profilers, queries and hosts behind the API.`,
  fix: `Switch it off where it is made, or drop it at the edge:

\`\`\`ts
app.disable('x-powered-by');
\`\`\``,
  only: 'captured',

  exchange(exchange, operation, api) {
    const { response } = exchange;
    if (operation === undefined || api.dialect === 'capture' || response === undefined || isPageLoad(exchange))
      return undefined;
    const documented = documentedResponse(operation, response.status);
    const known = new Set(documented?.headers.map(({ name }) => name.toLowerCase()));
    const names = new Set(response.headers.map(([name]) => name.toLowerCase()));
    return [...names]
      .filter((name) => telling.test(name) && !known.has(name))
      .map((name) => ({
        at: documented?.at ?? operation.at,
        message: `Answers carry the header ${name}, which tells of the inside of the API.`,
        subject: `response/header/${name}`,
        // A server adds it to all of its answers.
        wide: true,
      }));
  },
});

/** Added by frameworks (Express, ASP.NET, Rails, Symfony, Spring, Drupal, PHP) and by debug modes. */
const telling =
  /^x-(?:powered-by(?:-[a-z]+)?|aspnet(?:mvc)?-version|debug(?:-[a-z-]+)?|runtime|generator|application-context|backend(?:-server|-host)?|internal-[a-z-]+|server-(?:name|id|ip|version)|php-[a-z-]+|sql-[a-z-]+|symfony-[a-z-]+|drupal-[a-z-]+|environment|env|stack-trace|exception)$/;
