import {
  attackText,
  changeOf,
  climb,
  compared,
  doubles,
  flatten,
  growthOf,
  isSuccess,
  probeRule,
  shown,
  unusable,
  type ApiModel,
  type Growth,
  type Input,
  type Rung,
} from '#rule';

/** Characters: the ladder of the smallest texts at which it shows, stopped long before it hurts. */
const lengths = [10, 12, 14, 16, 18, 20, 22] as const;
/** The ladder ends at the first answer that takes longer, in milliseconds. */
const capMs = 1_000;
/** Above the harmless twin at the last rung: times, and milliseconds at least. */
const aboveTimes = 10;
const aboveMsMin = 50;

export default probeRule({
  id: 'redos',
  title: 'Pattern of a text makes the server slow',
  severity: 'high',
  owasp: ['API4:2023'],
  cwe: 1333,
  controls: ['PCI DSS 6.2.4'],
  impact: 'create',
  per: 'input',
  requests: 32,
  identities: 1,
  yieldsTo: ['auth-missing', 'auth-garbage-ok'],
  why: `The pattern tries all ways to divide a text, and their number doubles with each character or two: thirty characters keep a worker busy for minutes. A handful of such requests, and nobody is served.`,
  fix: `Write the pattern so that there is one way to match, or run it on an engine that counts no ways, and limit the length first:

\`\`\`yaml
pattern: '^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$'    # not ^([A-Za-z0-9]+-?)+$
maxLength: 40
\`\`\``,

  applies: ({ input, operation }, api) =>
    input !== undefined &&
    operation.method !== 'DELETE' &&
    (['GET', 'POST'].includes(operation.method) || /\}\/?$/.test(operation.path)) &&
    steepGrowth(input, api) !== undefined,

  async *probe({ operation, input }, target) {
    const growth = input && steepGrowth(input, target.api);
    if (input === undefined || growth === undefined) return { undecided: 'no pattern' };
    const [owner] = target.users;
    const send = (text: string): ReturnType<typeof target.call> => target.call(operation, owner, changeOf(input, text));
    const valid = await target.call(operation, owner);
    const failed = unusable(valid);
    if (failed !== undefined) return { undecided: failed };
    if (!isSuccess(valid)) return { undecided: 'a valid request is refused: the pattern may never be reached' };
    const ladder = { doses: lengths, repeats: 2, capMs };
    const rungs = await climb({ ...ladder, send: (length) => send(attackText(growth, length) ?? '') });
    if ('undecided' in rungs) return rungs;
    const last = rungs.at(-1);
    if (last === undefined || !doubles(rungs, 3)) return 'decided';
    // As long, of the same characters, and over at once.
    const benign = (length: number): string => (attackText(growth, length) ?? '').slice(0, 1).repeat(4);
    const twin = await climb({ doses: [last.dose], repeats: 2, capMs, send: (length) => send(benign(length)) });
    if ('undecided' in twin) return twin;
    const flat = twin[0];
    if (flat === undefined || last.ms < aboveTimes * flat.ms || last.ms - flat.ms < aboveMsMin) return 'decided';
    const after = await target.call(operation, owner, { fresh: true });
    if (!isSuccess(after)) return { undecided: 'the server does not recover: it may have been slow by itself' };
    yield {
      at: operation.at,
      subject: `request/${input.in}/${input.name}`,
      message: `${operation.id} takes twice as long with every few characters of ${input.name}.`,
      evidence: [
        shown(target, 'A valid request.', valid),
        shown(target, `${last.dose} characters made for the pattern.`, last.exchange),
        shown(target, 'A text that is over at once.', flat.exchange),
        compared('Milliseconds by characters', `harmless: ${Math.round(flat.ms)}`, rungs.map(inWords).join(', ')),
      ],
    };
    return 'decided';
  },
});

function inWords({ dose, ms }: Rung): string {
  return `${dose}: ${Math.round(ms)}`;
}

/** How the declared pattern grows, where that is bad and its length does not save it. */
function steepGrowth({ schema: id, in: place }: Input, api: ApiModel): Growth | undefined {
  const schema = id === undefined ? undefined : flatten(api, id);
  if (schema?.pattern === undefined || place === 'path' || (schema.maxLength ?? Infinity) < lengths[6])
    return undefined;
  const growth = growthOf(api, schema.pattern);
  return growth.kind === 'exponential' && growth.attack !== undefined ? growth : undefined;
}
