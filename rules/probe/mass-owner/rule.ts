import {
  canonicalPath,
  compared,
  fieldIn,
  foreignObject,
  heedShared,
  isAssigning,
  isSameJson,
  isSuccess,
  jsonRequest,
  NotTested,
  probeRule,
  shown,
  unusable,
  valuesOf,
  wordsOf,
  isObject,
  type ApiModel,
  type Evidence,
  type Exchange,
  type Json,
  type Operation,
  type Target,
  type Identity,
} from '#rule';

export default probeRule({
  id: 'mass-owner',
  title: 'User can make an object in the name of another user',
  severity: 'high',
  owasp: ['API3:2023', 'API1:2023'],
  cwe: 915,
  controls: ['PCI DSS 6.2.4', 'PCI DSS 7.2.1'],
  impact: 'write',
  per: 'operation',
  requests: 18,
  identities: 2,
  yieldsTo: ['auth-missing', 'auth-garbage-ok', 'bola-list-leak'],
  why: `The request says whose the new object is, and the server believes it. An invoice, a mandate, a beneficiary stands among those of somebody else, who takes it for an own one and pays.`,
  fix: `Take the owner from the credential, never from the request:

\`\`\`js
const { subject } = req.body;                     // not: { ownerId: req.user.id, ...req.body }
await db.invoices.insert({ subject, ownerId: req.user.id });
\`\`\``,

  applies: ({ operation }, api) =>
    operation.method === 'POST' && isAssigning(operation, api) && atPath('GET', operation.path, api) !== undefined,

  async *probe({ operation }, target) {
    heedShared(target, operation);
    const { api } = target;
    const reader = atPath('GET', `${operation.path}/{}`, api);
    const list = atPath('GET', operation.path, api);
    if (reader === undefined || list === undefined) throw new NotTested('nothing reads back what it makes');
    const { owner, attacker, object } = await foreignObject(target, reader);
    const theirs = await target.call(reader, owner, { parameters: object.parameters });
    const make = makerOf(target, operation, attacker);
    const plain = await make({});
    const ours = await target.call(reader, attacker, { parameters: plain.parameters });
    const failed = unusable(theirs, plain.sent, ours);
    if (failed !== undefined) return { undecided: failed };
    if (!isSuccess(ours)) return { undecided: `${attacker.name} cannot read what it makes` };
    const name = ownerField(operation, api, { theirs, ours });
    if (name === undefined) throw new NotTested('its object shows no owner that differs between users');
    const value = fieldIn(theirs, name) ?? null;

    const lists = async (): Promise<Lists> => ({
      own: await target.call(list, attacker),
      other: await target.call(list, owner),
    });
    const before = await lists();
    const unclear = unusable(before.own, before.other);
    if (unclear !== undefined) return { undecided: unclear };
    if (!holds(before.own, plain.id)) return { undecided: 'the own list does not show what was made' };
    if (holds(before.other, plain.id)) return { undecided: 'lists show the objects of others' };

    const planted: Made[] = [];
    try {
      const rounds: Lists[] = [];
      for (const fresh of [false, true]) {
        const made = await make({ [`$.${name}`]: value }, fresh);
        const unsettled = unusable(made.sent);
        if (unsettled !== undefined) return { undecided: unsettled };
        if (made.id === '') return fresh ? { undecided: 'it did not happen again on a new connection' } : 'decided';
        planted.push(made);
        const after = await lists();
        const cut = unusable(after.own, after.other);
        if (cut !== undefined) return { undecided: cut };
        if (!holds(after.other, made.id)) return fresh ? { undecided: 'it happened only once' } : 'decided';
        if (holds(after.own, made.id)) return { undecided: 'it stands in the lists of both: shared by design' };
        rounds.push(after);
      }
      const [first, last] = rounds;
      const [one] = planted;
      if (first === undefined || last === undefined || one === undefined) return { undecided: 'no answers' };
      yield {
        at: operation.at,
        subject: `request/json/$.${name}`,
        message: `${operation.id} lets a user make an object of another user by ${name}.`,
        evidence: proofOf(target, { owner, attacker, name, plain, before, one, first, last }),
      };
      return 'decided';
    } finally {
      await takeBack(target, owner, { operation, planted });
    }
  },
});

interface Proof {
  readonly owner: Identity;
  readonly attacker: Identity;
  readonly name: string;
  readonly plain: Made;
  readonly before: Lists;
  readonly one: Made;
  readonly first: Lists;
  readonly last: Lists;
}

function proofOf(target: Target, proof: Proof): readonly Evidence[] {
  const { owner, attacker, name, plain, before, one, first, last } = proof;
  return [
    shown(target, `${attacker.name} makes an ordinary object.`, plain.sent),
    shown(target, `The list of ${owner.name} does not show it.`, before.other),
    shown(target, `${attacker.name} makes one with the ${name} of ${owner.name}.`, one.sent),
    shown(target, `Now it stands in the list of ${owner.name}.`, first.other),
    shown(target, `It is not in the list of ${attacker.name}.`, first.own),
    shown(target, 'The same once more, on a new connection.', last.other),
    compared(`What ${attacker.name} makes`, 'ordinary: its own', `with ${name}: in the other list alone, twice`),
  ];
}

interface Lists {
  readonly own: Exchange;
  readonly other: Exchange;
}
interface Made {
  readonly sent: Exchange;
  readonly id: string;
  readonly parameters: Readonly<Record<string, string>>;
}

function makerOf(
  target: Target,
  operation: Operation,
  attacker: Identity,
): (bodyAt: Readonly<Record<string, Json>>, fresh?: boolean) => Promise<Made> {
  return async (bodyAt, fresh = false) => {
    const sent = await target.call(operation, attacker, { bodyAt, fresh });
    const made = isSuccess(sent) ? target.made(operation, sent) : undefined;
    const parameters = made?.parameters ?? {};
    return { sent, parameters, id: Object.values(parameters).at(-1) ?? '' };
  };
}

function holds(list: Exchange, id: string): boolean {
  return id !== '' && valuesOf(list).some(({ text }) => text === id);
}

/** What was planted is no longer the attacker's: its new owner takes it away. */
async function takeBack(
  target: Target,
  owner: Identity,
  { operation, planted }: { readonly operation: Operation; readonly planted: readonly Made[] },
): Promise<void> {
  const remover = atPath('DELETE', `${operation.path}/{}`, target.api);
  if (remover === undefined || target.refusal?.(remover) !== undefined) return;
  for (const { parameters } of planted) await target.call(remover, owner, { parameters, undo: true });
}

const owning =
  /^(owner|user|customer|account holder|holder|member|client|author|creator|merchant|seller|tenant|organisation|organization|company)( (id|uuid|ref|number))?$|^(created|owned) by( id)?$/;

/** Names the owner in answers, differs between the two, and is nothing that the request takes. */
function ownerField(operation: Operation, api: ApiModel, { theirs, ours }: Shown): string | undefined {
  const taken = new Set(
    (jsonRequest(operation, api)?.properties ?? []).filter(({ readOnly }) => !readOnly).map(({ name }) => name),
  );
  const names = namesIn(theirs.response?.body?.json).filter((name) => owning.test(wordsOf(name).join(' ')));
  return names.find((name) => {
    const [their, our] = [fieldIn(theirs, name), fieldIn(ours, name)];
    const isScalar = (value: Json | undefined): boolean => typeof value === 'string' || typeof value === 'number';
    return !taken.has(name) && isScalar(their) && isScalar(our) && !isSameJson(their, our);
  });
}
interface Shown {
  readonly theirs: Exchange;
  readonly ours: Exchange;
}

/** Below at most two wrappers. */
function namesIn(json: Json | undefined): readonly string[] {
  const tops = isObject(json) ? [json, ...Object.values(json)] : [];
  return tops.flatMap((node) => (isObject(node) ? Object.keys(node) : []));
}

function atPath(method: string, path: string, api: ApiModel): Operation | undefined {
  const wanted = canonicalPath(path);
  return api.operations.find(
    (one) => one.kind === 'path' && one.method === method && canonicalPath(one.path) === wanted,
  );
}
