import { compared, fieldIn, isSuccess, jsonRequest, NotTested, probeRule, shown, unusable, type Exchange } from '#rule';
import { boundedText } from './bounded.ts';

export default probeRule({
  id: 'size-unbounded',
  title: 'Text longer than the document allows is stored',
  severity: 'low',
  owasp: ['API4:2023'],
  cwe: 1284,
  controls: ['PCI DSS 6.2.4'],
  impact: 'create',
  per: 'operation',
  requests: 10,
  identities: 1,
  yieldsTo: ['auth-missing', 'auth-garbage-ok'],
  why: `The document says how long a text may be and the server stores what comes: rows grow, pages get slow, and other systems that rely on the limit cut, refuse or fall over.`,
  fix: `Validate requests by the document itself, at the door:

\`\`\`js
app.use(OpenApiValidator.middleware({ apiSpec: 'openapi.yaml', validateRequests: true }));
\`\`\``,

  applies: ({ operation }, api) =>
    operation.method === 'POST' &&
    jsonRequest(operation, api) !== undefined &&
    boundedText(operation, api) !== undefined,

  async *probe({ operation }, target) {
    const field = boundedText(operation, target.api);
    const [owner] = target.users;
    if (field === undefined) return { undecided: 'no text with a limit' };
    const { name, max } = field;
    const attempt = async (
      length: number,
      fresh = false,
    ): Promise<{ readonly sent: Exchange; readonly stored: Exchange }> => {
      const text = 'sallyport '.repeat(Math.ceil(length / 10)).slice(0, length);
      const sent = await target.call(operation, owner, { body: { [name]: text }, fresh });
      const made = isSuccess(sent) ? target.made(operation, sent) : undefined;
      if (made === undefined) return { sent, stored: sent };
      return { sent, stored: await target.call(made.reader, owner, { parameters: made.parameters }) };
    };
    const lengthIn = ({ stored, sent }: { readonly sent: Exchange; readonly stored: Exchange }): number => {
      const value = stored === sent ? undefined : fieldIn(stored, name);
      return typeof value === 'string' ? value.length : 0;
    };
    const control = await attempt(max);
    const failed = unusable(control.sent, control.stored);
    if (failed !== undefined) return { undecided: failed };
    if (lengthIn(control) !== max)
      throw new NotTested(`${operation.id}: a text of ${max} characters is not stored and shown again`);
    const long = await attempt(max * 10);
    const unclear = unusable(long.sent, long.stored);
    if (unclear !== undefined) return { undecided: unclear };
    if (lengthIn(long) !== max * 10) return 'decided';
    const replay = await attempt(max * 10, true);
    if (lengthIn(replay) !== max * 10) return { undecided: 'it did not happen again on a new connection' };
    yield {
      at: operation.at,
      subject: `request/json/$.${name}`,
      message: `${operation.id} stores a ${name} of ${max * 10} characters, and ${max} are allowed.`,
      evidence: [
        shown(target, `A ${name} of ${max} characters is stored.`, control.stored),
        shown(target, `One of ${max * 10} is sent.`, long.sent),
        shown(target, 'A read of its own shows it whole.', long.stored),
        shown(target, 'Again on a new connection.', replay.stored),
        compared(`Length of ${name} in a read of its own`, `${max} characters at most`, `${max * 10} characters`),
      ],
    };
    return 'decided';
  },
});
