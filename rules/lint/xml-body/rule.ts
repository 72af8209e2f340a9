import { lintRule } from '#rule';

export default lintRule({
  id: 'xml-body',
  title: 'XML in a request',
  severity: 'info',
  owasp: ['API8:2023', 'API7:2023'],
  cwe: 611,
  controls: ['PCI DSS 6.2.4'],
  why: `XML parsers read files and addresses that a document type names (XXE), and a few nested entities grow to gigabytes, unless somebody switched both off.`,
  fix: `Take JSON alone, or switch off document types in the parser and test it:

\`\`\`yaml
content:
  application/json: {}
\`\`\``,

  operation: (operation) =>
    operation.requestBodies
      .filter(({ mediaType }) => /(^|[/+])xml$/.test(mediaType))
      .map((body) => ({
        at: body.at,
        subject: `request/${body.mediaType}`,
        message: `${operation.id} reads XML: make sure that document types are refused.`,
      })),
});
