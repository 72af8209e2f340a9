import { compared, probeRule, shown, type ApiModel, type Exchange } from '#rule';
import { places } from './places.ts';

export default probeRule({
  id: 'debug-endpoint',
  title: 'Debugging tools can be reached without a credential',
  severity: 'high',
  owasp: ['API8:2023'],
  cwe: 489,
  controls: ['PCI DSS 2.2.4', 'PCI DSS 6.2.4'],
  impact: 'read',
  per: 'host',
  requests: 40,
  identities: 0,
  why: `What developers use to look inside is open to all: settings and their secrets, memory, routes that no document has, sometimes a console that runs what it is sent.`,
  fix: `Keep such tools on a port that only your own network reaches, and switch off what nobody uses:

\`\`\`yaml
management: { server: { port: 9090 }, endpoints: { web: { exposure: { include: [health] } } } }
\`\`\``,

  applies: () => true,

  async *probe(_, target) {
    let asked = 0;
    const bases = hasBasePath(target.api) ? [true, false] : [true];
    for (const place of places) {
      for (const fromRoot of bases) {
        const ask = (path: string, fresh = false): Promise<Exchange> =>
          target.send({ method: 'GET', path, fromRoot, fresh }, target.anonymous);
        const answer = await ask(place.path);
        asked += answer.response === undefined ? 0 : 1;
        if (!place.shows(textOf(answer))) continue;
        const sibling = await ask(place.path.replace(/[^/]+\/?$/, `sp${target.random(10)}`));
        const again = await ask(place.path, true);
        if (place.shows(textOf(sibling)) || !place.shows(textOf(again))) continue;
        yield {
          at: target.api.servers[0]?.at ?? target.api.at,
          subject: `path/${place.path}`,
          message: `${place.what} answers at ${place.path} without a credential.`,
          evidence: [
            shown(target, 'The answer without a credential.', answer),
            shown(target, 'A path beside it that does not exist.', sibling),
            shown(target, 'Once more, on a new connection.', again),
            compared(`What is at ${place.path}`, 'nothing, or a refusal', `the grammar of ${place.what}`),
          ],
        };
      }
    }
    return asked === 0 ? { undecided: 'no path was answered' } : 'decided';
  },
});

/** `https://api.example.com/v2`: tools may stand below it as well as at the root. */
function hasBasePath({ servers }: ApiModel): boolean {
  return servers.some(({ resolvedUrl }) => /^https?:\/\/[^/]+\/./.test(resolvedUrl));
}

function textOf({ response }: Exchange): string {
  if (response === undefined || response.status !== 200) return '';
  const { text, json } = response.body ?? {};
  return json === undefined ? (text ?? '') : JSON.stringify(json);
}
