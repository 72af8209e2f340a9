import { diffRule, type Pointer, type Property, type Versions } from '#rule';

export default diffRule({
  id: 'readonly-removed',
  title: 'Server-owned property made writable',
  severity: 'high',
  owasp: ['API3:2023'],
  cwe: 915,
  controls: ['PCI DSS 6.2.4'],
  posture: 'widens',
  compat: 'no',
  why: `What only the server set (an id, an owner, a balance, a status) may now come from the caller. Frameworks that bind request bodies to objects start to accept it the moment the document allows it: mass assignment.`,
  fix: `Mark it again, or keep a schema of its own for requests that lacks the property:

\`\`\`yaml
ownerId:
  type: string
  readOnly: true
\`\`\``,

  property({ change, at, path, beforeAt }, use, versions) {
    if (use.direction !== 'request' || change.kind !== 'changed') return undefined;
    if (!change.before.readOnly || change.after.readOnly) return undefined;
    const related = [{ at: beforeAt, message: 'readOnly before' }];
    const definition = lostAtDefinition(change.before, change.after, versions);
    if (definition !== undefined) {
      return { at: definition, message: 'A caller may now set what only the server set before.', related };
    }
    const message = `A caller may now set "${change.after.name}", which only the server set before.`;
    return { at, subject: path, message, related };
  },
});

/** The schema a property refers to may be what was readOnly: then it is the one place to change for all that refer to it. */
function lostAtDefinition(before: Property, after: Property, versions: Versions): Pointer | undefined {
  const was = versions.before.schemas.get(before.schema);
  const is = versions.after.schemas.get(after.schema);
  if (was?.readOnly !== true || is === undefined || is.readOnly || is.name === undefined) return undefined;
  return was.name === is.name ? is.at : undefined;
}
