import { flatten, lintRule, wordsOf } from '#rule';

/** What only the server's own developers need. Whole names: `exceptionCode` is a word of the business. */
const internals = new Set(
  'stack trace|stacktrace|stack|trace|traceback|call stack|backtrace|exception|exception message|exception class|exception type|inner exception|sql|sql query|sql state|sqlstate|sql error|query string sql|debug|debug info|debug message|debug information|server path|file path|source file|line number|class name|method name'.split(
    '|',
  ),
);
/** Names that also mean something harmless; only beside a surer one. */
const unsure = new Set('trace|debug|line number|class name|method name|file path|exception|stack'.split('|'));

export default lintRule({
  id: 'error-leaks-internals',
  title: 'Error that shows the inside of the server',
  severity: 'medium',
  owasp: ['API8:2023'],
  cwe: 209,
  controls: ['PCI DSS 6.2.4'],
  why: `Stack traces and SQL name libraries, versions, files and tables: whoever gets them knows which known flaw to try and how the next injection must look.`,
  fix: `Return a problem with an id to look up in your own log:

\`\`\`yaml
properties:
  type: { type: string, format: uri }
  title: { type: string }
  traceId: { type: string }
\`\`\``,

  property(property, use, api) {
    if (use.direction !== 'response' || !use.inError || use.inSuccess) return undefined;
    const words = wordsOf(property.name).join(' ');
    if (!internals.has(words)) return undefined;
    const schema = flatten(api, property.schema);
    // `trace: { id }` and flags are references, no traces.
    if (schema === undefined || schema.types.includes('boolean') || schema.format === 'uuid') return undefined;
    return {
      at: property.at,
      message: `Property ${property.name} shows the inside of the server in errors.`,
      ...(unsure.has(words) ? { certainty: 'tentative' as const } : {}),
    };
  },
});
