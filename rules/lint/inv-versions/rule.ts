import { canonicalId, fullPath, lintRule, type Operation, type Problem } from '#rule';

const sunset = lintRule({
  id: 'inv-deprecated-no-sunset',
  title: 'Deprecated operation without an end',
  severity: 'low',
  owasp: ['API9:2023'],
  cwe: 477,
  why: `Nobody mends what is deprecated, and nobody switches it off without a date: old checks stay reachable for years, beside the new ones that were meant to replace them.`,
  fix: `Say when it ends, in the document and in the answer (RFC 8594):

\`\`\`yaml
deprecated: true
x-sunset: '2027-06-30'
\`\`\``,

  operation: (operation) =>
    !operation.deprecated || hasEnd(operation)
      ? undefined
      : { at: operation.at, message: `${operation.id} is deprecated and has no date of its end.` },
});

const sprawl = lintRule({
  id: 'inv-version-sprawl',
  title: 'Two versions of one operation side by side',
  severity: 'info',
  owasp: ['API9:2023'],
  cwe: 1059,
  controls: ['PCI DSS 6.3.2'],
  why: `What was mended in the newer version is often still open in the older one, which does the same.`,
  fix: `Mark the older one and give it an end:

\`\`\`yaml
/v1/cards:
  get:
    deprecated: true
    x-sunset: '2027-06-30'
\`\`\``,

  api(api) {
    const newest = new Map<string, { readonly version: number; readonly operation: Operation }>();
    const problems: Problem[] = [];
    const versioned = api.operations.flatMap((operation) => versionOf(operation));
    for (const found of versioned) {
      const known = newest.get(found.key);
      if (known === undefined || known.version < found.version) newest.set(found.key, found);
    }
    for (const { key, version, operation } of versioned) {
      const newer = newest.get(key);
      if (newer === undefined || newer.version === version || operation.deprecated) continue;
      problems.push(ofPair(operation, newer.operation));
    }
    return problems;
  },
});

export default [sunset, sprawl];

function hasEnd({ raw, description = '', responses }: Operation): boolean {
  if (Object.keys(raw).some((key) => /^x-.*(sunset|deprecat|removal|eol)/i.test(key))) return true;
  if (responses.some(({ headers }) => headers.some(({ name }) => /^(sunset|deprecation)$/i.test(name)))) return true;
  return /\b20\d\d\b/.test(description) && /sunset|remov|retire|end|until|discontinu|deprecat/i.test(description);
}

/** `/v1/cards` -> key `GET /{v}/cards`, version 1. */
function versionOf(
  operation: Operation,
): readonly { readonly key: string; readonly version: number; readonly operation: Operation }[] {
  const version = /\/v(\d{1,3})(?=\/|$)/i.exec(fullPath(operation))?.[1];
  if (version === undefined) return [];
  return [{ key: canonicalId(operation).replace(/\/v\d{1,3}(?=\/|$)/i, '/{v}'), version: Number(version), operation }];
}

function ofPair(older: Operation, newer: Operation): Problem {
  return {
    at: older.at,
    subject: 'older version',
    message: `${older.id} stands beside ${newer.id} and is not deprecated.`,
    related: [{ at: newer.at, message: 'the newer version' }],
  };
}
