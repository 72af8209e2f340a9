import { child, fullPath, lintRule, parent, type Operation, type Parameter, type Pointer, type Problem } from '#rule';
import { unreadHolders } from './unread.ts';

export default lintRule({
  id: 'param-path-undefined',
  title: 'Path template and path parameters do not agree',
  severity: 'medium',
  tiers: [
    { name: 'undeclared', severity: 'medium' },
    { name: 'misnamed', severity: 'medium' },
    { name: 'unused', severity: 'low' },
  ],
  owasp: ['API8:2023'],
  cwe: 1173,
  why: `A variable without a parameter has no type, no format and no limit: gateways that check requests against the contract let anything through in that segment, which is where object ids and injections stand. A parameter that is not in the template limits nothing.`,
  mends: 'Gives a parameter the name of the one variable that nothing declares.',
  fix: `Declare every variable of the template once, under the same name:

\`\`\`yaml
/cards/{cardId}:
  parameters:
    - { name: cardId, in: path, required: true, schema: { type: string, format: uuid } }
\`\`\``,

  api(api) {
    const unread = unreadHolders(api);
    if (unread === 'anywhere') return [];
    const byPath = new Map<string, Operation[]>();
    for (const operation of api.operations) {
      const known = byPath.get(operation.path);
      if (known === undefined) byPath.set(operation.path, [operation]);
      else known.push(operation);
    }
    return [...byPath.values()].flatMap((operations) => ofPath(operations, unread));
  },
});

interface Gap {
  readonly operation: Operation;
  readonly variables: readonly string[];
  readonly undeclared: readonly string[];
  readonly unused: readonly Parameter[];
}

/** What all operations of a path lack belongs to the path; the rest to each. */
function ofPath(operations: readonly Operation[], unread: ReadonlySet<string>): readonly Problem[] {
  const gaps = operations.flatMap((operation) => gapOf(operation, unread) ?? []);
  const shared = new Set(gaps[0]?.undeclared.filter((name) => gaps.every((gap) => gap.undeclared.includes(name))));
  const [first] = operations;
  const isEverywhere = gaps.length === operations.length && operations.length > 1 && !gaps.some(isPair);
  const problems = gaps.flatMap((gap) => ofOperation(gap, isEverywhere ? shared : new Set()));
  if (first === undefined || !isEverywhere) return problems;
  const shape = fullPath(first).replace(/\{[^{}]*\}/g, '{}');
  const variables = variablesOf(first.path);
  const ofAll = [...shared].map((name) => ({
    at: parent(first.at),
    wide: true,
    subject: `${shape} ${placeOf(variables, name)}`,
    tier: 'undeclared',
    message: `Variable ${name} of ${first.path} is declared by no parameter.`,
    operations: operations.map(({ id }) => id),
  }));
  return [...ofAll, ...problems];
}

/** The variables and parameters without a counterpart; undefined where there are none or a list of parameters could not be read. */
function gapOf(operation: Operation, unread: ReadonlySet<string>): Gap | undefined {
  const holders = [operation.at, parent(operation.at)];
  if (holders.some(({ source, path }) => unread.has(`${source}#${path}`))) return undefined;
  const variables = variablesOf(operation.path);
  const declared = operation.parameters.filter((parameter) => parameter.in === 'path');
  const names = new Set(declared.map(({ name }) => bareName(name)));
  const undeclared = variables.filter((name) => !names.has(name));
  const templated = new Set(variables);
  const unused = declared.filter(({ name }) => !templated.has(bareName(name)));
  return undeclared.length + unused.length === 0 ? undefined : { operation, variables, undeclared, unused };
}

/** One of each is one slip of the pen: the name that the parameter should have is known. */
function isPair({ undeclared, unused }: Gap): boolean {
  return undeclared.length === 1 && unused.length === 1;
}

function ofOperation(gap: Gap, said: ReadonlySet<string>): readonly Problem[] {
  const { operation, variables, undeclared, unused } = gap;
  const [variable] = undeclared;
  const [parameter] = unused;
  if (isPair(gap) && variable !== undefined && parameter !== undefined) return [misnamed(gap, parameter, variable)];
  return [
    ...undeclared
      .filter((name) => !said.has(name))
      .map((name) => ({
        at: operation.at,
        subject: placeOf(variables, name),
        tier: 'undeclared',
        message: `Variable ${name} of ${operation.path} is declared by no parameter of ${operation.id}.`,
        operations: [operation.id],
      })),
    ...unused.map(({ at, name }) => ({
      at,
      subject: `unused ${name}`,
      tier: 'unused',
      message: `Path parameter ${name} is not in ${operation.path}.`,
      operations: [operation.id],
    })),
  ];
}

/** Which variable of the template it is: its name may change without making it another problem. */
function placeOf(variables: readonly string[], variable: string): string {
  return `variable ${variables.indexOf(variable)}`;
}

function misnamed({ operation, variables }: Gap, { at, name }: Parameter, variable: string): Problem {
  return {
    at,
    subject: placeOf(variables, variable),
    tier: 'misnamed',
    message: `Path parameter ${name} is not in ${operation.path}, whose variable ${variable} nothing declares.`,
    operations: [operation.id],
    ...(isWithin(at, operation)
      ? {
          repair: {
            title: `Name it ${variable}`,
            edits: [{ kind: 'replace', at: child(at, 'name'), value: variable }],
          },
        }
      : {}),
  };
}

/** A shared parameter may be right elsewhere: renaming it is not the one right answer. */
function isWithin(at: Pointer, operation: Operation): boolean {
  return at.source === operation.at.source && at.path.startsWith(`${parent(operation.at).path}/`);
}

/**
 * `{id}.json` and `{a}:{b}` have the variables that they show. Beside them routers have their own: `{id:[0-9]+}`, `{path*}`,
 * `{proxy+}`, `{+path}`. RFC 6570's `{?page,size}` is a query and no part of the path.
 */
function variablesOf(path: string): readonly string[] {
  const found = [...path.matchAll(/\{([^{}]{1,200})\}/g)].flatMap((match) => {
    const text = match[1] ?? '';
    return /^[?&#]/.test(text) ? [] : (text.split(':', 1)[0] ?? '').split(',').map(bareName);
  });
  return [...new Set(found.filter((name) => name !== ''))];
}

function bareName(name: string): string {
  return name
    .trim()
    .replace(/^[+./;*]/, '')
    .replace(/(?:[*+]|\.\.\.)$/, '');
}
