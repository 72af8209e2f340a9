import { canonicalId, child, diffRule, fullPath, parent, type ApiModel, type Operation, type Pointer } from '#rule';

export default diffRule({
  id: 'op-removed-no-deprecation',
  title: 'Operation removed without deprecation',
  severity: 'low',
  owasp: ['API9:2023'],
  cwe: 1059,
  controls: ['PCI DSS 6.3.2'],
  // What is gone from the document may be gone from the servers too, or only from everybody's view.
  posture: 'unknown',
  compat: 'breaking',
  why: `It is gone from the document, and nothing says that it is gone from the servers. An endpoint that still answers but is no longer described is in no scan, no gateway rule and no review: a zombie.`,
  fix: `Deprecate first, with a date, and remove it when it no longer answers:

\`\`\`yaml
get:
  deprecated: true
  x-sunset: '2027-06-30'
\`\`\``,

  operation(change, versions) {
    if (change.kind !== 'removed') return undefined;
    const operation = change.before;
    if (operation.deprecated || operation.raw['x-sunset'] !== undefined) return undefined;
    return {
      at: nearest(operation, versions.after),
      subject: `removed/${canonicalId(operation)}`,
      message: `${operation.id} was removed without having been deprecated: check that it no longer answers.`,
      related: [{ at: operation.at, message: 'the operation before' }],
    };
  },
});

/** Its path where other methods of it are still described, else the list of paths. */
function nearest(removed: Operation, api: ApiModel): Pointer {
  const template = (operation: Operation): string => fullPath(operation).replace(/\{[^{}]*\}/g, '{}');
  const sibling = api.operations.find((operation) => template(operation) === template(removed));
  return sibling === undefined ? child(api.at, 'paths') : parent(sibling.at);
}
