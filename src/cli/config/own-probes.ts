import type { OwnProbe } from '../../check/own-probes/own-probe.ts';
import { callerNames } from '../../check/own-probes/setting.ts';
import type { CredentialChange } from '../../check/target.ts';
import { ownPrefix } from '../../check/own-rules/own-rule.ts';
import { severities } from '../../finding/rule-meta.ts';
import { child } from '../../model/source.ts';
import { categories, condition } from './own-condition.ts';
import { about, anyJson, choice, flag, list, map, number, object, text, type Node } from './shape.ts';

/** `${seed}` is a fresh marker; no other variable is expanded. */
const isSeedAlone = (value: string): boolean => !value.replaceAll('${seed}', '').includes('${');
const seeded = text({ expands: true, holds: isSeedAlone, like: 'text, with ${seed} alone as a variable,' });

/** What connection, framing and credential are made of is not for a file to say. */
const headerName = text({
  pattern:
    /^(?!(?:host|authorization|proxy-authorization|cookie|connection|content-length|transfer-encoding)$)[!#$%&'*+.^_`|~0-9a-z-]+$/i,
  like: 'the name of a header other than Host, Authorization, Cookie and those of the connection',
});
const credentials: Readonly<Record<string, CredentialChange>> = {
  garbage: { kind: 'garbage' },
  empty: { kind: 'empty', spelling: 'empty' },
  null: { kind: 'empty', spelling: 'null' },
  prefix: { kind: 'empty', spelling: 'prefix' },
  'jwt-none': { kind: 'jwt-none', spelling: 'none' },
  'jwt-unsigned': { kind: 'jwt', signature: 'without' },
};

const change = object({
  parameters: about('Values of parameters by name; ${seed} is a fresh marker', map(seeded)),
  omit: about('Parameters that are left out', list(text())),
  query: about('Fields added to the query', map(seeded)),
  headers: map(seeded, headerName),
  body: about('Values by their place in the JSON body: { $.card.limit: 1 }', map(anyJson(isSeedAlone))),
  credential: choice(['garbage', 'empty', 'null', 'prefix', 'jwt-none', 'jwt-unsigned']),
  method: choice(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']),
  path: about(
    'Another path below the base path: /internal/cards/{cardId}',
    text({ pattern: /^\/(?!\/)[^\s?#]*$/, like: 'a path such as /internal/cards/{cardId}' }),
  ),
});

const proof = object({
  answer: about(
    'As it is held against the answers of the owner and of nobody',
    choice(['served', 'refused', 'same-as-owner']),
  ),
  holds: about('Values of the owner that stand in no control', choice(['owner-values'])),
  state: about(
    'The owner reads another state than before: anywhere, or at a place',
    object({ at: text({ pattern: /^\$\.\S+$/, like: 'a place such as $.limitCents' }) }),
  ),
  status: choice(['2xx', '3xx', '4xx', '5xx']),
  header: object(
    { name: headerName, exists: flag, like: text({ like: 'a glob such as public*' }) },
    { required: ['name'] },
  ),
});

export const writtenProbe = object(
  {
    id: text({ pattern: /^own-[a-z0-9]+(-[a-z0-9]+)*$/, like: `an id such as ${ownPrefix}support-header` }),
    title: text(),
    severity: choice(severities),
    owasp: choice(categories),
    cwe: number({ min: 1, max: 9_999 }),
    why: text(),
    fix: text(),
    impact: about(
      'read unless said otherwise; write changes objects that the run made',
      choice(['read', 'create', 'write']),
    ),
    where: about('Which operations are meant', list(condition)),
    as: about('Who sends the changed call', choice(callerNames)),
    change: about('What is different from the valid call', change),
    proof: about('What must be seen, all of it, and in no control', proof),
    message: text(),
  },
  { required: ['id', 'title', 'severity', 'as', 'proof', 'message'] },
);
export type WrittenProbe = NonNullable<ReturnType<typeof writtenProbe.read>>;

/** What no single key can tell: that a proof proves something. */
export function checkProbe(
  probe: WrittenProbe,
  { node, index }: { readonly node: Node; readonly index: number },
): void {
  const at = child(node.at, 'probes', index);
  const { as, proof: wanted, change: changed = {}, impact = 'read' } = probe;
  const isAccess = wanted.holds !== undefined || wanted.state !== undefined || wanted.answer === 'same-as-owner';
  if (wanted.answer === undefined && !isAccess)
    node.complain(child(at, 'proof'), 'it holds for any answer', 'add answer, holds or state');
  else if (as !== 'owner' && !isAccess && wanted.answer !== 'refused')
    node.complain(child(at, 'proof'), 'a success alone proves nothing of another caller', 'add holds or state');
  if (as === 'owner' && Object.keys(changed).length === 0 && (isAccess || wanted.answer === 'refused'))
    node.complain(at, 'the owner may do this', 'add a change, or another caller');
  const writes = changed.method !== undefined && !['GET', 'HEAD'].includes(changed.method);
  if ((writes || wanted.state !== undefined) && impact !== 'write')
    node.complain(at, 'it changes objects', 'say impact: write, which asks for --profile full');
  const isElsewhere = changed.method !== undefined || changed.path !== undefined;
  if (isElsewhere && (changed.body ?? changed.parameters ?? changed.omit) !== undefined)
    node.complain(
      child(at, 'change'),
      'another method or path has no body or parameters of the operation',
      'use headers and query',
    );
  if (changed.credential !== undefined && (as === 'anonymous' || as === 'garbage'))
    node.complain(child(at, 'change', 'credential'), `${as} has no credential to be changed`);
}

export function asProbe(probe: WrittenProbe): OwnProbe {
  const { parameters, query, headers, body, credential, ...others } = probe.change ?? {};
  const plain = <T>(entries: ReadonlyMap<string, T> | undefined, key: string): object =>
    entries === undefined ? {} : { [key]: Object.fromEntries(entries) };
  return {
    id: probe.id,
    title: probe.title,
    severity: probe.severity,
    owasp: [`${probe.owasp ?? 'API1'}:2023`],
    cwe: probe.cwe ?? 285,
    why: probe.why ?? probe.title,
    fix: probe.fix ?? probe.message,
    impact: probe.impact ?? 'read',
    where: probe.where ?? [],
    as: probe.as,
    change: {
      ...others,
      ...plain(parameters, 'parameters'),
      ...plain(query, 'query'),
      ...plain(headers, 'headers'),
      ...plain(body, 'body'),
      ...(credential && { credential: credentials[credential] ?? { kind: 'garbage' } }),
    },
    proof: probe.proof,
    message: probe.message,
  };
}
