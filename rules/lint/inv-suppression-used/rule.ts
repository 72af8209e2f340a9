import { child, lintRule, own, ownText, type Json, type JsonObject, type Pointer, type Problem } from '#rule';

/** Extensions that switch a check off: ours, and those of the tools that stand beside us in most pipelines. */
const switches: ReadonlyMap<string, string> = new Map([
  ['x-sallyport-ignore', 'sallyport'],
  ['x-42c-no-authentication', '42Crunch'],
  ['x-42c-accept-empty-security', '42Crunch'],
  ['x-42c-sensitive', '42Crunch'],
  ['x-lint-ignore', 'vacuum'],
  ['x-redocly-ignore', 'Redocly'],
  ['x-spectral-ignore', 'Spectral'],
  ['x-checkov-skip', 'Checkov'],
]);

export default lintRule({
  id: 'inv-suppression-used',
  title: 'Check switched off in the document',
  severity: 'info',
  owasp: ['API9:2023'],
  cwe: 1059,
  why: `An exception that nobody reads again is a hole that every later report hides. This list says which checks the document itself takes out, so that a reviewer sees each of them once.`,
  fix: `Mend what it hides and delete it, or keep it short-lived and explained:

\`\`\`yaml
x-sallyport-ignore:
  - rule: auth-op-unprotected-write
    reason: Public sandbox, no customer data (SEC-1234)
    expires: 2027-01-31
\`\`\``,

  api: (api) => used(api.extensions, api.at, true),
  operation: (operation) => used(operation.raw, operation.at, true),
  hook: (hook) => used(hook.raw, hook.at, true),
  authScheme: (scheme) => used(scheme.raw, scheme.at),
  schema: (schema) => used(schema.raw, schema.at),
});

/** `counts`: ours is read there; anywhere else it takes nothing out. */
function used(raw: JsonObject, at: Pointer, counts = false): readonly Problem[] | undefined {
  let found: Problem[] | undefined;
  for (const key of Object.keys(raw)) {
    if (!key.startsWith('x-')) continue;
    const tool = switches.get(key);
    if (tool === undefined || raw[key] === false) continue;
    (found ??= []).push({
      at: child(at, key),
      message: counts || tool !== 'sallyport' ? messageOf(key, tool, own(raw, key)) : idle,
    });
  }
  return found;
}

const idle = 'x-sallyport-ignore takes nothing out here: it counts on an operation or at the root.';

function messageOf(key: string, tool: string, value: Json | undefined): string {
  const entries: readonly unknown[] = Array.isArray(value) ? value : [value];
  const rules = entries.flatMap((entry) => {
    const rule = ownText(entry, 'rule');
    return rule !== undefined && /^[a-z][a-z0-9-]{1,60}$/.test(rule) ? [rule] : [];
  });
  return `${key} switches off ${rules.length > 0 ? rules.join(', ') : `a check of ${tool}`} here.`;
}
