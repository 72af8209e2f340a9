import {
  classifyValue,
  isJwtHolder,
  isPan,
  NotTested,
  operationsRequiring,
  probeRule,
  wordsOf,
  type Identity,
} from '#rule';
import { claimsOf } from './claims.ts';

/** What nobody may read in a token: by what the value itself is, and not by its name alone. */
const forbidden = /^(pci\.(pan|cvv|pin|track)|sec\.|fin\.iban|pii\.(ssn|passport|national))/;

export default probeRule({
  id: 'jwt-claims-pii',
  title: 'Token carries secrets or card data that anybody can read',
  severity: 'low',
  owasp: ['API2:2023', 'API3:2023'],
  cwe: 312,
  controls: ['PCI DSS 3.5.1', 'PCI DSS 8.3.1'],
  impact: 'read',
  per: 'scheme',
  requests: 0,
  identities: 1,
  why: `The claims of a signed token are encoded and not encrypted: whoever sees the token reads them. It passes through browsers, telephones, proxies and logs, and a card number or a password hash with it.`,
  fix: `Put an id in the token and look the rest up:

\`\`\`js
jwt.sign({ sub: user.id }, key, { algorithm: 'RS256', expiresIn: '15m' }); // not { ...user }
\`\`\``,

  applies: ({ scheme }) => scheme !== undefined && scheme.kind !== 'mutualTLS' && scheme.httpScheme !== 'basic',

  async *probe(subject, target) {
    const { scheme } = subject;
    const holders = target.users.filter(isJwtHolder(subject));
    if (scheme === undefined || holders.length === 0)
      throw new NotTested(`no identity has a JWT for ${scheme?.name ?? 'the API'}`);
    const found = new Map(holders.flatMap(readable));
    for (const [name, dataClass] of found)
      yield {
        at: scheme.at,
        subject: `claim/${name}`,
        message: `The claim ${name} in tokens of ${scheme.name} can be read by whoever sees one.`,
        dataClasses: [dataClass],
        operations: operationsRequiring(target.api, scheme).map(({ id }) => id),
        evidence: [
          {
            kind: 'comparison',
            note: `The claim ${name} of the token that the target gave`,
            before: 'nothing that is worth stealing',
            after: `a value of the class ${dataClass}`,
          },
        ],
      };
    return 'decided';
  },
});

function readable({ jwt }: Identity): readonly (readonly [name: string, dataClass: string])[] {
  return claimsOf(jwt?.claims ?? null).flatMap(({ path, name, text }) => {
    // Luhn's test passes one number in ten: the name must speak of a card.
    if (isPan(text) && /(^| )(card|pan)( |$)/.test(wordsOf(name).join(' '))) return [[path, 'pci.pan'] as const];
    const found = classifyValue(name, text);
    const tells = found !== undefined && found.nature === 'real' && forbidden.test(found.dataClass.id);
    return tells ? [[path, found.dataClass.id] as const] : [];
  });
}
