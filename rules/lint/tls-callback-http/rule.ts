import { isCleartextUrl, keysOf, lintRule, overTls, parent, type Operation, type Repair } from '#rule';

export default lintRule({
  id: 'tls-callback-http',
  title: 'Callback without TLS',
  severity: 'high',
  owasp: ['API10:2023', 'API8:2023'],
  cwe: 319,
  controls: ['PCI DSS 4.2.1'],
  why: `The API itself sends the event over \`http://\`: whoever is on the way reads what happened on the account, and can send events of his own in the same form.`,
  mends: 'Writes https in the key, unless it names a port, an address in numbers or an internal host.',
  fix: `Call https addresses alone:

\`\`\`yaml
callbacks:
  done:
    https://hooks.example.com/done: {}
\`\`\``,

  hook(hook) {
    if (hook.kind === 'callback' && isCleartextUrl(hook.path)) {
      return { at: hook.at, message: 'The callback goes to an address in clear text.', ...repairOf(hook) };
    }
    return undefined;
  },
});

/** The address is the key under which the callback stands. */
function repairOf({ at, path }: Operation): { readonly repair?: Repair } {
  const key = overTls(path);
  const place = parent(at);
  // Behind a reference the key stands elsewhere.
  if (key === undefined || keysOf(place.path).at(-1) !== path) return {};
  return { repair: { title: 'Use https', edits: [{ kind: 'rename', at: place, key }] } };
}
