import {
  compared,
  isObject,
  isSuccess,
  isWrite,
  jsonRequest,
  NotTested,
  probeRule,
  servedUser,
  shown,
  siblingPath,
  stackIn,
  unusable,
  type ApiModel,
  type Exchange,
  type Operation,
  type RequestChange,
} from '#rule';

/** Ends strings of most languages and begins what is never closed; no character that a server could act upon. */
const odd = `'"[{`;

export default probeRule({
  id: 'verbose-error',
  title: 'Malformed input is answered with a stack trace',
  severity: 'medium',
  owasp: ['API8:2023'],
  cwe: 209,
  controls: ['PCI DSS 6.2.4'],
  impact: 'read',
  per: 'operation',
  requests: 9,
  identities: 1,
  why: `File names, lines, frameworks and queries in an error are a map of the inside: which library to look up a flaw for, which value reaches the database, where to push next.`,
  fix: `One handler at the end turns every error into a short answer; the details go to the log under an id:

\`\`\`js
app.use((error, req, res, next) => {
  log.error({ id: req.id, error });
  res.status(error.status ?? 500).json({ error: 'internal error', id: req.id });
});
\`\`\`

Check that the framework's debug mode is off (\`NODE_ENV=production\`, \`DEBUG = False\`).`,

  applies: ({ operation }, api) => malformed(operation, api).length > 0,

  async *probe({ operation }, target) {
    // A write is never sent as it should be: what is broken goes to an object that was never issued.
    const valid = isWrite(operation) ? undefined : await servedUser(target, operation);
    const owner = valid?.owner ?? target.users[0];
    const object = valid?.object ?? (await target.object(operation, owner));
    if (object === undefined) throw new NotTested(target.why());
    const { parameters } = isWrite(operation) ? target.randomObject(object) : object;
    let read = false;
    for (const { note, change } of malformed(operation, target.api)) {
      const sent = { ...change, parameters: { ...parameters, ...change.parameters } };
      const answer = await target.call(operation, owner, sent);
      const failed = unusable(answer);
      if (failed !== undefined) return { undecided: failed };
      read ||= answer.response?.status !== 401 && answer.response?.status !== 403;
      const stack = stackIn(answer);
      if (stack === undefined) continue;
      if (valid !== undefined && isContent(answer, valid.mine))
        return { undecided: 'the answer has the form of a valid one: the stack may be what is stored there' };

      const unknown = await target.send({ method: 'GET', path: siblingPath(operation, target) }, owner);
      const replay = await target.call(operation, owner, { ...sent, fresh: true });
      if (stackIn(unknown) !== undefined || (valid !== undefined && stackIn(valid.mine) !== undefined))
        return { undecided: 'answers to valid input and to unknown paths have the same form' };
      if (stackIn(replay) === undefined) return { undecided: 'it did not happen again on a new connection' };
      yield {
        at: operation.at,
        // Errors are answered in one place, however many operations raise them.
        wide: true,
        subject: 'errors',
        message: 'Malformed input is answered with a stack trace.',
        evidence: [
          ...(valid === undefined ? [] : [shown(target, 'Valid input is answered without one.', valid.mine)]),
          shown(target, 'So is a path that does not exist.', unknown),
          shown(target, note, answer),
          shown(target, 'The same on a new connection.', replay),
          compared('Form of the answers', 'valid input, unknown path: no stack', formOf[stack]),
        ],
      };
      return 'decided';
    }
    return read ? 'decided' : { undecided: 'everything was refused before the input was read' };
  },
});

/** Names of properties that hold what went wrong. */
const failureNames = /err|exception|fault|trace|stack|debug|message|detail|reason|cause/i;

/**
 * Whether an answer is one to valid input whose texts tell of stacks: help, tickets, logs. It succeeds, is the same kind
 * of JSON with the same properties, and none of them is there for errors. What fails in code does not come so far.
 */
function isContent(answer: Exchange, valid: Exchange): boolean {
  if (!isSuccess(answer) || !isSuccess(valid)) return false;
  const [names, validNames] = [namesOf(answer), namesOf(valid)];
  return names !== undefined && names === validNames && !failureNames.test(names);
}

/** The properties of a JSON object, or that it is a list; undefined where it is neither. */
function namesOf({ response }: Exchange): string | undefined {
  const json = response?.body?.json;
  if (Array.isArray(json)) return '[]';
  return isObject(json) ? Object.keys(json).sort().join(' ') : undefined;
}

const formOf = { frames: 'malformed input: files and lines of code', chain: 'malformed input: a chain of exceptions' };

interface Malformed {
  readonly note: string;
  readonly change: RequestChange;
}

function malformed(operation: Operation, api: ApiModel): readonly Malformed[] {
  const changes: Malformed[] = [];
  const id = /\{([^{}]+)\}[^{}]*$/.exec(operation.path)?.[1];
  const query = operation.parameters.filter((one) => one.in === 'query');
  if (!isWrite(operation) && id !== undefined)
    changes.push({ note: 'An odd id is answered with a stack.', change: { parameters: { [id]: odd } } });
  if (!isWrite(operation) && query.length > 0) {
    const parameters = Object.fromEntries(query.map(({ name }) => [name, odd]));
    changes.push({ note: 'Odd text in the query is answered with a stack.', change: { parameters } });
  }
  if (jsonRequest(operation, api) !== undefined) {
    const rawBody = { text: '{"a": [', mediaType: 'application/json' };
    changes.push({ note: 'JSON that breaks off is answered with a stack.', change: { rawBody } });
  }
  return changes;
}
