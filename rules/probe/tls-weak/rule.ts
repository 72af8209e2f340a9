import { NotTested, probeRule } from '#rule';

const old = ['TLSv1', 'TLSv1.1'];
/** What Node says of a certificate that has run out, or of another host; one that nobody has signed is usual in staging. */
const refusals: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'its certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is that of another host',
};

export default probeRule({
  id: 'tls-weak',
  title: 'Host speaks old TLS or has a certificate that is not good',
  severity: 'medium',
  owasp: ['API8:2023'],
  cwe: 327,
  controls: ['PCI DSS 4.2.1'],
  impact: 'read',
  per: 'host',
  requests: 8,
  identities: 0,
  why: `TLS 1.0 and 1.1 are broken and withdrawn (RFC 8996), and clients that must live with an expired certificate are taught to look at none: whoever stands on the way can read along.`,
  fix: `Speak 1.2 and 1.3 alone, and renew certificates by a machine:

\`\`\`nginx
ssl_protocols TLSv1.2 TLSv1.3;
\`\`\``,

  applies: () => true,

  async *probe(_, target) {
    const facts = await target.tls();
    if (facts === undefined) throw new NotTested('the target is not https');
    const protocols = facts.protocols.filter((protocol) => old.includes(protocol));
    const refusal = refusals[facts.refusal ?? ''];
    if (protocols.length === 0 && refusal === undefined) return 'decided';
    const spoken = protocols.length === 0 ? [] : [`it speaks ${protocols.join(' and ')}`];
    const faults = [...spoken, ...(refusal === undefined ? [] : [refusal])];
    yield {
      at: target.api.servers[0]?.at ?? target.api.at,
      subject: 'tls',
      message: `The TLS of the target is weak: ${faults.join(', and ')}.`,
      evidence: [
        {
          kind: 'comparison',
          note: 'Handshakes with the target, and the certificate it showed',
          before: 'TLSv1.2 or TLSv1.3, and a certificate that is valid',
          after: `${facts.protocols.join(', ')}${refusal === undefined ? '' : `; ${facts.refusal ?? ''}`}`,
        },
      ],
    };
    return 'decided';
  },
});
